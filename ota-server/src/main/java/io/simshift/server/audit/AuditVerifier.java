package io.simshift.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
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
     * @param head hash of the last of them; publish it, and lines cut off the end show too
     * @param problem what is wrong with the next line; empty where nothing is
     */
    public record Verdict(long lines, String head, String problem) {
        public boolean isIntact() {
            return problem.isEmpty();
        }
    }

    /** Reads {@code file} from its start to the first line that does not fit. */
    public static Verdict verify(Path file) throws IOException {
        long lines = 0;
        String head = AuditLedger.FIRST;
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String problem = problem(line, lines + 1, head);
                if (!problem.isEmpty()) {
                    return new Verdict(lines, head, file.getFileName() + ":" + (lines + 1) + ": " + problem);
                }
                lines++;
                head = AuditLedger.hash(line);
            }
        }
        return new Verdict(lines, head, "");
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
