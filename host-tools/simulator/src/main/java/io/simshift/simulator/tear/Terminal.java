package io.simshift.simulator.tear;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cat.CommandDetails;
import io.simshift.protocol.cat.EventDownload;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** What stands at the card's contacts: a terminal, and behind it the senders of its messages with their keys. */
final class Terminal {
    /** SMS-PP download, REFRESH, SEND SHORT MESSAGE, events, timers (TS 102 223 5.2). */
    private static final byte[] PROFILE = HexFormat.of().parseHex("FFFFFFFF7F000001");

    private static final SmsAddress SENDER = SmsAddress.of(SmsAddress.INTERNATIONAL, "4917000001");
    private static final Spi POR_IN_REPORT = Spi.secured(false);
    private static final Spi POR_BY_SUBMIT = Spi.secured(true);
    private static final byte[] RAND = HexFormat.of().parseHex("23553CBE9637A89D218AE64DAE47BF35");
    private static final Amf AMF = Amf.SEPARATED;
    private static final int SW1_OK_PROACTIVE = 0x91;
    private static final int IMEI_TAG = 0x14;

    private static final TerminalProfile CHANNEL_PROFILE = TerminalProfile.everything(17);
    private static final int OPEN_CHANNEL = 0x40;
    private static final int RECEIVE_DATA = 0x42;
    private static final int SEND_DATA = 0x43;
    private static final int CHANNEL_DATA_TAG = 0x36;
    private static final int CHANNEL_DATA_LENGTH_TAG = 0x37;
    private static final int CHANNEL_STATUS_TAG = 0x38;
    private static final byte[] CHANNEL_UP = {(byte) 0x81, 0};
    private static final int MAX_PIECE = 237;

    private final TornCard card;
    private final CardKeys keys;
    private long counter;
    private int reference;
    private ResponseApdu last;

    Terminal(TornCard card, CardKeys keys) {
        this.card = card;
        this.keys = keys;
    }

    CardKeys keys() {
        return keys;
    }

    TornCard card() {
        return card;
    }

    /** The CNTR last used. */
    long counter() {
        return counter;
    }

    void setCounter(long used) {
        counter = used;
    }

    // ---------------------------------------------------------------- terminal

    void reset() {
        card.reset();
    }

    /** Reset and TERMINAL PROFILE: the card may be proactive from here on. */
    void start() {
        reset();
        send(CommandApdu.of(0x80, 0x10, 0, 0, PROFILE));
    }

    ResponseApdu send(CommandApdu command) {
        last = ResponseApdu.decode(card.transmit(command.encode()));
        return last;
    }

    ResponseApdu send(String hex) {
        last = ResponseApdu.decode(card.transmit(HexFormat.of().parseHex(hex)));
        return last;
    }

    /** Fetches and answers "performed" as long as the card has proactive commands; a REFRESH is not obeyed here. */
    void serveProactiveCommands() {
        while (last.status().sw1() == SW1_OK_PROACTIVE) {
            ResponseApdu fetched =
                    send(CommandApdu.reading(0x80, 0x12, 0, 0, last.status().sw2()));
            byte[] details = HexFormat.of().parseHex("810301" + "0000");
            System.arraycopy(fetched.data(), indexOfDetails(fetched.data()), details, 0, details.length);
            byte[] answer = HexFormat.of().parseHex(HexFormat.of().formatHex(details) + "82028281" + "830100");
            send(CommandApdu.of(0x80, 0x14, 0, 0, answer));
        }
    }

    private static int indexOfDetails(byte[] proactive) {
        return (proactive[1] & 0xFF) == 0x81 ? 3 : 2;
    }

    // ---------------------------------------------------------------- network

    /** AUTHENTICATE in 3G context under the keys of a slot. */
    ResponseApdu authenticate(int slot, SequenceNumber sqn) {
        send("00A4040C10A0000000871002FFFFFFFF8907090000");
        AkaVector vector = AkaVector.generate(keys.milenage(slot), RAND, sqn, AMF);
        return send(challenge(vector.autn()));
    }

    /** AUTHENTICATE with a MAC that is wrong. */
    ResponseApdu authenticateWrongly() {
        send("00A4040C10A0000000871002FFFFFFFF8907090000");
        return send("0088008122" + "10" + HexFormat.of().formatHex(RAND) + "10" + "00".repeat(16));
    }

    private static CommandApdu challenge(Autn autn) {
        byte[] data = HexFormat.of()
                .parseHex("10" + HexFormat.of().formatHex(RAND) + "10"
                        + HexFormat.of().formatHex(autn.encode()));
        return CommandApdu.of(0x00, 0x88, 0x00, 0x81, data);
    }

    byte[] rand() {
        return RAND.clone();
    }

    /** So many STATUS polls. */
    void poll(int times) {
        for (int i = 0; i < times; i++) {
            send("80F2000C00");
        }
    }

    /** Timer 1, which the card has asked for, has run for 10 minutes. */
    void timerExpires() {
        poll(1);
        serveProactiveCommands();
        send(EventDownload.timerExpired(1, 600));
    }

    /** Answers the question for the IMEI that the card has announced. */
    void tellDevice(Imei device) {
        ResponseApdu fetched =
                send(CommandApdu.reading(0x80, 0x12, 0, 0, last.status().sw2()));
        CommandDetails details = ProactiveCommand.decode(fetched.data()).details();
        List<ComprehensionTlv> identity = List.of(ComprehensionTlv.required(IMEI_TAG, device.encode()));
        send(new TerminalResponse(details, TerminalResponse.OK, new byte[0], identity).toApdu());
    }

    /** The network does not know the IMSI. */
    void rejected() {
        send(EventDownload.networkRejection(2));
    }

    // ---------------------------------------------------------------- remote commands

    /** Sends a script for subscription management under the keys of a slot (0: the manufacturer's). */
    Optional<OpenedResponse> ota(int slot, CommandApdu... script) {
        return ota(slot, Tar.SUBSCRIPTION_MANAGEMENT, script);
    }

    Optional<OpenedResponse> ota(int slot, Tar tar, CommandApdu... script) {
        counter++;
        return otaWithCounter(slot, tar, counter, script);
    }

    /** A script whose PoR goes back by SMS-SUBMIT; the terminal sends it. */
    void otaBySubmit(int slot, CommandApdu... script) {
        counter++;
        envelopes(packet(slot, POR_BY_SUBMIT, Tar.SUBSCRIPTION_MANAGEMENT, counter, script));
        serveProactiveCommands();
    }

    /** The PoR, if it could be opened with these keys. */
    Optional<OpenedResponse> otaWithCounter(int slot, Tar tar, long cntr, CommandApdu... script) {
        ResponseApdu answer = envelopes(packet(slot, POR_IN_REPORT, tar, cntr, script));
        if (answer.data().length == 0) {
            return Optional.empty();
        }
        try {
            SmsDeliverReport report = SmsDeliverReport.ofUsim(UserData.of(answer.data()));
            return Optional.of(SecuredPackets.openResponse(report.payload(), POR_IN_REPORT, keys.packetKeys(slot)));
        } catch (WireFormatException e) {
            return Optional.empty(); // another keyset's answer
        }
    }

    /** A script over a channel that PUSH has the card open: all that a terminal does for it, up to the PoR. */
    void otaByChannel(int slot, CommandApdu push, CommandApdu script) {
        send(CommandApdu.of(0x80, 0x10, 0, 0, CHANNEL_PROFILE.bytes()));
        ota(slot, push);
        poll(1);
        counter++;
        byte[] packet = packet(slot, POR_IN_REPORT, Tar.SUBSCRIPTION_MANAGEMENT, counter, Framing.TCP, script);
        boolean identified = false;
        int given = 0;
        while (last.status().sw1() == SW1_OK_PROACTIVE) {
            ProactiveCommand command = ProactiveCommand.decode(
                    send(CommandApdu.reading(0x80, 0x12, 0, 0, last.status().sw2()))
                            .data());
            int type = command.details().type();
            List<ComprehensionTlv> objects = List.of();
            if (type == OPEN_CHANNEL) {
                objects = List.of(ComprehensionTlv.optional(CHANNEL_STATUS_TAG, CHANNEL_UP));
            } else if (type == RECEIVE_DATA) {
                byte[] piece = Arrays.copyOfRange(packet, given, Math.min(given + MAX_PIECE, packet.length));
                given += piece.length;
                byte left = (byte) Math.min(packet.length - given, 0xFF);
                objects = List.of(
                        ComprehensionTlv.optional(CHANNEL_DATA_TAG, piece),
                        ComprehensionTlv.optional(CHANNEL_DATA_LENGTH_TAG, new byte[] {left}));
            } else if (type == ProactiveCommand.REFRESH) {
                return;
            }
            send(new TerminalResponse(command.details(), TerminalResponse.OK, new byte[0], objects).toApdu());
            if (type == SEND_DATA && !identified) {
                identified = true;
                send(EventDownload.dataAvailable(CHANNEL_UP, Math.min(packet.length, 0xFF)));
            }
        }
    }

    private byte[] packet(int slot, Spi spi, Tar tar, long cntr, CommandApdu... script) {
        return packet(slot, spi, tar, cntr, Framing.SMS, script);
    }

    private byte[] packet(int slot, Spi spi, Tar tar, long cntr, Framing framing, CommandApdu... script) {
        PacketKeys packetKeys = keys.packetKeys(slot);
        int keyset = slot == 0 ? CardKeys.MANUFACTURER_KEYSET : CardKeys.ACTIVE_KEYSET;
        byte[] data = new CompactScript(List.of(script)).encode();
        return SecuredPackets.secure(
                CommandPacket.of(spi, keyset, packetKeys, tar, new Counter(cntr), data), packetKeys, framing);
    }

    private ResponseApdu envelopes(byte[] packet) {
        reference = reference + 1 & 0xFF;
        for (UserData part : PacketSegments.ofCommand(packet, reference)) {
            byte[] tpdu = SmsDeliver.toUsim(SENDER, new byte[SmsDeliver.TIMESTAMP_LENGTH], part)
                    .encode();
            send(new SmsPpDownload(Optional.empty(), tpdu).toApdu());
        }
        return last;
    }
}
