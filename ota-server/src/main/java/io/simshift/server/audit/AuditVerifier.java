package io.simshift.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks an exported ledger. */
public final class AuditVerifier {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditVerifier() {}

    /**
     * What the check found.
     *
     * @param lines number of lines that hang together, from the first one
     * @param head hash of the last of them; keep it elsewhere, and {@link #verify(Path, Verdict)} shows it too where lines
     *     were cut off the end, or the last one or all of them were written anew
     * @param problem what is wrong with the next line; empty where nothing is
     */
    public record Verdict(long lines, String head, String problem) {
        public boolean isIntact() {
            return problem.isEmpty();
        }
    }

    /** Reads {@code file} from its start to the first line that does not fit. */
    public static Verdict verify(Path file) throws IOException {
        return verify(file, new Verdict(0, AuditLedger.FIRST, ""));
    }

    /**
     * The same; besides, the ledger must have grown out of the one that {@code earlier} was found of.
     *
     * @param earlier a verdict on the same ledger, kept where its keeper can't reach
     */
    public static Verdict verify(Path file, Verdict earlier) throws IOException {
        long lines = 0;
        String head = AuditLedger.FIRST;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String problem = problem(line, lines + 1, head);
                if (problem.isEmpty()
                        && lines + 1 == earlier.lines()
                        && !AuditLedger.hash(line).equals(earlier.head())) {
                    problem = "the line is not the one that stood here before";
                }
                if (!problem.isEmpty()) {
                    return new Verdict(lines, head, place(file, lines + 1) + problem);
                }
                lines++;
                head = AuditLedger.hash(line);
            }
        } catch (CharacterCodingException e) {
            return new Verdict(lines, head, file.getFileName() + ": the file is not text in UTF-8");
        }
        String missing = lines < earlier.lines()
                ? place(file, lines + 1) + "the ledger ends here, but had " + earlier.lines() + " lines before"
                : "";
        return new Verdict(lines, head, missing);
    }

    private static String place(Path file, long line) {
        return file.getFileName() + ":" + line + ": ";
    }

    private static String problem(String line, long number, String head) {
        try {
            JsonNode node = JSON.readTree(line);
            if (node.path("number").asLong(-1) != number) {
                return "the line's number is " + node.path("number") + ", not " + number;
            }
            return head.equals(node.path("prev").asText())
                    ? ""
                    : "the line does not follow the one before it: a line was changed, added or removed";
        } catch (JsonProcessingException e) {
            return "the line is not JSON";
        }
    }
}
