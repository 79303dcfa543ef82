package io.simshift.protocol.subscription;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Check values of a slot's keys, three bytes each (commands.md 4.6): proof that card and escrow hold the same keys
 * without showing one.
 *
 * @param aka with Milenage first bytes of E[OPc]K
 * @param kic of the key for ciphering
 * @param kid of the key for check values
 * @param kik of the key for keys
 */
public record CheckValues(byte[] aka, byte[] kic, byte[] kid, byte[] kik) {
    /** Bytes of one check value. */
    public static final int VALUE_LENGTH = 3;

    private static final int SUBSCRIBER_KEY_LENGTH = 16;
    /** Bytes of all four. */
    public static final int LENGTH = 4 * VALUE_LENGTH;

    public CheckValues {
        if (aka.length != VALUE_LENGTH
                || kic.length != VALUE_LENGTH
                || kid.length != VALUE_LENGTH
                || kik.length != VALUE_LENGTH) {
            throw new IllegalArgumentException("a check value has three bytes");
        }
        aka = aka.clone();
        kic = kic.clone();
        kid = kid.clone();
        kik = kik.clone();
    }

    /** Those of a slot's keys. */
    public static CheckValues of(
            SecretBytes k, SecretBytes opc, OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid, SecretBytes kik) {
        return new CheckValues(
                ofSubscriber(k, opc), ofKey(algorithm, kic), ofKey(algorithm, kid), ofKey(algorithm, kik));
    }

    /**
     * Of K and OPc or TOPc: first bytes of the last block of AES-CBC, under the first 16 bytes of K and with a zero initial value,
     * of what follows these.
     */
    public static byte[] ofSubscriber(SecretBytes k, SecretBytes opc) {
        byte[] key = k.reveal();
        byte[] variant = opc.reveal();
        byte[] rest = new byte[key.length - SUBSCRIBER_KEY_LENGTH + variant.length];
        System.arraycopy(key, SUBSCRIBER_KEY_LENGTH, rest, 0, key.length - SUBSCRIBER_KEY_LENGTH);
        System.arraycopy(variant, 0, rest, key.length - SUBSCRIBER_KEY_LENGTH, variant.length);
        byte[] enciphered = BlockCipher.AES.encryptCbc(SecretBytes.copyOf(key, 0, SUBSCRIBER_KEY_LENGTH), rest);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(variant, (byte) 0);
        Arrays.fill(rest, (byte) 0);
        int last = enciphered.length - SUBSCRIBER_KEY_LENGTH;
        return Arrays.copyOfRange(enciphered, last, last + VALUE_LENGTH);
    }

    /** The check value of one OTA key (GlobalPlatform): first bytes of E[01 × 16] with AES, of E[00 × 8] with DES and 3DES. */
    public static byte[] ofKey(OtaAlgorithm algorithm, SecretBytes key) {
        BlockCipher cipher = algorithm.blockCipher();
        byte[] block = new byte[cipher.blockLength()];
        Arrays.fill(block, (byte) (cipher == BlockCipher.AES ? 1 : 0));
        return Arrays.copyOf(cipher.encryptEcb(key, block), VALUE_LENGTH);
    }

    static CheckValues read(WireReader in) {
        return new CheckValues(
                in.bytes(VALUE_LENGTH, "check value of AKA"),
                in.bytes(VALUE_LENGTH, "check value of KIc"),
                in.bytes(VALUE_LENGTH, "check value of KID"),
                in.bytes(VALUE_LENGTH, "check value of KIK"));
    }

    /** The twelve bytes. */
    public byte[] encode() {
        return new WireWriter().bytes(aka).bytes(kic).bytes(kid).bytes(kik).toByteArray();
    }

    /** Reads the twelve bytes. */
    public static CheckValues decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, "commands.md 4.6 8A");
        CheckValues values = read(in);
        in.requireEnd();
        return values;
    }

    @Override
    public byte[] aka() {
        return aka.clone();
    }

    @Override
    public byte[] kic() {
        return kic.clone();
    }

    @Override
    public byte[] kid() {
        return kid.clone();
    }

    @Override
    public byte[] kik() {
        return kik.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CheckValues that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }

    /** Four times six hexadecimal digits; check values may be shown. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(aka) + " " + hex.formatHex(kic) + " " + hex.formatHex(kid) + " " + hex.formatHex(kik);
    }
}
