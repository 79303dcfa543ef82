package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.escrow.CardSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Cards of a batch, or some of them. */
final class CardChoice {
    @Option(names = "--batch", paramLabel = "NAME", required = true, description = "The batch.")
    private String batch;

    @Option(
            names = "--first",
            paramLabel = "ICCID",
            converter = AuditOptions.IccidConverter.class,
            description = "The first of the cards (default: of the batch).")
    private Iccid first;

    @Option(
            names = "--last",
            paramLabel = "ICCID",
            converter = AuditOptions.IccidConverter.class,
            description = "The last of the cards (default: of the batch).")
    private Iccid last;

    CardSelection selection() {
        try {
            return new CardSelection(batch, Optional.ofNullable(first), Optional.ofNullable(last));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(AuditOptions.capital(e.getMessage()));
        }
    }

    /** One ICCID on each line; lines that begin with # are passed over. */
    static List<Iccid> readList(Path file) throws IOException {
        List<Iccid> cards = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                cards.add(new Iccid(line.strip()));
            } catch (IllegalArgumentException e) {
                throw CommandFailure.failed(file + ":" + number + ": " + e.getMessage(), e);
            }
        }
        if (cards.isEmpty()) {
            throw CommandFailure.failed(file + " names no card");
        }
        return cards;
    }
}
