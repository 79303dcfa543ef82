package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** An escrow with operators A, B and C, and three cards of four slots that A has. */
final class EscrowBench implements AutoCloseable {
    static final char[] PASSWORD = "secret".toCharArray();
    static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
    static final Imsi NEW_IMSI = new Imsi("262020000000001");

    private static final SecureRandom RANDOM = new SecureRandom();

    final List<Iccid> cards = new ArrayList<>();
    final Escrow escrow;
    private final Path folder;
    private final Map<String, OperatorIdentity> identities = new ConcurrentHashMap<>();
    private Instant now = NOW;

    EscrowBench(Path folder) {
        this(folder, EscrowPolicy.DEFAULT);
    }

    EscrowBench(Path folder, EscrowPolicy policy) {
        this.folder = folder;
        escrow = Escrow.open(
                folder.resolve("escrow"), PASSWORD, new Custody(java.util.Optional.empty(), policy), clock(), RANDOM);
        for (String name : List.of("A", "B", "C")) {
            escrow.register(new OperatorId(name), identity(name).certificate());
        }
        Batch batch = new Batch("batch", "891234567890000000", 3, 4, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
        escrow.produce(batch, card -> cards.add(card.iccid()));
        escrow.issue(new OperatorId("A"), cards);
    }

    /** The same again, opened anew. */
    EscrowBench(Path folder, EscrowBench closed) {
        this.folder = folder;
        cards.addAll(closed.cards);
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, clock(), RANDOM);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Instant now() {
        return now;
    }

    OperatorIdentity identity(String name) {
        return identities.computeIfAbsent(
                name, id -> OperatorIdentity.open(folder.resolve(id + ".p12"), PASSWORD, id, clock(), RANDOM));
    }

    Handover handover(String donor, String recipient, int slot) {
        HandoverEntry entry = new HandoverEntry(NEW_IMSI, cards.get(0), new SlotIndex(slot));
        return new Handover(
                Handover.Kind.HAND_OVER, new OperatorId(donor), new OperatorId(recipient), now, List.of(entry));
    }

    SignedHandover signed(Handover handover) {
        return SignedHandover.sign(handover, identity(handover.signer().value()));
    }

    /** The escrow of the same folder, opened anew. */
    record Again(Escrow escrow) implements AutoCloseable {
        @Override
        public void close() {
            escrow.close();
        }
    }

    Again again() {
        return new Again(Escrow.open(folder.resolve("escrow"), PASSWORD, clock(), RANDOM));
    }

    /** The single answer: the reason of a refusal, or null. */
    static Refusal reason(List<EscrowAnswer> answers) {
        if (answers.size() != 1) {
            throw new AssertionError("not one answer but " + answers);
        }
        return answers.get(0) instanceof EscrowAnswer.Refused refused ? refused.reason() : null;
    }

    String ledger() throws IOException {
        LedgerFiles files = new LedgerFiles(folder.resolve("ledger"));
        escrow.exportAudit(files.folder());
        return Files.readString(files.entries());
    }

    @Override
    public void close() {
        escrow.close();
    }
}
