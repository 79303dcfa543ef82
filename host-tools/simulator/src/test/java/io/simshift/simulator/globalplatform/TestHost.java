package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.card.CardLink;
import java.util.Arrays;
import java.util.HexFormat;

/** The host's end of SCP03 with the test keys, at security levels 00 and 01: enough to try a card's errors. */
final class TestHost {
    private static final byte[] CHALLENGE = HexFormat.of().parseHex("0001020304050607");
    private static final SecretBytes KEY =
            SecretBytes.copyOf(HexFormat.of().parseHex("404142434445464748494A4B4C4D4E4F"));

    private final CardLink card;
    private SecretBytes mac;
    private byte[] hostCryptogram;
    private byte[] chaining = new byte[16];
    private int level;

    TestHost(CardLink card) {
        this.card = card;
    }

    /** Selects the security domain and opens a session. */
    TestHost open(int wantedLevel) {
        raw("00A4040000");
        begin();
        level = 1;
        ResponseApdu answer = send(0x80, 0x82, wantedLevel, 0, hostCryptogram);
        if (!answer.status().isOk()) {
            throw new IllegalStateException("EXTERNAL AUTHENTICATE: " + answer.status());
        }
        level = wantedLevel;
        return this;
    }

    /** INITIALIZE UPDATE alone. */
    void begin() {
        byte[] answer = send(raw("8050000008" + HexFormat.of().formatHex(CHALLENGE)), "INITIALIZE UPDATE");
        byte[] context = new WireWriter().bytes(CHALLENGE).bytes(answer, 13, 8).toByteArray();
        mac = SecretBytes.copyOf(derive(KEY, 6, 128, context));
        hostCryptogram = derive(mac, 1, 64, context);
        chaining = new byte[16];
    }

    /** EXTERNAL AUTHENTICATE with a cryptogram that may be wrong; its check value is right. */
    String authenticate(int wantedLevel, int flippedBit) {
        byte[] cryptogram = hostCryptogram.clone();
        cryptogram[0] ^= (byte) flippedBit;
        level = 1;
        return send(0x80, 0x82, wantedLevel, 0, cryptogram).status().toString();
    }

    private static byte[] send(ResponseApdu answer, String what) {
        if (!answer.status().isOk()) {
            throw new IllegalStateException(what + ": " + answer.status());
        }
        return answer.data();
    }

    private static byte[] derive(SecretBytes key, int constant, int bits, byte[] context) {
        byte[] data = new WireWriter()
                .fill(0, 11)
                .u8(constant)
                .u8(0)
                .u16(bits)
                .u8(1)
                .bytes(context)
                .toByteArray();
        return AesCmac.of(key, data, bits / 8);
    }

    /** A command in the session: with a check value where the level asks for it. */
    ResponseApdu send(int cla, int ins, int p1, int p2, byte[] data) {
        return raw(protectedCommand(cla, ins, p1, p2, data));
    }

    byte[] protectedCommand(int cla, int ins, int p1, int p2, byte[] data) {
        if (level == 0) {
            return CommandApdu.of(cla, ins, p1, p2, data).encode();
        }
        byte[] header = {(byte) (cla | 4), (byte) ins, (byte) p1, (byte) p2, (byte) (data.length + 8)};
        byte[] full = AesCmac.of(
                mac, new WireWriter().bytes(chaining).bytes(header).bytes(data).toByteArray());
        chaining = full;
        return new WireWriter()
                .bytes(header)
                .bytes(data)
                .bytes(Arrays.copyOf(full, 8))
                .toByteArray();
    }

    ResponseApdu raw(byte[] command) {
        return ResponseApdu.decode(card.transmit(command));
    }

    ResponseApdu raw(String command) {
        return raw(HexFormat.of().parseHex(command));
    }

    /** The status word of a command in the session, data in hexadecimal digits. */
    String status(int ins, int p1, int p2, String data) {
        return send(0x80, ins, p1, p2, HexFormat.of().parseHex(data)).status().toString();
    }

    /** Loads a load file data block. */
    String load(byte[] block, String aid, int blockBytes) {
        String aidField = String.format("%02X", aid.length() / 2) + aid;
        String status = status(0xE6, 0x02, 0, aidField + "00000000");
        if (!status.equals("9000")) {
            return status;
        }
        byte[] file =
                new WireWriter().u8(0xC4).berLength(block.length).bytes(block).toByteArray();
        for (int i = 0; i * blockBytes < file.length; i++) {
            int end = Math.min(file.length, (i + 1) * blockBytes);
            boolean last = end == file.length;
            status = send(0x80, 0xE8, last ? 0x80 : 0, i, Arrays.copyOfRange(file, i * blockBytes, end))
                    .status()
                    .toString();
            if (!status.equals("9000")) {
                return status;
            }
        }
        return status;
    }
}
