package io.simshift.server.engine;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.sms.UserDataHeader.Concatenation;
import io.simshift.protocol.subscription.UnaskedReport;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.OtaKeys;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.store.Database;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.TransferState;
import io.simshift.server.vault.VaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from cards: proofs of receipt, in one message or in several, matched by MSISDN, keys, TAR and counter; and the
 * SMSC's receipts; and reports that nobody has asked for.
 */
final class CardIngress implements SmsIngress {
    private static final Logger LOG = LoggerFactory.getLogger(CardIngress.class);
    private static final String NO_RESPONSE_PACKET = "a message of {} is no response packet; dropped";

    private final TransferEngine engine;
    private final WorkingSet working;
    private final EarlyReceipts early;
    private final Database database;
    private final MessageParts parts = new MessageParts();
    private final CardRegistry cards;
    private final Queries queries;
    private final Clock clock;
    private final BiConsumer<Iccid, UnaskedReport> reported;

    /** @param reported told, after everything is stored, what a card has reported of its own accord; anybody may have made that */
    CardIngress(
            TransferEngine engine,
            WorkingSet working,
            EarlyReceipts early,
            Database database,
            CardRegistry cards,
            Queries queries,
            Clock clock,
            BiConsumer<Iccid, UnaskedReport> reported) {
        this.engine = engine;
        this.working = working;
        this.early = early;
        this.database = database;
        this.cards = cards;
        this.queries = queries;
        this.clock = clock;
        this.reported = reported;
    }

    @Override
    public void received(IncomingSms message) {
        await(receive(message));
    }

    @Override
    public CompletionStage<Void> receive(IncomingSms message) {
        byte[] userData = message.userData();
        Optional<UserDataHeader> header = message.hasUserDataHeader() && userData.length <= UserData.MAX_BYTES
                ? header(userData)
                : Optional.empty();
        Optional<Concatenation> place =
                header.flatMap(UserDataHeader::concatenation).filter(part -> part.total() > 1);
        if (header.isEmpty() || place.isEmpty() && !header.get().has(UserDataHeader.RESPONSE_PACKET_ID)) {
            LOG.info(NO_RESPONSE_PACKET, message.source());
            return CompletableFuture.completedFuture(null);
        }
        List<Runnable> afterCommit = new ArrayList<>();
        Optional<Read> early = place.isEmpty() ? readEarly(message) : Optional.empty();
        return engine.runBehind(db -> fromCard(db, message, place, early, afterCommit))
                .thenAccept(outcomes -> afterCommit.forEach(Runnable::run));
    }

    /** A response packet that was opened with the keys of a card as it was then. */
    private record Read(CardRegistry.Held held, OpenedResponse opened) {}

    /** What needs only the card's keys is done on the caller's thread: the store has one for all cards. */
    private Optional<Read> readEarly(IncomingSms message) {
        Optional<CardRegistry.Held> held = working.peek(message.source());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        try (OtaKeys keys = cards.open(held.get())) {
            byte[] packet = packet(message.userData());
            return UnaskedReport.read(packet).isPresent()
                    ? Optional.empty()
                    : Optional.of(new Read(
                            held.get(), SecuredPackets.openResponse(packet, PacketBuilder.SPI, keys.packetKeys())));
        } catch (WireFormatException | VaultException e) {
            LOG.debug("a message of {} is read again by the store's thread: {}", message.source(), e.getMessage());
            return Optional.empty();
        }
    }

    private static boolean isOurs(OpenedResponse opened) {
        return opened.packet().tar().equals(Tar.SUBSCRIPTION_MANAGEMENT);
    }

    private static Optional<UserDataHeader> header(byte[] userData) {
        try {
            int length = userData.length == 0 ? 0 : 1 + Byte.toUnsignedInt(userData[0]);
            return length > userData.length
                    ? Optional.empty()
                    : Optional.of(UserDataHeader.decode(Arrays.copyOf(userData, length)));
        } catch (WireFormatException e) {
            LOG.debug("a user data header can't be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private List<TransferEngine.Outcome> fromCard(
            Connection db,
            IncomingSms message,
            Optional<Concatenation> place,
            Optional<Read> early,
            List<Runnable> afterCommit)
            throws SQLException {
        Optional<CardRegistry.Held> card = working.card(db, message.source());
        if (card.isEmpty()) {
            LOG.warn("a response packet came from {}, which is no card of ours; dropped", message.source());
            return List.of();
        }
        boolean isRead = early.filter(read -> read.opened().authenticated() && isOurs(read.opened()))
                .filter(read -> read.held().hasKeysOf(card.get()))
                .isPresent();
        if (isRead) {
            return authentic(db, card.get().card(), early.get().opened(), afterCommit);
        }
        if (place.isEmpty()) {
            return responsePacket(db, card.get(), List.of(UserData.of(message.userData())), afterCommit);
        }
        database.aboutToWrite(db);
        Optional<List<UserData>> whole =
                parts.add(db, message.source(), place.get(), message.userData(), clock.instant());
        if (whole.isEmpty()) {
            return List.of();
        }
        boolean isResponse = header(whole.get().get(0).bytes())
                .filter(first -> first.has(UserDataHeader.RESPONSE_PACKET_ID))
                .isPresent();
        if (!isResponse) {
            LOG.info(NO_RESPONSE_PACKET, message.source());
            return List.of();
        }
        return responsePacket(db, card.get(), whole.get(), afterCommit);
    }

    private List<TransferEngine.Outcome> responsePacket(
            Connection db, CardRegistry.Held held, List<UserData> messages, List<Runnable> afterCommit)
            throws SQLException {
        Card card = held.card();
        try (OtaKeys keys = cards.open(held)) {
            byte[] packet = PacketSegments.join(messages);
            Optional<UnaskedReport> report = UnaskedReport.read(packet);
            if (report.isPresent()) {
                afterCommit.add(() -> reported.accept(card.iccid(), report.get()));
                return List.of();
            }
            OpenedResponse opened = SecuredPackets.openResponse(packet, PacketBuilder.SPI, keys.packetKeys());
            if (!isOurs(opened)) {
                LOG.warn("a response packet of card {} has another TAR; dropped", card.iccid());
                return List.of();
            }
            return opened.authenticated()
                    ? authentic(db, card, opened, afterCommit)
                    : inClear(db, card, keys.packetKeys(), opened, afterCommit);
        } catch (WireFormatException e) {
            LOG.warn("a response packet of card {} can't be read; dropped: {}", card.iccid(), e.getMessage());
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
                working.packet(db, card.iccid(), card.slot(), response.counter().value());
        if (command.isEmpty()) {
            LOG.info("a response packet of card {} fits no command; dropped", card.iccid());
            return List.of();
        }
        Optional<PacketStore.StoredPacket.Order> order = command.get().order();
        if (order.isEmpty()) {
            afterCommit.add(() -> queries.answered(card.iccid(), response));
            return List.of();
        }
        return List.of(engine.step(db, order.get().transfer(), event(order.get().command(), opened)));
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
        Optional<TransferState> open = working.openOf(db, card.iccid());
        if (open.isPresent() && answers(db, card, keys, open.get().counter(), opened)) {
            Event.Command command = working.packet(
                            db, card.iccid(), card.slot(), open.get().counter())
                    .flatMap(PacketStore.StoredPacket::order)
                    .orElseThrow()
                    .command();
            return List.of(engine.step(db, open.get().id(), event(command, opened)));
        }
        LOG.warn("a refusal in clear came from card {} and fits no command; dropped", card.iccid());
        return List.of();
    }

    private boolean answers(Connection db, Card card, PacketKeys keys, long counter, OpenedResponse opened)
            throws SQLException {
        Optional<PacketStore.StoredPacket> stored = working.packet(db, card.iccid(), card.slot(), counter);
        if (stored.isEmpty()) {
            return false;
        }
        byte[] sent = packet(stored.get().userData());
        return opened.answers(SecuredPackets.open(sent, keys).packet(), sent);
    }

    private static Event event(Event.Command command, OpenedResponse opened) {
        ResponsePacket response = opened.packet();
        int statusWord = 0;
        if (response.status().isOk()) {
            statusWord = statusWord(response);
        }
        return new Event.PorArrived(
                command, response.counter().value(), response.status().code(), statusWord, opened.authenticated());
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
        await(receive(receipt));
    }

    @Override
    public CompletionStage<Void> receive(DeliveryReceipt receipt) {
        return engine.runBehind(db -> {
                    Optional<PacketStore.Submission> submission = working.submission(db, receipt.messageId());
                    if (submission.isEmpty()) {
                        early.keep(db, receipt, clock.instant());
                        return List.of();
                    }
                    Event event = new Event.ReceiptArrived(submission.get().number(), receipt.outcome());
                    return List.of(engine.step(db, submission.get().transfer(), event));
                })
                .thenApply(outcomes -> null);
    }

    private static void await(CompletionStage<Void> stored) {
        try {
            stored.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IllegalStateException(
                    "the message could not be kept: " + e.getCause().getMessage(), e);
        }
    }
}
