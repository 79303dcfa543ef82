package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.cattp.CatTpConnection;
import io.simshift.protocol.cattp.CatTpHeader;
import io.simshift.protocol.cattp.CatTpPdu;
import io.simshift.protocol.cattp.CatTpSettings;
import java.util.List;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * CAT_TP (TS 102 127): a datagram, or an end of a connection and the datagrams that it gets: length, then bytes. Checksums
 * are put right, or hardly anything would get past them.
 */
class CatTpFuzzTest {
    private static final CatTpSettings SETTINGS = new CatTpSettings(60, 200, 4, 1_000, 3, 10_000);
    private static final int CHECKSUM_OFFSET = 16;

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsAndWritesTheSameAndNoPeerDoesHarm(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        switch (in.u8() % 4) {
            case 0 -> Property.stable(in.rest(), CatTpPdu::decode, CatTpPdu::encode);
            case 1 ->
                Property.stable(withChecksum(in.rest()), CatTpPdu::decode, CatTpPdu::encode)
                        .ifPresent(CatTpFuzzTest::damaged);
            case 2 -> feed(CatTpConnection.active(1, 2, SETTINGS, 0, new byte[0]), in);
            default ->
                feed(
                        CatTpConnection.passive(
                                new CatTpPdu.Syn(new CatTpHeader(2, 1, 0xFFFF, 0, 4), false, 60, 200, new byte[0]),
                                SETTINGS,
                                0),
                        in);
        }
    }

    private static void damaged(CatTpPdu pdu) {
        byte[] datagram = pdu.encode();
        for (int bit = 0; bit < 8 * datagram.length; bit += 7) {
            byte[] flipped = datagram.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Property.refused(flipped, CatTpPdu::decode);
        }
    }

    private static void feed(CatTpConnection connection, FuzzInput in) {
        sound(connection.start(0));
        long now = 0;
        boolean sent = false;
        while (in.hasMore()) {
            int length = in.u8();
            if (!sent && connection.state() == CatTpConnection.State.OPEN) {
                int bytes = Math.min(100, connection.peerMaxSduBytes());
                if (bytes > 0) {
                    sound(connection.send(new byte[bytes], now));
                }
                sent = true;
            }
            if (length == 0) {
                now = Math.max(now, connection.deadline().orElse(now));
                sound(connection.tick(now));
            } else {
                receive(connection, withChecksum(in.bytes(length)), now);
            }
        }
    }

    private static void receive(CatTpConnection connection, byte[] datagram, long now) {
        try {
            sound(connection.receive(CatTpPdu.decode(datagram), now));
        } catch (WireFormatException refused) {
            Property.holds(refused.offset() <= datagram.length, "%s of %s", refused, datagram);
        }
    }

    private static void sound(CatTpConnection.Output output) {
        List<CatTpPdu> pdus = output.pdus();
        Property.holds(pdus.size() <= 110, "%s PDUs at once", pdus.size());
        for (CatTpPdu pdu : pdus) {
            byte[] datagram = pdu.encode();
            Property.holds(datagram.length <= 60, "a PDU of %s bytes", datagram.length);
            Property.holds(CatTpPdu.decode(datagram).equals(pdu), "%s came back otherwise", datagram);
        }
        output.sdus().forEach(sdu -> Property.holds(sdu.length <= 200, "an SDU of %s bytes", sdu.length));
    }

    private static byte[] withChecksum(byte[] datagram) {
        if (datagram.length >= CHECKSUM_OFFSET + 2) {
            datagram[CHECKSUM_OFFSET] = 0;
            datagram[CHECKSUM_OFFSET + 1] = 0;
            int sum = 0;
            for (int i = 0; i < datagram.length; i++) {
                sum += (datagram[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
                sum = (sum & 0xFFFF) + (sum >> 16);
            }
            datagram[CHECKSUM_OFFSET] = (byte) (~sum >> 8);
            datagram[CHECKSUM_OFFSET + 1] = (byte) ~sum;
        }
        return datagram;
    }
}
