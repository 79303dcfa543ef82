package io.simshift.server.engine;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.OtaKeys;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.TransferState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes from cards: proofs of receipt, matched by MSISDN, keys, TAR and counter; and the SMSC's receipts. */
final class CardIngress implements SmsIngress {
    private static final Logger LOG = LoggerFactory.getLogger(CardIngress.class);
    private static final byte[] RESPONSE_PACKET_HEADER = {0x02, 0x71, 0x00};

    private final TransferEngine engine;
    private final TransferStore transfers;
    private final PacketStore packets;
    private final CardRegistry cards;
    private final Queries queries;
    private final Clock clock;

    CardIngress(
            TransferEngine engine,
            TransferStore transfers,
            PacketStore packets,
            CardRegistry cards,
            Queries queries,
            Clock clock) {
        this.engine = engine;
        this.transfers = transfers;
        this.packets = packets;
        this.cards = cards;
        this.queries = queries;
        this.clock = clock;
    }

    @Override
    public void received(IncomingSms message) {
        byte[] userData = message.userData();
        boolean onePart = userData.length <= UserData.MAX_BYTES && beginsWithResponseHeader(userData);
        if (!message.hasUserDataHeader() || !onePart) {
            LOG.info("a message of {} is no response packet in one part; dropped", message.source());
            return;
        }
        List<Runnable> afterCommit = new ArrayList<>();
        await(() -> engine.run(db -> responsePacket(db, message, afterCommit)).join());
        afterCommit.forEach(Runnable::run);
    }

    private static boolean beginsWithResponseHeader(byte[] userData) {
        for (int i = 0; i < RESPONSE_PACKET_HEADER.length; i++) {
            if (userData.length <= i || userData[i] != RESPONSE_PACKET_HEADER[i]) {
                return false;
            }
        }
        return true;
    }

    private List<TransferEngine.Outcome> responsePacket(Connection db, IncomingSms message, List<Runnable> afterCommit)
            throws SQLException {
        Optional<Card> card = cards.find(db, message.source());
        if (card.isEmpty()) {
            LOG.warn("a response packet came from {}, which is no card of ours; dropped", message.source());
            return List.of();
        }
        try (OtaKeys keys = cards.keys(db, card.get())) {
            OpenedResponse opened =
                    SecuredPackets.openResponse(packet(message.userData()), PacketBuilder.SPI, keys.packetKeys());
            if (!opened.packet().tar().equals(Tar.SUBSCRIPTION_MANAGEMENT)) {
                LOG.warn(
                        "a response packet of card {} has another TAR; dropped",
                        card.get().iccid());
                return List.of();
            }
            return opened.authenticated()
                    ? authentic(db, card.get(), opened, afterCommit)
                    : inClear(db, card.get(), keys.packetKeys(), opened, afterCommit);
        } catch (WireFormatException e) {
            LOG.warn(
                    "a response packet of card {} can't be read; dropped: {}",
                    card.get().iccid(),
                    e.getMessage());
            return List.of();
        }
    }

    /** What is behind the user data header of a message in one part. */
    private static byte[] packet(byte[] userData) {
        return PacketSegments.join(List.of(UserData.of(userData)));
    }

    private List<TransferEngine.Outcome> authentic(
            Connection db, Card card, OpenedResponse opened, List<Runnable> afterCommit) throws SQLException {
        ResponsePacket response = opened.packet();
        Optional<PacketStore.StoredPacket> command =
                packets.find(db, card.iccid(), card.slot(), response.counter().value());
        if (command.isPresent() && command.get().transfer().isEmpty()) {
            afterCommit.add(() -> queries.answered(card.iccid(), response));
            return List.of();
        }
        Optional<TransferId> transfer = command.flatMap(PacketStore.StoredPacket::transfer);
        if (transfer.isEmpty()) {
            LOG.info("a response packet of card {} fits no command; dropped", card.iccid());
            return List.of();
        }
        return List.of(engine.step(db, transfer.get(), event(opened)));
    }

    /**
     * A refusal in clear has no check value. It counts only where it gives back the ciphered bytes of the counter of the
     * very packet that was sent: who has not seen that packet cannot make one.
     */
    private List<TransferEngine.Outcome> inClear(
            Connection db, Card card, PacketKeys keys, OpenedResponse opened, List<Runnable> afterCommit)
            throws SQLException {
        for (long counter : queries.waiting(card.iccid())) {
            if (answers(db, card, keys, counter, opened)) {
                afterCommit.add(() -> queries.refused(card.iccid(), counter, opened.packet()));
                return List.of();
            }
        }
        Optional<TransferState> open = transfers.openOf(db, card.iccid());
        if (open.isPresent() && answers(db, card, keys, open.get().counter(), opened)) {
            return List.of(engine.step(db, open.get().id(), event(opened)));
        }
        LOG.warn("a refusal in clear came from card {} and fits no command; dropped", card.iccid());
        return List.of();
    }

    private boolean answers(Connection db, Card card, PacketKeys keys, long counter, OpenedResponse opened)
            throws SQLException {
        Optional<PacketStore.StoredPacket> stored = packets.find(db, card.iccid(), card.slot(), counter);
        if (stored.isEmpty()) {
            return false;
        }
        byte[] sent = packet(stored.get().userData());
        return opened.answers(SecuredPackets.open(sent, keys).packet(), sent);
    }

    private static Event event(OpenedResponse opened) {
        ResponsePacket response = opened.packet();
        int statusWord = 0;
        if (response.status().isOk()) {
            statusWord = statusWord(response);
        }
        return new Event.PorArrived(
                response.counter().value(), response.status().code(), statusWord, opened.authenticated());
    }

    private static int statusWord(ResponsePacket response) {
        try {
            return CompactResponse.decode(response.data()).status().value();
        } catch (WireFormatException e) {
            // The card said "done" without a script result: told as status word 0000, which is no success.
            LOG.warn("a response packet has no script result: {}", e.getMessage());
            return 0;
        }
    }

    @Override
    public void received(DeliveryReceipt receipt) {
        await(() -> engine.run(db -> {
                    Optional<PacketStore.Submission> submission = packets.submission(db, receipt.messageId());
                    if (submission.isEmpty()) {
                        packets.keepEarly(db, receipt, clock.instant());
                        return List.of();
                    }
                    Event event = new Event.ReceiptArrived(submission.get().number(), receipt.outcome());
                    return List.of(engine.step(db, submission.get().transfer(), event));
                })
                .join());
    }

    private static void await(Runnable stored) {
        try {
            stored.run();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "the message could not be kept: " + e.getCause().getMessage(), e);
        }
    }
}
