package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads a production file twice: to its end for the signature, and only then card by card. No card of a file that was cut off,
 * changed or made by another is given away; nor one that was changed between the two readings, for each carries a tag under a
 * key that the signature covers. Memory for one card.
 */
public final class ProductionReader {
    private final Path file;
    private final OperatorIdentity line;
    private final X509Certificate escrow;

    /**
     * @param line whom the file is for
     * @param escrow whose signature it must have
     */
    public ProductionReader(Path file, OperatorIdentity line, X509Certificate escrow) {
        this.file = file;
        this.line = line;
        this.escrow = escrow;
    }

    /**
     * What a file says of itself, once its signature was found genuine.
     *
     * @param batch its name
     * @param cards how many there are
     * @param slots on each
     */
    public record Content(String batch, int cards, int slots) {}

    /** Gets the cards, after it was told what there is. */
    public interface Factory extends Consumer<PersonalisationRecord> {
        /** Called once, before the first card. */
        default void begin(Content content) {}
    }

    /**
     * Gives each card away; its keys are zeroed when {@code factory} returns. What {@code factory} throws goes to the caller as
     * it is.
     *
     * @return how many
     * @throws SealException where the file is not whole, not for this line or not of this escrow; then no card was given away,
     *     unless the file was changed while it was read: then no changed one
     */
    public int read(Factory factory) throws IOException {
        // Opened once: a file of the same name that takes its place meanwhile is not looked at.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] tagKey = new byte[0];
            try {
                Content content;
                try (ProductionPass pass = new ProductionPass(file, channel, line, Optional.empty())) {
                    for (Optional<PersonalisationRecord> card = pass.next(); card.isPresent(); card = pass.next()) {
                        card.get().close();
                    }
                    pass.requireSignature(escrow);
                    tagKey = pass.tagKey();
                    content = pass.content();
                }
                factory.begin(content);
                try (ProductionPass pass = new ProductionPass(file, channel, line, Optional.of(tagKey))) {
                    int given = give(pass, factory);
                    pass.requireSignature(escrow);
                    return given;
                }
            } finally {
                Arrays.fill(tagKey, (byte) 0);
            }
        }
    }

    private static int give(ProductionPass pass, Factory factory) {
        int cards = 0;
        for (Optional<PersonalisationRecord> next = pass.next(); next.isPresent(); next = pass.next()) {
            try (PersonalisationRecord card = next.get()) {
                factory.accept(card);
            }
            cards++;
        }
        return cards;
    }
}
