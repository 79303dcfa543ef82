package io.simshift.server.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.List;

/** Holds an exported ledger against all that its keeper is known to have signed. */
public final class LedgerVerifier {
    private LedgerVerifier() {}

    /**
     * What the check found.
     *
     * @param entries number of entries that were read
     * @param root of their tree
     * @param problem what is wrong; empty where nothing is
     */
    public record Verdict(long entries, TreeHash root, String problem) {
        public boolean isIntact() {
            return problem.isEmpty();
        }
    }

    /**
     * Reads all entries.
     *
     * @param keeper whose signature counts
     * @param known checkpoints, from the export and from wherever they were kept; at least one
     */
    public static Verdict verify(Path entries, X509Certificate keeper, List<Checkpoint> known) throws IOException {
        List<Checkpoint> bySize = sorted(known);
        String problem = signatures(keeper, bySize);
        return read(entries, bySize, problem.isEmpty() ? splitView(bySize) : problem);
    }

    /** As {@link #verify}, without a look at the signatures: all these must be of one keeper, whoever that is. */
    public static Verdict compare(Path entries, List<Checkpoint> known) throws IOException {
        List<Checkpoint> bySize = sorted(known);
        boolean one = bySize.stream().map(Checkpoint::origin).distinct().count() == 1;
        return read(entries, bySize, one ? splitView(bySize) : "the checkpoints are not of one keeper");
    }

    private static List<Checkpoint> sorted(List<Checkpoint> known) {
        if (known.isEmpty()) {
            throw new IllegalArgumentException("a ledger is checked against one checkpoint at least");
        }
        return known.stream().sorted(Comparator.comparingLong(Checkpoint::size)).toList();
    }

    private static Verdict read(Path entries, List<Checkpoint> bySize, String before) throws IOException {
        TreeFrontier frontier = new TreeFrontier();
        String problem = before;
        int compared = 0;
        try (LedgerReader in = LedgerReader.open(entries)) {
            while (problem.isEmpty()) {
                while (compared < bySize.size() && bySize.get(compared).size() == frontier.size()) {
                    problem = problem.isEmpty() ? compare(bySize.get(compared), frontier) : problem;
                    compared++;
                }
                LedgerReader.Line line = in.next();
                if (line == null || !problem.isEmpty()) {
                    break;
                }
                in.parse(line);
                frontier.append(line.leaf());
            }
        } catch (AuditException e) {
            problem = e.getMessage();
        }
        return new Verdict(
                frontier.size(), frontier.root(), problem.isEmpty() ? ends(frontier, bySize, compared) : problem);
    }

    private static String signatures(X509Certificate keeper, List<Checkpoint> bySize) {
        for (Checkpoint checkpoint : bySize) {
            if (!checkpoint.isSignedBy(keeper)) {
                return "the checkpoint of " + checkpoint.size()
                        + " entries is not signed by the key of this certificate";
            }
        }
        return "";
    }

    private static String splitView(List<Checkpoint> bySize) {
        for (int i = 1; i < bySize.size(); i++) {
            Checkpoint one = bySize.get(i - 1);
            Checkpoint other = bySize.get(i);
            if (one.size() == other.size() && !one.root().equals(other.root())) {
                return "split view: the keeper has signed two different ledgers of " + one.size() + " entries";
            }
        }
        return "";
    }

    private static String compare(Checkpoint checkpoint, TreeFrontier frontier) {
        return checkpoint.root().equals(frontier.root())
                ? ""
                : "entries 1 to " + checkpoint.size()
                        + " are not those that the checkpoint was signed for: the ledger was rewritten, or this is"
                        + " not the ledger that others were shown";
    }

    /** Something was cut off the end, or put there without a signature. */
    private static String ends(TreeFrontier frontier, List<Checkpoint> bySize, int compared) {
        if (compared < bySize.size()) {
            return "the ledger ends after " + frontier.size() + " entries, but "
                    + bySize.get(bySize.size() - 1).size() + " were signed: it was truncated";
        }
        long signed = bySize.get(bySize.size() - 1).size();
        return signed < frontier.size()
                ? "entries " + (signed + 1) + " to " + frontier.size() + " are covered by no checkpoint"
                : "";
    }
}
