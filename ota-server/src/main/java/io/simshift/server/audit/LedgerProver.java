package io.simshift.server.audit;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.audit.TreePaths.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes proofs out of an exported ledger, for {@link ProofCheck}: what is in it about one card, or that it grew out of an
 * earlier one. Two passes over the file, whatever its length, and memory for the proof alone.
 */
public final class LedgerProver {
    private final LedgerFiles files;
    private final Checkpoint checkpoint;

    /** {@link AuditException} where there is no checkpoint in the folder. */
    public LedgerProver(LedgerFiles files) throws IOException {
        this.files = files;
        this.checkpoint = LedgerFiles.readCheckpoint(files.checkpoint());
    }

    /**
     * Writes all entries that name the card, each with its path to the signed root.
     *
     * @return how many
     * @throws AuditException where no entry names it, or the ledger does not fit its checkpoint
     */
    public int proveCard(Iccid iccid, Path out) throws IOException {
        List<LedgerReader.Line> about = entriesAbout(iccid);
        if (about.isEmpty()) {
            throw new AuditException("no entry of the ledger names card " + iccid);
        }
        List<List<Range>> paths = about.stream()
                .map(line -> TreePaths.inclusion(line.number() - 1, checkpoint.size()))
                .toList();
        TreeRanges ranges = hash(paths.stream().flatMap(List::stream).toList());
        StringBuilder text = new StringBuilder(ProofCheck.CARD_PROOF).append('\n');
        text.append("card ").append(iccid).append('\n');
        for (int i = 0; i < about.size(); i++) {
            text.append("entry ").append(about.get(i).line()).append('\n');
            appendHashes(text, ranges.roots(paths.get(i)));
        }
        text.append('\n').append(checkpoint.encode());
        Files.writeString(out, text, StandardCharsets.UTF_8);
        return about.size();
    }

    /** Writes the proof that this ledger begins with all that {@code earlier} was signed for. */
    public void proveGrowth(Checkpoint earlier, Path out) throws IOException {
        if (earlier.size() > checkpoint.size()) {
            throw new AuditException(
                    "the earlier checkpoint has " + earlier.size() + " entries, this ledger only " + checkpoint.size());
        }
        List<Range> path = TreePaths.consistency(earlier.size(), checkpoint.size());
        StringBuilder text = new StringBuilder(ProofCheck.GROWTH_PROOF).append('\n');
        appendHashes(text, hash(path).roots(path));
        text.append('\n').append(earlier.encode()).append('\n').append(checkpoint.encode());
        Files.writeString(out, text, StandardCharsets.UTF_8);
    }

    private static void appendHashes(StringBuilder text, List<TreeHash> hashes) {
        hashes.forEach(hash -> text.append("hash ").append(hash).append('\n'));
    }

    private List<LedgerReader.Line> entriesAbout(Iccid iccid) throws IOException {
        List<LedgerReader.Line> about = new ArrayList<>();
        try (LedgerReader in = LedgerReader.open(files.entries())) {
            for (LedgerReader.Line line = in.next(); line != null; line = in.next()) {
                boolean names = Stream.of(in.parse(line).details().get("iccid"))
                        .anyMatch(value -> iccid.digits().equals(value));
                if (names && line.number() <= checkpoint.size()) {
                    about.add(line);
                }
            }
        }
        return about;
    }

    /** A proof that would fail later at somebody else's is refused here already. */
    private TreeRanges hash(List<Range> wanted) throws IOException {
        TreeRanges ranges = new TreeRanges(wanted);
        TreeFrontier all = new TreeFrontier();
        try (LedgerReader in = LedgerReader.open(files.entries())) {
            for (LedgerReader.Line line = in.next(); line != null && all.size() < checkpoint.size(); line = in.next()) {
                TreeHash leaf = line.leaf();
                ranges.append(leaf);
                all.append(leaf);
            }
        }
        if (all.size() != checkpoint.size() || !all.root().equals(checkpoint.root())) {
            throw new AuditException("the ledger does not fit its checkpoint: nothing can be proved from it");
        }
        return ranges;
    }
}
