package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.bip.IpPackets;
import io.simshift.protocol.cat.EventDownload;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/** A terminal that a test leads through a session on a channel, command by command. */
final class ChannelTerminal {
    static final int OPEN = 0x40;
    static final int CLOSE = 0x41;
    static final int RECEIVE = 0x42;
    static final int SEND = 0x43;
    static final int GET_STATUS = 0x44;
    static final int EVENT_LIST = 0x05;
    static final TerminalProfile PROFILE = TerminalProfile.of(
            Feature.REFRESH,
            Feature.SEND_SHORT_MESSAGE,
            Feature.SET_UP_EVENT_LIST,
            Feature.DATA_AVAILABLE_EVENT,
            Feature.CHANNEL_STATUS_EVENT,
            Feature.OPEN_CHANNEL,
            Feature.CLOSE_CHANNEL,
            Feature.RECEIVE_DATA,
            Feature.SEND_DATA,
            Feature.GET_CHANNEL_STATUS,
            Feature.PACKET_BEARER,
            Feature.TCP_CLIENT);
    private static final String STATUS = "80F2000C00";
    private static final int DATA_TAG = 0x36;
    private static final int LENGTH_TAG = 0x37;
    private static final int STATUS_TAG = 0x38;
    private static final int CHANNEL = 2;

    private final TestCard card;
    private StatusWord last = StatusWord.OK;
    private byte[] waiting = {};
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    ChannelTerminal(TestCard card) {
        this.card = card;
    }

    void start() {
        card.reset();
        last = card.profile(PROFILE);
    }

    /** What the card announced last. */
    StatusWord last() {
        return last;
    }

    /** So many STATUS, of which only the last may announce something. */
    ChannelTerminal poll(int times) {
        for (int i = 1; i < times; i++) {
            assertThat(card.status(STATUS)).as("STATUS %d", i).isEqualTo("9000");
        }
        last = card.transmit(STATUS).status();
        return this;
    }

    /** The command that is announced, which has to be of this type. */
    ProactiveCommand fetch(int type) {
        ProactiveCommand command = card.fetch(last);
        assertThat(command.details().type()).as("type of the command").isEqualTo(type);
        if (type == CLOSE || type == RECEIVE || type == SEND) {
            assertThat(command.devices().destination()).isEqualTo(0x20 + CHANNEL);
        }
        return command;
    }

    void respond(ProactiveCommand command, int result, byte[] additional, ComprehensionTlv... objects) {
        last = card.transmit(new TerminalResponse(command.details(), result, additional, List.of(objects)).toApdu())
                .status();
    }

    /** The command of this type fails. */
    void fail(int type, int result, int... additional) {
        byte[] info = new byte[additional.length];
        for (int i = 0; i < info.length; i++) {
            info[i] = (byte) additional[i];
        }
        respond(fetch(type), result, info);
    }

    void ok(int type) {
        respond(fetch(type), TerminalResponse.OK, new byte[0]);
    }

    void setUpEvents() {
        ProactiveCommand command = fetch(EVENT_LIST);
        assertThat(command.objects()).containsExactly(ComprehensionTlv.required(0x19, new byte[] {0x12, 0x09, 0x0A}));
        respond(command, TerminalResponse.OK, new byte[0]);
    }

    ProactiveCommand open() {
        ProactiveCommand command = fetch(OPEN);
        respond(command, TerminalResponse.OK, new byte[0], ComprehensionTlv.optional(STATUS_TAG, new byte[] {
            (byte) (0x80 | CHANNEL), 0
        }));
        return command;
    }

    /** Takes all that the card sends now, one SEND DATA after the other. */
    byte[] takeSent() {
        sent.reset();
        while (last.hasProactiveCommand() && peekIsSend()) {
            ProactiveCommand command = fetch(SEND);
            assertThat(command.details().qualifier()).as("immediately").isEqualTo(1);
            sent.writeBytes(ComprehensionTlv.find(command.objects(), DATA_TAG)
                    .orElseThrow()
                    .value());
            respond(command, TerminalResponse.OK, new byte[0], length(0xFF));
        }
        return sent.toByteArray();
    }

    /** SEND DATA is the only one that is longer than this. */
    private boolean peekIsSend() {
        return last.sw2() > 14;
    }

    byte[] identification() {
        return IpPackets.identified(takeSent());
    }

    /** PUSH has been answered: up to where the card listens. */
    void establish() {
        setUpEvents();
        open();
        assertThat(identification()).isEqualTo(Issuer.ICCID.encode());
        assertThat(last).isEqualTo(StatusWord.OK);
    }

    /** So many bytes come in, and the event tells of them. */
    void arrive(byte[] bytes) {
        waiting = bytes;
        last = card.transmit(EventDownload.dataAvailable(
                        new byte[] {(byte) (0x80 | CHANNEL), 0}, Math.min(bytes.length, 0xFF)))
                .status();
    }

    /** Answers one RECEIVE DATA with at most so many bytes. */
    void give(int most) {
        ProactiveCommand command = fetch(RECEIVE);
        assertThat(command.objects()).containsExactly(ComprehensionTlv.required(LENGTH_TAG, new byte[] {(byte) 237}));
        int taken = Math.min(most, Math.min(waiting.length, 237));
        byte[] data = Arrays.copyOf(waiting, taken);
        waiting = Arrays.copyOfRange(waiting, taken, waiting.length);
        respond(
                command,
                TerminalResponse.OK,
                new byte[0],
                ComprehensionTlv.optional(DATA_TAG, data),
                length(Math.min(waiting.length, 0xFF)));
    }

    /** A packet arrives and is taken; returns what the card sends then. */
    byte[] exchange(byte[] packet) {
        arrive(packet);
        while (waiting.length > 0) {
            give(237);
        }
        return takeSent();
    }

    /** The link is gone, and the event tells of it. */
    void drop() {
        last = card.transmit(EventDownload.channelStatus(new byte[] {CHANNEL, 5}))
                .status();
    }

    /** Answers GET CHANNEL STATUS, between two channels that are not the card's. */
    void tellStatus(boolean up) {
        byte[] status = up ? new byte[] {(byte) (0x80 | CHANNEL), 0} : new byte[] {CHANNEL, 5};
        respond(
                fetch(GET_STATUS),
                TerminalResponse.OK,
                new byte[0],
                ComprehensionTlv.optional(STATUS_TAG, new byte[] {(byte) (0x80 | CHANNEL + 1), 0}),
                ComprehensionTlv.optional(STATUS_TAG, status),
                ComprehensionTlv.optional(STATUS_TAG, new byte[] {1, 5}));
    }

    private static ComprehensionTlv length(int bytes) {
        return ComprehensionTlv.optional(LENGTH_TAG, new byte[] {(byte) bytes});
    }
}
