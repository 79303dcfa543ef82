package io.simshift.cli.world;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.OtaServer;
import io.simshift.server.engine.Campaign;
import io.simshift.server.engine.Campaign.CardProgress;
import io.simshift.server.engine.CardIntake;
import io.simshift.server.engine.OtaServerConfig;
import io.simshift.server.engine.RecipientPort;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferPolicy;
import io.simshift.simulator.network.OperatorNetwork;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One operator: network, HLR, message centre, and an OTA server that can be killed between any two of its steps. */
final class WorldOperator implements AutoCloseable {
    private static final Duration QUERY_TIMEOUT = Duration.ofHours(1);
    private static final Duration WAKE_EVERY = Duration.ofSeconds(15);
    private static final Duration SUBSCRIPTION_ENDS_AFTER = Duration.ofHours(1);
    private static final int NEVER = -1;

    private final Numbers numbers;
    private final OperatorProfile profile;
    private final OperatorNetwork network;
    private final Hlr hlr;
    private final WorldSmsc smsc;
    private final Surroundings around;
    private final OtaServerConfig config;
    private Optional<OtaServer> server = Optional.empty();
    private int life;
    private int stepsUntilDeath = NEVER;
    private Runnable whenDead = () -> {};

    WorldOperator(
            Numbers numbers, WorldEscrow escrow, RecipientPort recipients, TransferPolicy policy, Surroundings around) {
        this.numbers = numbers;
        this.profile = numbers.profile();
        this.around = around;
        SecureRandom random = Dice.keySource(around.seed(), "server-" + name());
        this.network = new OperatorNetwork(name(), profile.plmn(), Dice.keySource(around.seed(), "network-" + name()));
        this.hlr = new Hlr(network, around);
        this.smsc = new WorldSmsc(profile, network, around);
        this.config = new OtaServerConfig(
                profile,
                around.folder().resolve("operator-" + name()),
                Keystores.password(),
                smsc,
                new EscrowWatch(escrow, profile.id(), around),
                recipients,
                this::progressed,
                policy,
                QUERY_TIMEOUT,
                around.time(),
                random,
                Optional.of(driver()));
        Keystores.putInto(config.dataFolder(), name());
        escrow.running().register(profile.id(), OtaServer.certificate(config));
        wakeLater();
    }

    /** The server's own work is one task after the other in the world's queue; it dies between two of them. */
    private Executor driver() {
        return task -> {
            int begun = life;
            around.time().execute(() -> {
                if (begun == life) {
                    if (stepsUntilDeath == 0) {
                        kill();
                        whenDead.run();
                    } else {
                        stepsUntilDeath = Math.max(NEVER, stepsUntilDeath - 1);
                        task.run();
                    }
                }
            });
        };
    }

    private void wakeLater() {
        around.time().after(WAKE_EVERY, () -> {
            server.ifPresent(OtaServer::wake);
            wakeLater();
        });
    }

    String name() {
        return profile.id().value();
    }

    OperatorProfile profile() {
        return profile;
    }

    Numbers numbers() {
        return numbers;
    }

    OperatorNetwork network() {
        return network;
    }

    WorldSmsc smsc() {
        return smsc;
    }

    /** Empty while it is down. */
    Optional<OtaServer> server() {
        return server;
    }

    /** Starts the server, on what its last run has left; one that runs already runs on, and is spared its death. */
    void start() {
        stepsUntilDeath = NEVER;
        if (server.isEmpty()) {
            server = Optional.of(OtaServer.start(config));
            server.get().campaigns().forEach(this::catchUp);
        }
    }

    /** Of what became durable right before its death the server has told nobody. */
    private void catchUp(Campaign campaign) {
        for (CardProgress card : campaign.cards()) {
            boolean known = around.judge()
                    .belief(card.transfer())
                    .filter(card.phase()::equals)
                    .isPresent();
            if (!known) {
                progressed(new TransferProgress(
                        card.transfer(),
                        campaign.id(),
                        card.iccid(),
                        card.newImsi(),
                        card.targetSlot(),
                        card.phase(),
                        around.time().instant(),
                        card.reason()));
            }
        }
    }

    /**
     * @param steps what the server still does of its own accord before it dies
     * @param then run at its death
     */
    void dieAfter(int steps, Runnable then) {
        stepsUntilDeath = steps;
        whenDead = then;
    }

    /** Stops the server where it is: what it has not begun it never does. */
    void kill() {
        if (server.isPresent()) {
            life++;
            smsc.unbind();
            server.get().close();
            server = Optional.empty();
            around.judge().restarted(profile.id());
            around.history().tellAll(name(), "the server is killed");
        }
    }

    /** As first operator: takes new cards. */
    void takeFirstSlots(byte[] sealedSlots) {
        try (CardIntake intake = running().acceptCards(sealedSlots, slot -> numbers.msisdn(slot.imsi()))) {
            provision(intake);
        }
    }

    /** As recipient: collects keys and enters the cards into the HLR. */
    List<HandoverEntry> collect(SignedHandover handover) {
        try (CardIntake intake = running().collect(handover, slot -> numbers.msisdn(slot.imsi()))) {
            intake.problems().forEach(problem -> around.history().tellAll(name(), problem));
            provision(intake);
            return intake.served();
        }
    }

    private OtaServer running() {
        return server.orElseThrow(() -> new IllegalStateException("the server of " + name() + " is down"));
    }

    private void provision(CardIntake intake) {
        for (CardIntake.TakenCard card : intake.cards()) {
            Msisdn msisdn = card.msisdn();
            around.judge().numbered(msisdn, card.slot().iccid());
            hlr.enter(card.slot(), msisdn);
        }
    }

    private void progressed(TransferProgress progress) {
        String reason = progress.reason().isEmpty() ? "" : ": " + progress.reason();
        around.history()
                .tell(progress.iccid(), name(), "transfer " + progress.id() + " is " + progress.phase() + reason);
        around.judge().believed(profile.id(), progress);
        if (progress.phase() == Phase.CONFIRMED) {
            around.judge()
                    .formerImsi(progress.id())
                    .ifPresent(imsi -> around.time().after(SUBSCRIPTION_ENDS_AFTER, () -> endSubscription(imsi)));
        }
    }

    /** Who is surely gone is no customer any more: a wrong certainty strands the card, and shows. */
    private void endSubscription(Imsi imsi) {
        hlr.remove(imsi);
    }

    @Override
    public void close() {
        life++;
        server.ifPresent(OtaServer::close);
        server = Optional.empty();
    }
}
