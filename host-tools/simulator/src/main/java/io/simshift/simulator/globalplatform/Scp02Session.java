package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/** Secure channel protocol 02 with explicit initiation, check value on the modified APDU, ciphered ICV (appendix E). */
final class Scp02Session extends SecureSession {
    static final int HOST_CHALLENGE_BYTES = 8;

    private static final int CHALLENGE_BYTES = 6;
    private static final int BLOCK = 8;
    private static final int DERIVE_MAC = 0x0101;
    private static final int DERIVE_DEK = 0x0181;
    private static final int DERIVE_ENC = 0x0182;

    private final byte[] answer;
    private final byte[] hostCryptogram;
    private final SecretBytes enc;
    private final SecretBytes mac;
    private final SecretBytes dek;
    /** Check value of the command before; null before the first. */
    private byte[] lastMac;

    /**
     * @param aid of the security domain
     * @param diversification ten bytes that say how the keys were derived
     * @param sequence counter of the keys, two bytes
     */
    Scp02Session(
            ScpVariant variant,
            KeyVersion keys,
            byte[] aid,
            byte[] diversification,
            int sequence,
            byte[] hostChallenge,
            SecureRandom random) {
        super(variant);
        enc = derive(keys.enc(), DERIVE_ENC, sequence);
        mac = derive(keys.mac(), DERIVE_MAC, sequence);
        dek = derive(keys.dek(), DERIVE_DEK, sequence);
        byte[] challenge = new byte[CHALLENGE_BYTES];
        if (variant.pseudoRandomChallenge()) {
            System.arraycopy(retailMac(mac, aid, new byte[BLOCK]), 0, challenge, 0, CHALLENGE_BYTES);
        } else {
            random.nextBytes(challenge);
        }
        byte[] fromCard = new WireWriter().u16(sequence).bytes(challenge).toByteArray();
        byte[] cryptogram = fullMac(enc, join(hostChallenge, fromCard));
        hostCryptogram = fullMac(enc, join(fromCard, hostChallenge));
        answer = new WireWriter()
                .bytes(diversification)
                .u8(keys.number())
                .u8(variant.protocol())
                .bytes(fromCard)
                .bytes(cryptogram)
                .toByteArray();
    }

    @Override
    byte[] answer() {
        return answer.clone();
    }

    @Override
    byte[] hostCryptogram() {
        return hostCryptogram.clone();
    }

    @Override
    CommandApdu verify(CommandApdu command, boolean deciphers) {
        byte[] body = body(command);
        byte[] plain = body;
        if (deciphers && body.length > 0) {
            if (body.length % BLOCK != 0) {
                throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
            }
            plain = unpadded(BlockCipher.TRIPLE_DES.decryptCbc(enc, body));
        }
        byte[] initial = lastMac == null ? new byte[BLOCK] : BlockCipher.DES.encryptEcb(firstHalf(mac), lastMac);
        // computed before the data were ciphered (E.4.4)
        byte[] expected = retailMac(mac, covered(command, plain, MAC_BYTES), initial);
        requireSame(expected, mac(command));
        lastMac = expected;
        return with(command, plain);
    }

    @Override
    ResponseApdu protect(ResponseApdu response, boolean enciphers) {
        throw new IllegalStateException("these options of SCP02 have no protected answers");
    }

    @Override
    SecretBytes decipherKey(byte[] ciphered) {
        byte[] clear = BlockCipher.TRIPLE_DES.decryptEcb(dek, ciphered);
        SecretBytes key = SecretBytes.copyOf(clear);
        Arrays.fill(clear, (byte) 0);
        return key;
    }

    private static SecretBytes derive(SecretBytes key, int constant, int sequence) {
        byte[] data = new WireWriter().u16(constant).u16(sequence).fill(0, 12).toByteArray();
        byte[] derived = BlockCipher.TRIPLE_DES.encryptCbc(key, data);
        SecretBytes session = SecretBytes.copyOf(derived);
        Arrays.fill(derived, (byte) 0);
        return session;
    }

    /** Triple DES on every block (B.1.2.1). */
    private static byte[] fullMac(SecretBytes key, byte[] data) {
        byte[] all = BlockCipher.TRIPLE_DES.encryptCbc(key, padded(data, BLOCK));
        return Arrays.copyOfRange(all, all.length - BLOCK, all.length);
    }

    /** Single DES, and triple DES on the last block (B.1.2.2). */
    private static byte[] retailMac(SecretBytes key, byte[] data, byte[] initial) {
        byte[] all = padded(data, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            all[i] ^= initial[i];
        }
        byte[] chained = BlockCipher.DES.encryptCbc(firstHalf(key), all);
        byte[] last = Arrays.copyOfRange(chained, chained.length - BLOCK, chained.length);
        return BlockCipher.DES.encryptEcb(firstHalf(key), BlockCipher.DES.decryptEcb(secondHalf(key), last));
    }

    private static SecretBytes firstHalf(SecretBytes key) {
        return SecretBytes.copyOf(key.reveal(), 0, BLOCK);
    }

    private static SecretBytes secondHalf(SecretBytes key) {
        return SecretBytes.copyOf(key.reveal(), BLOCK, BLOCK);
    }

    private static byte[] join(byte[] first, byte[] second) {
        return new WireWriter().bytes(first).bytes(second).toByteArray();
    }
}
