package io.simshift.cli.vectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of vector files that can be run, and why those that cannot are skipped. */
final class VectorKinds {
    private static final List<VectorKind> KINDS = all();

    private static final Map<String, String> SKIPPED_FILES = Map.of(
            "ota/end_to_end_expectations.csv", "answers of other cards with their own files, which ours does not have",
            "sms/envelope_flows.csv", "a dialogue of another card with its own keys and files",
            "sms/gsm7_packing.csv", "7-bit text carries no packets, Simshift leaves it packed",
            "sms/other_tpdu_headers.csv", "headers without a message, or of messages that Simshift does not read");

    private static final Map<String, String> SKIPPED_FOLDERS = Map.of(
            "cat", "CAT vectors are not run by this command",
            "files", "codings of files are not run by this command");

    private VectorKinds() {}

    private static List<VectorKind> all() {
        List<VectorKind> kinds = new ArrayList<>();
        kinds.addAll(AkaVectors.kinds());
        kinds.addAll(OtherAkaVectors.kinds());
        kinds.addAll(SequenceVectors.kinds());
        kinds.addAll(MacVectors.kinds());
        kinds.addAll(PacketVectors.kinds());
        kinds.addAll(SmsVectors.kinds());
        kinds.addAll(SmppVectors.kinds());
        return List.copyOf(kinds);
    }

    /** Why this file is known and skipped all the same. */
    static Optional<String> whySkipped(VectorTable table) {
        String byFile = SKIPPED_FILES.get(table.folder() + "/" + table.fileName());
        return Optional.ofNullable(byFile == null ? SKIPPED_FOLDERS.get(table.folder()) : byFile);
    }

    /** The kind of this file: by its name, else by its columns, first among those of its own folder. */
    static Optional<VectorKind> of(VectorTable table) {
        Optional<VectorKind> byName = KINDS.stream()
                .filter(kind -> kind.fileName().equals(table.fileName()))
                .findFirst();
        if (byName.isPresent()) {
            return byName;
        }
        List<VectorKind> fitting = KINDS.stream()
                .filter(kind -> kind.missingIn(table.header()).isEmpty())
                .toList();
        return fitting.stream()
                .filter(kind -> kind.folder().equals(table.folder()))
                .findFirst()
                .or(() -> fitting.stream().findFirst());
    }
}
