package io.simshift.cli.vectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.vectors.RowOutcome.Mismatch;
import io.simshift.cli.vectors.RowOutcome.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The outcomes of a run, as text for people or as JSON.
 *
 * @param target what the vectors were run on
 * @param source where the files are
 * @param files what became of them
 */
record VectorReport(String target, String source, List<FileOutcome> files) {
    VectorReport {
        files = List.copyOf(files);
    }

    /** How many rows of all files ended so. */
    long count(Verdict verdict) {
        return files.stream().mapToLong(file -> file.count(verdict)).sum();
    }

    /** The closing line. */
    String summary() {
        return "%d passed, %d failed, %d skipped"
                .formatted(count(Verdict.PASSED), count(Verdict.FAILED), count(Verdict.SKIPPED));
    }

    /** A table, then what was skipped and why, then what failed; the closing line last. */
    void printText(PrintWriter out) {
        out.println("Vectors of " + source + ", target " + target);
        out.println();
        int width = files.stream().mapToInt(file -> file.file().length()).max().orElse(0);
        String line = "%-" + Math.max(width, 4) + "s  %7s  %7s  %7s%n";
        out.printf(line, "file", "passed", "failed", "skipped");
        files.stream()
                .filter(file -> !file.skipped())
                .forEach(file -> out.printf(
                        line,
                        file.file(),
                        file.count(Verdict.PASSED),
                        file.count(Verdict.FAILED),
                        file.count(Verdict.SKIPPED)));
        printSkipped(out);
        files.forEach(file -> printFailures(out, file));
        out.println();
        out.println(summary());
    }

    private void printSkipped(PrintWriter out) {
        if (files.stream().noneMatch(file -> file.skipped() || file.count(Verdict.SKIPPED) > 0)) {
            return;
        }
        out.println();
        out.println("Skipped:");
        for (FileOutcome file : files) {
            if (file.skipped()) {
                out.println("  " + file.file() + " (" + rowCount(file.rows().size()) + "): " + file.reason());
            } else {
                skippedRows(file).forEach((reason, ids) -> out.println("  " + file.file() + " " + ids + ": " + reason));
            }
        }
    }

    private static Map<String, String> skippedRows(FileOutcome file) {
        return file.rows().stream()
                .filter(row -> row.verdict() == Verdict.SKIPPED)
                .collect(Collectors.groupingBy(
                        RowOutcome::reason,
                        TreeMap::new,
                        Collectors.mapping(RowOutcome::id, Collectors.joining(", "))));
    }

    private static String rowCount(int rows) {
        return rows == 1 ? "1 row" : rows + " rows";
    }

    private static void printFailures(PrintWriter out, FileOutcome file) {
        for (RowOutcome row : file.rows()) {
            for (Mismatch mismatch : row.mismatches()) {
                out.println();
                out.println("FAILED " + file.file() + ":" + row.line() + " " + row.id() + ", " + mismatch.what());
                out.println("  expected " + mismatch.expected());
                out.println("  got      " + mismatch.got());
            }
        }
    }

    /** The same as one JSON object. */
    void printJson(PrintWriter out) {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("target", target);
        root.put("source", source);
        root.put("passed", count(Verdict.PASSED));
        root.put("failed", count(Verdict.FAILED));
        root.put("skipped", count(Verdict.SKIPPED));
        ArrayNode list = root.putArray("files");
        files.forEach(file -> addFile(list.addObject(), file));
        try {
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers could not be written as JSON", e);
        }
    }

    private static void addFile(ObjectNode node, FileOutcome file) {
        node.put("file", file.file());
        node.put("passed", file.count(Verdict.PASSED));
        node.put("failed", file.count(Verdict.FAILED));
        node.put("skipped", file.count(Verdict.SKIPPED));
        if (file.skipped()) {
            node.put("reason", file.reason());
        }
        ArrayNode rows = node.putArray("rows");
        for (RowOutcome row : file.rows()) {
            ObjectNode one = rows.addObject();
            one.put("line", row.line());
            one.put("id", row.id());
            one.put("verdict", row.verdict().name().toLowerCase(Locale.ROOT));
            if (!row.reason().isEmpty()) {
                one.put("reason", row.reason());
            }
            if (!row.mismatches().isEmpty()) {
                ArrayNode mismatches = one.putArray("mismatches");
                row.mismatches()
                        .forEach(mismatch -> mismatches
                                .addObject()
                                .put("what", mismatch.what())
                                .put("expected", mismatch.expected())
                                .put("got", mismatch.got()));
            }
        }
    }
}
