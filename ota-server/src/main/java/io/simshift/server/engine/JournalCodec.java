package io.simshift.server.engine;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardStatus;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.store.StoreException;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.Phase;
import io.simshift.server.transfer.TransferMode;
import io.simshift.server.transfer.TransferState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * An entry of the journal: what one transaction has changed of transfers, as the new values. To take it up twice, or on top of
 * tables that have it already, changes nothing. Numbers are big-endian; texts are UTF-8 with their length in four bytes before them.
 */
final class JournalCodec {
    private static final int FORMAT = 1;
    private static final long NEVER = Long.MIN_VALUE;

    private enum Part {
        END,
        ORDER,
        STATE,
        EVENT,
        PACKET,
        SUBMISSION,
        CARD
    }

    /** What an entry is read into; all of it is about the transfer that was named last. */
    interface Reader {
        void order(TransferState.Order order, long row) throws SQLException;

        void transfer(TransferId id) throws SQLException;

        void state(Progress progress, Instant changedAt) throws SQLException;

        void event(EventLine line) throws SQLException;

        void packet(long counter, Optional<Event.Command> command, byte[] bytes) throws SQLException;

        void submission(String messageId, int number) throws SQLException;

        void card(CardChange change) throws SQLException;
    }

    /** What can change of a transfer. */
    record Progress(
            Phase phase,
            long counter,
            int rebuilds,
            int copies,
            int submissions,
            int unresolved,
            int asked,
            boolean provisioned,
            Instant dueAt,
            String reason) {
        TransferState of(TransferState.Order order) {
            return new TransferState(
                    order,
                    phase,
                    counter,
                    rebuilds,
                    copies,
                    submissions,
                    unresolved,
                    asked,
                    provisioned,
                    dueAt,
                    reason);
        }
    }

    /** What transfers change of their card, as long as it is in this slot. */
    record CardChange(
            SlotIndex slot,
            long nextCounter,
            CardStatus status,
            SlotIndex lastClaimed,
            Optional<OperatorId> claimedFor) {
        Card of(Card card) {
            return new Card(
                    card.iccid(),
                    card.imsi(),
                    card.msisdn(),
                    card.slot(),
                    card.slotCount(),
                    card.algorithm(),
                    Math.max(nextCounter, card.nextCounter()),
                    status,
                    lastClaimed,
                    claimedFor);
        }
    }

    private JournalCodec() {}

    /** What the journal does not have yet of these. */
    static byte[] encode(Collection<Flight> flights) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(flights.size() * 400);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            for (Flight flight : flights) {
                encode(out, flight);
            }
        } catch (IOException e) {
            throw new IllegalStateException("an array cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void encode(DataOutputStream out, Flight flight) throws IOException {
        out.writeLong(flight.state().id().value());
        if (flight.isFresh() && !flight.isLogged()) {
            begin(out, Part.ORDER);
            order(out, flight.state().order(), flight.row());
        }
        if (flight.isStateUnlogged()) {
            begin(out, Part.STATE);
            state(out, flight.state(), flight.changedAt());
        }
        for (EventLine line : flight.unloggedEvents()) {
            begin(out, Part.EVENT);
            out.writeLong(line.number());
            out.writeLong(line.at().toEpochMilli());
            text(out, line.type());
            text(out, line.phase().name());
            text(out, line.values());
        }
        for (Flight.Packet packet : flight.unloggedPackets()) {
            begin(out, Part.PACKET);
            out.writeLong(packet.counter());
            text(
                    out,
                    packet.stored().order().map(order -> order.command().name()).orElse(""));
            byte[] userData = packet.stored().userData();
            out.writeShort(userData.length);
            out.write(userData);
        }
        for (Flight.Submission submission : flight.unloggedSubmissions()) {
            begin(out, Part.SUBMISSION);
            text(out, submission.messageId());
            out.writeInt(submission.number());
        }
        if (flight.seat() != null && flight.seat().takeUnlogged()) {
            begin(out, Part.CARD);
            card(out, flight.seat().card());
        }
        begin(out, Part.END);
    }

    /** A reason or an event's values may be longer than {@link DataOutputStream#writeUTF} takes. */
    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void begin(DataOutputStream out, Part part) throws IOException {
        out.writeByte(part.ordinal());
    }

    private static void order(DataOutputStream out, TransferState.Order order, long row) throws IOException {
        out.writeLong(row);
        text(out, order.campaign());
        text(out, order.iccid().digits());
        text(out, order.newImsi().digits());
        text(out, order.recipient().value());
        text(out, order.mode().name());
        out.writeShort(order.homeSlot().value());
        out.writeShort(order.targetSlot().value());
        out.writeLong(order.deadline().toEpochMilli());
    }

    private static void state(DataOutputStream out, TransferState state, Instant changedAt) throws IOException {
        text(out, state.phase().name());
        out.writeLong(state.counter());
        out.writeInt(state.rebuilds());
        out.writeInt(state.copies());
        out.writeInt(state.submissions());
        out.writeInt(state.unresolved());
        out.writeInt(state.asked());
        out.writeBoolean(state.provisioned());
        out.writeLong(state.dueAt() == null ? NEVER : state.dueAt().toEpochMilli());
        text(out, state.reason());
        out.writeLong(changedAt.toEpochMilli());
    }

    private static void card(DataOutputStream out, Card card) throws IOException {
        out.writeShort(card.slot().value());
        out.writeLong(card.nextCounter());
        text(out, card.status().name());
        out.writeShort(card.lastClaimed().value());
        text(out, card.claimedFor().map(OperatorId::value).orElse(""));
    }

    /** @throws StoreException where it is no such entry */
    static void decode(byte[] entry, Reader reader) throws SQLException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry))) {
            int format = in.readUnsignedByte();
            if (format != FORMAT) {
                throw new StoreException("the journal has an entry of format " + format);
            }
            while (in.available() > 0) {
                TransferId id = new TransferId(in.readLong());
                boolean named = false;
                for (Part part = part(in); part != Part.END; part = part(in)) {
                    if (part == Part.ORDER) {
                        order(in, id, reader);
                    } else {
                        if (!named) {
                            reader.transfer(id);
                        }
                        value(in, part, reader);
                    }
                    named = true;
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("the journal has an entry that cannot be read: " + e.getMessage(), e);
        }
    }

    private static Part part(DataInputStream in) throws IOException {
        int number = in.readUnsignedByte();
        if (number >= Part.values().length) {
            throw new IOException("part " + number);
        }
        return Part.values()[number];
    }

    private static void order(DataInputStream in, TransferId id, Reader reader) throws IOException, SQLException {
        long row = in.readLong();
        TransferState.Order order = new TransferState.Order(
                id,
                text(in),
                new Iccid(text(in)),
                new Imsi(text(in)),
                new OperatorId(text(in)),
                TransferMode.valueOf(text(in)),
                new SlotIndex(in.readUnsignedShort()),
                new SlotIndex(in.readUnsignedShort()),
                Instant.ofEpochMilli(in.readLong()));
        reader.order(order, row);
    }

    private static void value(DataInputStream in, Part part, Reader reader) throws IOException, SQLException {
        switch (part) {
            case STATE -> {
                Progress progress = progress(in);
                reader.state(progress, Instant.ofEpochMilli(in.readLong()));
            }
            case EVENT ->
                reader.event(new EventLine(
                        in.readLong(),
                        Instant.ofEpochMilli(in.readLong()),
                        text(in),
                        Phase.valueOf(text(in)),
                        text(in)));
            case PACKET -> {
                long counter = in.readLong();
                String command = text(in);
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                reader.packet(
                        counter,
                        command.isEmpty() ? Optional.empty() : Optional.of(Event.Command.valueOf(command)),
                        bytes);
            }
            case SUBMISSION -> reader.submission(text(in), in.readInt());
            case CARD -> reader.card(card(in));
            default -> throw new IOException("part " + part);
        }
    }

    private static Progress progress(DataInputStream in) throws IOException {
        Phase phase = Phase.valueOf(text(in));
        long counter = in.readLong();
        int rebuilds = in.readInt();
        int copies = in.readInt();
        int submissions = in.readInt();
        int unresolved = in.readInt();
        int asked = in.readInt();
        boolean provisioned = in.readBoolean();
        long dueAt = in.readLong();
        return new Progress(
                phase,
                counter,
                rebuilds,
                copies,
                submissions,
                unresolved,
                asked,
                provisioned,
                dueAt == NEVER ? null : Instant.ofEpochMilli(dueAt),
                text(in));
    }

    private static CardChange card(DataInputStream in) throws IOException {
        SlotIndex slot = new SlotIndex(in.readUnsignedShort());
        long nextCounter = in.readLong();
        CardStatus status = CardStatus.valueOf(text(in));
        SlotIndex lastClaimed = new SlotIndex(in.readUnsignedShort());
        String claimedFor = text(in);
        return new CardChange(
                slot,
                nextCounter,
                status,
                lastClaimed,
                claimedFor.isEmpty() ? Optional.empty() : Optional.of(new OperatorId(claimedFor)));
    }
}
