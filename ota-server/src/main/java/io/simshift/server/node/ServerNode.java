package io.simshift.server.node;

import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ServerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;

/** A running server. */
public interface ServerNode extends AutoCloseable {
    /** Starts what the settings describe; {@link ConfigException} and others with a message for people where it can't. */
    static ServerNode start(ServerSettings settings, Clock clock, SecureRandom random) {
        if (settings instanceof ServerSettings.Escrow escrow) {
            return EscrowNode.start(escrow, clock, random);
        }
        return OperatorNode.start((ServerSettings.Operator) settings, clock, random);
    }

    /**
     * The certificate that partners must know, made with the data folder if it is not there yet. Not while the server runs
     * for the first time.
     */
    static X509Certificate certificate(ServerSettings settings, Clock clock, SecureRandom random) {
        return Identities.open(settings, clock, random).certificate();
    }

    /** The escrow's folder must have been made on purpose: a mistyped path shall not become a new, empty escrow. */
    static Path existingEscrow(ServerSettings.Escrow settings) {
        Path folder = settings.common().dataFolder();
        if (!Files.exists(folder.resolve("escrow.db"))) {
            throw new ConfigException("there is no escrow in " + folder + "; 'simshift escrow init' makes one");
        }
        return folder;
    }

    /** {@code https://127.0.0.1:8443}. */
    String url();

    /** Where it listens. */
    int port();

    /** Ends calls in progress and stops. */
    @Override
    void close();
}
