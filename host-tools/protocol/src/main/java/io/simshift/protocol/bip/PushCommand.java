package io.simshift.protocol.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * PUSH (TS 102 226 9.2): the command of a secured packet, usually by SMS, that makes a card open a connection.
 *
 * @param request what the card is to do
 * @param parameters of channel or link; none for the card's own
 * @param maxSduBytes of a CAT_TP link
 * @param identification what the card is to say that it is; its ICCID where this is empty
 */
public record PushCommand(
        Request request, ChannelParameters parameters, Optional<Integer> maxSduBytes, Optional<byte[]> identification) {
    private static final String CLAUSE = "TS 102 226 9.2";
    private static final int CLA = 0x80;
    private static final int INS = 0xEC;
    private static final int P1 = 0x01;
    private static final int IDENTIFICATION_TAG = 0x36;
    private static final int SDU_SIZE_TAG = 0x39;

    /** What a PUSH asks for, by P2. */
    public enum Request {
        OPEN_CHANNEL(0x01),
        CAT_TP_LINK(0x02),
        TCP_CONNECTION(0x03),
        IDENTIFICATION_PACKET(0x04);

        private final int p2;

        Request(int p2) {
            this.p2 = p2;
        }
    }

    public PushCommand {
        identification = identification.map(byte[]::clone);
        boolean link = request == Request.CAT_TP_LINK;
        if (maxSduBytes.isPresent() && !link) {
            throw new IllegalArgumentException("only a CAT_TP link has an SDU size");
        }
        if (link && parameters.bufferBytes().isPresent()) {
            throw new IllegalArgumentException("the size of a CAT_TP link is that of its SDUs");
        }
        maxSduBytes.ifPresent(size -> {
            if ((size & ~0xFFFF) != 0) {
                throw new IllegalArgumentException("an SDU size has two bytes");
            }
        });
        boolean identifies = link || request == Request.IDENTIFICATION_PACKET;
        if (identification.isPresent() && !identifies) {
            throw new IllegalArgumentException("opening a channel identifies nobody");
        }
    }

    /** Open a BIP channel. */
    public static PushCommand openChannel(ChannelParameters parameters) {
        return new PushCommand(Request.OPEN_CHANNEL, parameters, Optional.empty(), Optional.empty());
    }

    /** Open a CAT_TP link to {@code port} on the channel that is open. */
    public static PushCommand catTpLink(int port, Optional<Integer> maxSduBytes) {
        ChannelParameters to = new ChannelParameters(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ChannelParameters.Transport(0x00, port)),
                Optional.empty());
        return new PushCommand(Request.CAT_TP_LINK, to, maxSduBytes, Optional.empty());
    }

    /** Open a TCP connection. */
    public static PushCommand tcpConnection(ChannelParameters parameters) {
        return new PushCommand(Request.TCP_CONNECTION, parameters, Optional.empty(), Optional.empty());
    }

    /** Send an identification packet on the TCP connection that is open. */
    public static PushCommand identificationPacket() {
        return new PushCommand(
                Request.IDENTIFICATION_PACKET, ChannelParameters.none(), Optional.empty(), Optional.empty());
    }

    /** The C-APDU, for a script. */
    public CommandApdu toApdu() {
        List<ComprehensionTlv> objects = new ArrayList<>(parameters.objects());
        maxSduBytes.ifPresent(size -> objects.add(ComprehensionTlv.optional(
                SDU_SIZE_TAG, new WireWriter().u16(size).toByteArray())));
        identification.ifPresent(who -> objects.add(ComprehensionTlv.optional(IDENTIFICATION_TAG, who)));
        return CommandApdu.of(CLA, INS, P1, request.p2, ComprehensionTlv.encodeAll(objects));
    }

    /** Reads the C-APDU. */
    public static PushCommand decode(CommandApdu command) {
        if (command.cla() != CLA || command.ins() != INS || command.p1() != P1) {
            throw new WireFormatException(CLAUSE, 0, "PUSH begins with 80EC01");
        }
        Request request = Arrays.stream(Request.values())
                .filter(one -> one.p2 == command.p2())
                .findFirst()
                .orElseThrow(() -> new WireFormatException(
                        CLAUSE, 3, String.format("P2 %02X asks for nothing that is known", command.p2())));
        List<ComprehensionTlv> objects = ComprehensionTlv.decodeAll(command.hasData() ? command.data() : new byte[0]);
        ChannelParameters all = ChannelParameters.read(objects);
        boolean link = request == Request.CAT_TP_LINK;
        ChannelParameters parameters = new ChannelParameters(
                all.bearer(),
                link ? Optional.empty() : all.bufferBytes(),
                all.networkAccessName(),
                all.transport(),
                all.destination());
        Optional<byte[]> identification =
                ComprehensionTlv.find(objects, IDENTIFICATION_TAG).map(ComprehensionTlv::value);
        try {
            return new PushCommand(request, parameters, link ? all.bufferBytes() : Optional.empty(), identification);
        } catch (IllegalArgumentException e) {
            throw new WireFormatException(CLAUSE, 0, e.getMessage());
        }
    }

    @Override
    public Optional<byte[]> identification() {
        return identification.map(byte[]::clone);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PushCommand that && toApdu().equals(that.toApdu());
    }

    @Override
    public int hashCode() {
        return toApdu().hashCode();
    }
}
