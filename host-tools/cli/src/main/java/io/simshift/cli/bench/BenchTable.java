package io.simshift.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.bench.BenchmarkRow;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** The rows of a run, as text for people or as JSON. */
record BenchTable(List<BenchmarkRow> rows) {
    private static final String LINE = "%-32s  %14s  %12s  %6s  %10s%n";

    BenchTable {
        rows = List.copyOf(rows);
    }

    /** One line a row, and what it was measured on. */
    void printText(PrintWriter out) {
        out.printf(Locale.ROOT, LINE, "name", "operations/s", "floor/s", "ratio", "bytes/op");
        for (BenchmarkRow row : rows) {
            out.printf(
                    Locale.ROOT,
                    LINE,
                    row.name(),
                    whole(row.operationsPerSecond()),
                    whole(row.floorPerSecond()),
                    String.format(Locale.ROOT, "%.2f", row.ratio()),
                    whole(row.bytesPerOperation()));
        }
        out.println();
        out.println("One thread; " + virtualMachine());
    }

    private static String whole(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String virtualMachine() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.version");
    }

    /** One object: {@code rows}, and {@code java} for the virtual machine. */
    void printJson(PrintWriter out) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("java", virtualMachine());
        root.put("threads", 1);
        ArrayNode list = root.putArray("rows");
        for (BenchmarkRow row : rows) {
            list.addObject()
                    .put("name", row.name())
                    .put("operationsPerSecond", Math.round(row.operationsPerSecond()))
                    .put("floorPerSecond", Math.round(row.floorPerSecond()))
                    .put("ratio", Math.round(row.ratio() * 1000) / 1000.0)
                    .put("bytesPerOperation", Math.round(row.bytesPerOperation()));
        }
        try {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written as JSON", e);
        }
    }
}
