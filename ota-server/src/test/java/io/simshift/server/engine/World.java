package io.simshift.server.engine;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.OtaServer;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** An escrow, operators and their cards on one desk. */
final class World implements AutoCloseable {
    static final TransferPolicy POLICY = new TransferPolicy(
            Duration.ofSeconds(60),
            Duration.ofHours(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            12);
    static final char[] PASSWORD = "correct horse".toCharArray();

    final Path folder;
    final MutableClock clock = new MutableClock();
    final SecureRandom random = new SecureRandom();
    final Escrow escrow;
    final Map<Iccid, FakeCard> cards = new TreeMap<>();
    final Map<String, OtaServer> servers = new TreeMap<>();
    final Map<String, FakeSmsc> centres = new TreeMap<>();
    final List<TransferProgress> progress = new CopyOnWriteArrayList<>();
    final List<SignedHandover> handovers = new CopyOnWriteArrayList<>();
    volatile boolean recipientsListen = true;
    /** What servers that start from now on take for the escrow, and whom they tell. */
    volatile EscrowPort custodian;

    volatile ProgressListener listener = progress::add;

    World(Path folder, String... operators) {
        this.folder = folder;
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, clock, random);
        custodian = escrow;
        for (String operator : operators) {
            centres.put(operator, new FakeSmsc());
            start(operator);
            escrow.register(new OperatorId(operator), servers.get(operator).certificate());
        }
    }

    void start(String operator) {
        servers.put(operator, OtaServer.start(config(operator)));
    }

    void restartWithoutCampaign(String operator) {
        servers.get(operator).close();
        start(operator);
    }

    /** Starts an operator's server anew on its folder, as after a crash, and gives its first campaign. */
    Campaign restart(String operator) {
        restartWithoutCampaign(operator);
        return servers.get(operator).campaigns().get(0);
    }

    OtaServerConfig config(String operator) {
        return new OtaServerConfig(
                profile(operator),
                folder.resolve(operator),
                PASSWORD,
                centres.get(operator),
                custodian,
                handover -> handOver(operator, handover),
                listener,
                POLICY,
                Duration.ofSeconds(30),
                clock,
                random);
    }

    static OperatorProfile profile(String operator) {
        int number = operator.charAt(0) - 'A' + 1;
        return new OperatorProfile(
                new OperatorId(operator),
                new Plmn("262", "0" + number),
                new Msisdn("4917" + number + "00"),
                new Msisdn("4917" + number + "0000000"),
                "Net " + operator);
    }

    private void handOver(String donor, SignedHandover handover) {
        if (!recipientsListen) {
            throw new IllegalStateException("nobody listens");
        }
        handovers.add(handover);
        String recipient = handover.handover().recipient().value();
        try (CardIntake intake = servers.get(recipient).collect(handover, slot -> number(recipient, slot))) {
            intake.cards()
                    .forEach(card -> centres.get(recipient)
                            .connect(card.msisdn(), cards.get(card.slot().iccid())));
            servers.get(donor)
                    .provisioned(new OperatorId(recipient), intake.served())
                    .join();
        }
    }

    private static Msisdn number(String operator, ReleasedSlot slot) {
        String digits = slot.iccid().digits();
        return new Msisdn("49" + (operator.charAt(0) - 'A' + 1) + digits.substring(digits.length() - 8));
    }

    List<Iccid> make(String operator, int count, int slots, OtaAlgorithm algorithm) {
        List<Iccid> made = new ArrayList<>();
        Batch batch = new Batch("test", "891234567890000000", count, slots, algorithm, new Imsi("262010000000001"));
        escrow.produce(batch, record -> {
            cards.put(record.iccid(), new FakeCard(record));
            made.add(record.iccid());
        });
        byte[] sealed = escrow.issue(new OperatorId(operator), made);
        try (CardIntake intake = servers.get(operator).acceptCards(sealed, slot -> number(operator, slot))) {
            intake.cards()
                    .forEach(card -> centres.get(operator)
                            .connect(card.msisdn(), cards.get(card.slot().iccid())));
        }
        return made;
    }

    /** An order for these cards, with IMSIs of the recipient's network. */
    Path order(String recipient, List<Iccid> iccids) throws IOException {
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        int number = 1;
        for (Iccid iccid : iccids) {
            csv.append(iccid).append(',').append(newImsi(recipient, number++)).append('\n');
        }
        return Files.writeString(Files.createTempFile(folder, "order", ".csv"), csv);
    }

    static Imsi newImsi(String recipient, int number) {
        return new Imsi(String.format("2620%d9%09d", recipient.charAt(0) - 'A' + 1, number));
    }

    Phase phase(Campaign campaign, Iccid iccid) {
        return campaign.cards().stream()
                .filter(card -> card.iccid().equals(iccid))
                .findFirst()
                .orElseThrow()
                .phase();
    }

    void await(Campaign campaign, Iccid iccid, Phase phase) {
        await(phase + " of " + iccid, () -> phase(campaign, iccid) == phase);
    }

    /** The escrow has taken this operator's word that the card has come: before that it gives the card to nobody else. */
    void awaitArrivalTold(String operator, Iccid iccid) {
        String file = "jdbc:sqlite:" + folder.resolve(operator).resolve("server.db");
        await("the word of " + operator + " to the escrow", () -> {
            try (Connection db = DriverManager.getConnection(file);
                    PreparedStatement select = db.prepareStatement(
                            "SELECT 1 FROM card WHERE iccid = ? AND status = 'HERE' AND arrival_told = 1")) {
                select.setString(1, iccid.digits());
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** QUEUED with a reason: the message has failed once and waits for its next time. */
    static void awaitRetry(Campaign campaign, Iccid iccid) {
        await(
                "a retry of " + iccid,
                () -> campaign.cards().stream()
                        .anyMatch(card -> card.iccid().equals(iccid)
                                && card.phase() == Phase.QUEUED
                                && !card.reason().isEmpty()));
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        servers.values().forEach(OtaServer::close);
        centres.values().forEach(FakeSmsc::close);
        escrow.close();
    }
}
