package io.simshift.cli.world;

import io.simshift.server.escrow.Escrow;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The escrow of a world, which can be killed between any two of the words that it hears, and started on what it has kept. */
final class WorldEscrow implements AutoCloseable {
    private static final String NAME = "escrow";

    private final Surroundings around;
    private final Path folder;
    private final X509Certificate certificate;
    private Optional<Escrow> escrow = Optional.empty();
    private int lives;

    WorldEscrow(Surroundings around) {
        this.around = around;
        this.folder = around.folder().resolve(NAME);
        Keystores.putInto(folder, NAME);
        start();
        this.certificate = running().certificate();
    }

    /** Starts it; one that runs already runs on. */
    void start() {
        if (escrow.isEmpty()) {
            lives++;
            // a life of its own: whoever starts again does not make the keys of his last life once more
            String source = lives == 1 ? NAME : NAME + "-" + lives;
            escrow = Optional.of(Escrow.openWithoutThread(
                    folder, Keystores.password(), around.time(), Dice.keySource(around.seed(), source)));
        }
    }

    /** Stops it where it is: what it has not kept it does not know. */
    void kill() {
        if (escrow.isPresent()) {
            close();
            around.history().tellAll(NAME, "the escrow is killed");
        }
    }

    /** Everybody knows it from a file, also while the escrow is down. */
    X509Certificate certificate() {
        return certificate;
    }

    /** @throws IllegalStateException while it is down */
    Escrow running() {
        return escrow.orElseThrow(() -> new IllegalStateException("the escrow is down"));
    }

    @Override
    public void close() {
        escrow.ifPresent(Escrow::close);
        escrow = Optional.empty();
    }
}
