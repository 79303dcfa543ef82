package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.tlv.BerTlv;
import java.util.HexFormat;
import java.util.List;

/** What the security domain tells everybody by GET DATA (11.3). */
final class CardData {
    private static final int IIN = 0x0042;
    private static final int CIN = 0x0045;
    private static final int RECOGNITION = 0x0066;
    private static final int CAPABILITIES = 0x0067;
    private static final int SEQUENCE = 0x00C1;
    private static final int DIVERSIFICATION = 0x00CF;
    private static final int KEY_TEMPLATE = 0x00E0;
    private static final int PRODUCTION_LIFE_CYCLE = 0x9F7F;
    private static final int PRODUCTION_BYTES = 42;
    private static final int OID = 0x06;
    /** 1.2.840.114283, GlobalPlatform; what follows says of what kind (appendix H). */
    private static final byte[] GLOBAL_PLATFORM = HexFormat.of().parseHex("2A864886FC6B");

    private final ScpVariant variant;

    CardData(ScpVariant variant) {
        this.variant = variant;
    }

    /** The object with this tag. */
    byte[] object(int tag, DomainKeys keys, int sequence, byte[] diversification) {
        return switch (tag) {
            // test numbers, of nobody
            case IIN -> new BerTlv(IIN, new byte[] {0, 0, 0}).encode();
            case CIN -> new BerTlv(CIN, new byte[8]).encode();
            case RECOGNITION -> recognition();
            case CAPABILITIES -> capabilities();
            case SEQUENCE -> new BerTlv(SEQUENCE, sequence(sequence)).encode();
            case DIVERSIFICATION -> new BerTlv(DIVERSIFICATION, diversification).encode();
            case KEY_TEMPLATE -> keys.template();
            // nobody has made this card: no fabricator, no dates, no serial number
            case PRODUCTION_LIFE_CYCLE -> new BerTlv(PRODUCTION_LIFE_CYCLE, new byte[PRODUCTION_BYTES]).encode();
            default -> throw new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND);
        };
    }

    private byte[] sequence(int sequence) {
        return new WireWriter().unsigned(sequence, variant.isAes() ? 3 : 2).toByteArray();
    }

    /** Card recognition data (H.2): GlobalPlatform 2.3, its identification scheme, the secure channel. */
    private byte[] recognition() {
        BerTlv data = BerTlv.of(
                0x73,
                List.of(
                        oid(1),
                        BerTlv.of(0x60, List.of(oid(2, 2, 3))),
                        BerTlv.of(0x63, List.of(oid(3))),
                        BerTlv.of(0x64, List.of(oid(4, variant.protocol(), variant.options())))));
        return BerTlv.of(RECOGNITION, List.of(data)).encode();
    }

    private static BerTlv oid(int... arcs) {
        WireWriter out = new WireWriter().bytes(GLOBAL_PLATFORM);
        for (int arc : arcs) {
            out.u8(arc);
        }
        return new BerTlv(OID, out.toByteArray());
    }

    /** Card capability information (H.4): the secure channel, and with AES the lengths of its keys. */
    private byte[] capabilities() {
        WireWriter channel = new WireWriter();
        channel.bytes(BerTlv.ofByte(0x80, variant.protocol()).encode());
        channel.bytes(BerTlv.ofByte(0x81, variant.options()).encode());
        if (variant.isAes()) {
            channel.bytes(BerTlv.ofByte(0x82, 0x01).encode());
        }
        return BerTlv.of(CAPABILITIES, List.of(new BerTlv(0xA0, channel.toByteArray())))
                .encode();
    }
}
