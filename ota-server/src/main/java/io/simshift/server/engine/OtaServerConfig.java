package io.simshift.server.engine;

import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.TransferPolicy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What one operator's server is made of.
 *
 * @param profile the operator
 * @param dataFolder holds {@code server.db}, {@code vault.p12} and {@code identity.p12}; made if missing
 * @param password of both keystores; the caller may zero it once the server has started
 * @param bearer the way to the SMSC
 * @param escrow the key custodian
 * @param recipients the way to other operators
 * @param listener hears of progress
 * @param policy how patient transfers are
 * @param queryTimeout how long to wait for the answer to a QUERY
 * @param driver empty for a server that works on threads of its own. Where time is simulated, what the server does by itself
 *     is given to this executor instead, it writes on its caller's thread, and it wakes at {@link
 *     io.simshift.server.OtaServer#wake} only: on one thread, everything then happens in one order
 */
public record OtaServerConfig(
        OperatorProfile profile,
        Path dataFolder,
        char[] password,
        SmsEgressFactory bearer,
        EscrowPort escrow,
        RecipientPort recipients,
        ProgressListener listener,
        TransferPolicy policy,
        Duration queryTimeout,
        Clock clock,
        SecureRandom random,
        Optional<Executor> driver) {
    public OtaServerConfig {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(dataFolder, "data folder");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(bearer, "bearer");
        Objects.requireNonNull(escrow, "escrow");
        Objects.requireNonNull(recipients, "recipients");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(policy, "policy");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(random, "random source");
        Objects.requireNonNull(driver, "driver");
    }

    /** A server that works on threads of its own. */
    public OtaServerConfig(
            OperatorProfile profile,
            Path dataFolder,
            char[] password,
            SmsEgressFactory bearer,
            EscrowPort escrow,
            RecipientPort recipients,
            ProgressListener listener,
            TransferPolicy policy,
            Duration queryTimeout,
            Clock clock,
            SecureRandom random) {
        this(
                profile,
                dataFolder,
                password,
                bearer,
                escrow,
                recipients,
                listener,
                policy,
                queryTimeout,
                clock,
                random,
                Optional.empty());
    }
}
