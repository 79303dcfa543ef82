package io.simshift.cli.tear;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.simulator.tear.TearRun.Inconsistency;
import io.simshift.simulator.tear.TearRun.Result;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What came of tearing, for people or as JSON. */
record TearReport(List<Result> results, int shownPerOperation) {
    private static final int TEXT_MAX = 300;

    TearReport {
        results = List.copyOf(results);
    }

    long cutPoints() {
        return results.stream().mapToLong(Result::cutPoints).sum();
    }

    long inconsistent() {
        return results.stream()
                .mapToLong(result -> result.inconsistencies().size())
                .sum();
    }

    void printText(PrintWriter out) {
        out.printf(Locale.ROOT, "%-28s %10s %13s %20s%n", "operation", "cuts", "inconsistent", "largest transaction");
        for (Result result : results) {
            out.printf(
                    Locale.ROOT,
                    "%-28s %10d %13d %14d bytes%n",
                    result.operation(),
                    result.cutPoints(),
                    result.inconsistencies().size(),
                    result.largestTransaction());
        }
        results.forEach(result -> printInconsistencies(out, result));
        out.println();
        out.printf(Locale.ROOT, "%d cut points, %d inconsistent%n", cutPoints(), inconsistent());
    }

    private void printInconsistencies(PrintWriter out, Result result) {
        List<Inconsistency> all = result.inconsistencies();
        for (Inconsistency one : all.subList(0, Math.min(shownPerOperation, all.size()))) {
            String second = one.secondCutPoint() < 0 ? "" : ", in the restart at " + one.secondCutPoint();
            out.printf(
                    Locale.ROOT,
                    "%n%s, %s, cut at %d%s:%n  %s%n",
                    one.operation(),
                    one.fault().label(),
                    one.cutPoint(),
                    second,
                    shortened(one.what()));
        }
        if (all.size() > shownPerOperation) {
            out.printf(Locale.ROOT, "%n%s: %d more%n", result.operation(), all.size() - shownPerOperation);
        }
    }

    private static String shortened(String text) {
        return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX) + " ...";
    }

    void printJson(PrintWriter out) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("cutPoints", cutPoints());
        root.put("inconsistent", inconsistent());
        ArrayNode operations = root.putArray("operations");
        for (Result result : results) {
            ObjectNode operation = operations.addObject();
            operation.put("name", result.operation());
            operation.put("cutPoints", result.cutPoints());
            operation.put("inconsistent", result.inconsistencies().size());
            operation.put("largestTransactionBytes", result.largestTransaction());
            ArrayNode list = operation.putArray("inconsistencies");
            for (Inconsistency one : result.inconsistencies()) {
                list.addObject()
                        .put("fault", one.fault().label())
                        .put("cutPoint", one.cutPoint())
                        .put("secondCutPoint", one.secondCutPoint())
                        .put("what", one.what());
            }
        }
        try {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written as JSON", e);
        }
    }
}
