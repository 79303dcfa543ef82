package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Sends a card what nobody with its keys has made, and checks that it answers as docs/applet/commands.md §3 says or stays
 * silent, changes nothing, and spends no counter value on it.
 */
final class UnauthenticatedSender {
    /** More wrong check values in a row than this and the card answers slowly. */
    static final int PROBE_INTERVAL = 12;

    private static final HexFormat HEX = HexFormat.of();
    /** Check value wrong, ciphering error, security error, no memory, TAR unknown, level too low. */
    private static final Set<Integer> REFUSALS = Set.of(0x01, 0x05, 0x06, 0x07, 0x09, 0x0A);

    private static final Spi PLAIN = Spi.of(0x0001);
    /** Taken only with the counter that follows the last one taken. */
    private static final Spi VERY_NEXT = Spi.of(0x1E19);

    private static final byte[] QUERY_SCRIPT =
            CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();

    private final TestCard card;
    private final Ota owner;
    private final String state;
    private long sent;

    private UnauthenticatedSender(Ota owner) {
        this.card = owner.card;
        this.owner = owner;
        this.state = state(query());
    }

    /** Who holds the keys of slot 1. */
    static Ota owner(TestCard card, OtaAlgorithm algorithm) {
        StoreSlotCommand slot = Keys.slot(1, algorithm);
        return new Ota(card, 1, algorithm.packetKeys(slot.kic(), slot.kid()));
    }

    /** To an issued card whose active keyset is {@code owner}'s. */
    static UnauthenticatedSender to(Ota owner) {
        return new UnauthenticatedSender(owner);
    }

    /** Number of ENVELOPEs sent. */
    long sent() {
        return sent;
    }

    void send(byte[] packet) {
        envelope(Ota.envelope(packet));
    }

    /** Sends an ENVELOPE, takes what it announces, and probes the card now and then. */
    void envelope(CommandApdu envelope) {
        String what = HEX.formatHex(envelope.encode());
        ResponseApdu answer = card.transmit(envelope);
        refusal(answer.data(), what);
        StatusWord status = status(answer.status(), what);
        while (status.hasProactiveCommand()) {
            ProactiveCommand command = card.fetch(status);
            if (!(command instanceof ProactiveCommand.SendShortMessage message)) {
                throw new AssertionError(what + " made the card ask for " + command);
            }
            refusal(SmsSubmit.decode(message.tpdu()).userData().bytes(), what);
            status = status(card.respond(command, TerminalResponse.OK), what);
        }
        if (++sent % PROBE_INTERVAL == 0) {
            changedNothing();
        }
    }

    private static StatusWord status(StatusWord status, String what) {
        boolean expected = status.isOk() || status.sw1() == 0x93 || status.sw1() >= 0x62 && status.sw1() <= 0x6E;
        if (!expected) {
            throw new AssertionError(what + " answered " + status);
        }
        return status;
    }

    /** Nothing, or a PoR in clear whose lengths are right and whose status says that the packet was not believed. */
    private static void refusal(byte[] response, String what) {
        if (response.length == 0) {
            return;
        }
        if (response.length < 3 || response[0] != 2 || response[1] != 0x71 || response[2] != 0) {
            throw new AssertionError(what + " answered " + HEX.formatHex(response));
        }
        OpenedResponse por =
                SecuredPackets.openResponse(Arrays.copyOfRange(response, 3, response.length), PLAIN, PacketKeys.NONE);
        if (!REFUSALS.contains(por.packet().status().code()) || por.packet().data().length != 0) {
            throw new AssertionError(what + " answered " + por.packet());
        }
    }

    private static ResponsePacket inClear(byte[] por, String what) {
        try {
            return SecuredPackets.openResponse(por, PLAIN, PacketKeys.NONE).packet();
        } catch (WireFormatException e) {
            throw new AssertionError(what + " answered " + HEX.formatHex(por), e);
        }
    }

    /** The owner's next packet is the very next for the card too, and QUERY tells the same as at the beginning. */
    void changedNothing() {
        assertThat(state(query())).as("state after %d packets", sent).isEqualTo(state);
    }

    private QueryAnswer query() {
        owner.counter++;
        byte[] packet = owner.packet(VERY_NEXT, QUERY_SCRIPT, Tar.SUBSCRIPTION_MANAGEMENT, owner.counter);
        OpenedResponse por = owner.open(owner.deliver(packet), VERY_NEXT);
        assertThat(por.packet().status().code())
                .as("status of the owner's packet after %d packets of others", sent)
                .isZero();
        QueryAnswer answer =
                QueryAnswer.decode(CompactResponse.decode(por.packet().data()).data());
        assertThat(answer.counter().value()).as("counter").isEqualTo(owner.counter);
        return answer;
    }

    private static String state(QueryAnswer answer) {
        return List.of(
                        answer.iccid(),
                        answer.imsi(),
                        answer.state(),
                        answer.activeSlot(),
                        answer.otherSlot(),
                        answer.transferId(),
                        answer.freeSlots(),
                        answer.slot(),
                        answer.fallbackCause())
                .toString();
    }
}
