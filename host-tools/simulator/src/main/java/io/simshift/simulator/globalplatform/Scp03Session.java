package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.mac.AesCmac;
import io.simshift.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;

/** Secure channel protocol 03 with AES-128 (GlobalPlatform Card Specification, amendment D). */
final class Scp03Session extends SecureSession {
    static final int HOST_CHALLENGE_BYTES = 8;

    private static final int CHALLENGE_BYTES = 8;
    private static final int BLOCK = 16;
    private static final int LABEL_ZEROS = 11;
    private static final int KEY_BITS = 128;
    private static final int CRYPTOGRAM_BITS = 64;
    // ---- what is derived (table 4-1)
    private static final int CARD_CRYPTOGRAM = 0x00;
    private static final int HOST_CRYPTOGRAM = 0x01;
    private static final int CARD_CHALLENGE = 0x02;
    private static final int S_ENC = 0x04;
    private static final int S_MAC = 0x06;
    private static final int S_RMAC = 0x07;
    private static final byte RESPONSE_ICV = (byte) 0x80;

    private final byte[] answer;
    private final byte[] hostCryptogram;
    private final SecretBytes enc;
    private final SecretBytes mac;
    private final SecretBytes responseMac;
    private final SecretBytes dek;
    private byte[] chaining = new byte[BLOCK];
    private final byte[] counter = new byte[BLOCK];

    /** As {@link Scp02Session}; {@code sequence} has three bytes. */
    Scp03Session(
            ScpVariant variant,
            KeyVersion keys,
            byte[] aid,
            byte[] diversification,
            int sequence,
            byte[] hostChallenge,
            SecureRandom random) {
        super(variant);
        byte[] challenge = new byte[CHALLENGE_BYTES];
        if (variant.pseudoRandomChallenge()) {
            byte[] context = new WireWriter().unsigned(sequence, 3).bytes(aid).toByteArray();
            challenge = derive(keys.enc(), CARD_CHALLENGE, CRYPTOGRAM_BITS, context);
        } else {
            random.nextBytes(challenge);
        }
        byte[] context = new WireWriter().bytes(hostChallenge).bytes(challenge).toByteArray();
        enc = SecretBytes.copyOf(derive(keys.enc(), S_ENC, KEY_BITS, context));
        mac = SecretBytes.copyOf(derive(keys.mac(), S_MAC, KEY_BITS, context));
        responseMac = SecretBytes.copyOf(derive(keys.mac(), S_RMAC, KEY_BITS, context));
        dek = keys.dek();
        hostCryptogram = derive(mac, HOST_CRYPTOGRAM, CRYPTOGRAM_BITS, context);
        WireWriter out = new WireWriter()
                .bytes(diversification)
                .u8(keys.number())
                .u8(variant.protocol())
                .u8(variant.options())
                .bytes(challenge)
                .bytes(derive(mac, CARD_CRYPTOGRAM, CRYPTOGRAM_BITS, context));
        if (variant.pseudoRandomChallenge()) {
            out.unsigned(sequence, 3);
        }
        answer = out.toByteArray();
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
        byte[] full = AesCmac.of(
                mac,
                new WireWriter()
                        .bytes(chaining)
                        .bytes(covered(command, body, MAC_BYTES))
                        .toByteArray());
        requireSame(Arrays.copyOf(full, MAC_BYTES), mac(command));
        chaining = full;
        if (isAuthenticated()) {
            // counts every command, also those without data (6.2.6)
            increment();
        }
        if (!deciphers || body.length == 0) {
            return with(command, body);
        }
        if (body.length % BLOCK != 0) {
            throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        }
        byte[] clear = BlockCipher.AES.decryptCbc(enc, body);
        mix(clear, BlockCipher.AES.encryptEcb(enc, counter));
        return with(command, unpadded(clear));
    }

    private void increment() {
        for (int i = BLOCK - 1; i >= 0 && ++counter[i] == 0; i--) {
            continue; // carries on
        }
    }

    @Override
    ResponseApdu protect(ResponseApdu response, boolean enciphers) {
        byte[] data = response.data();
        if (enciphers && data.length > 0) {
            byte[] own = counter.clone();
            own[0] = RESPONSE_ICV;
            byte[] clear = padded(data, BLOCK);
            mix(clear, BlockCipher.AES.encryptEcb(enc, own));
            data = BlockCipher.AES.encryptCbc(enc, clear);
        }
        byte[] check = AesCmac.of(
                responseMac,
                new WireWriter()
                        .bytes(chaining)
                        .bytes(data)
                        .u16(response.status().value())
                        .toByteArray(),
                MAC_BYTES);
        return new ResponseApdu(new WireWriter().bytes(data).bytes(check).toByteArray(), response.status());
    }

    @Override
    SecretBytes decipherKey(byte[] ciphered) {
        byte[] clear = BlockCipher.AES.decryptCbc(dek, ciphered);
        SecretBytes key = SecretBytes.copyOf(clear);
        Arrays.fill(clear, (byte) 0);
        return key;
    }

    /** An initial value for CBC: what it does is done to the first block. */
    private static void mix(byte[] data, byte[] initial) {
        for (int i = 0; i < BLOCK; i++) {
            data[i] ^= initial[i];
        }
    }

    /** KDF in counter mode with CMAC, one round (4.1.5). */
    private static byte[] derive(SecretBytes key, int constant, int bits, byte[] context) {
        byte[] data = new WireWriter()
                .fill(0, LABEL_ZEROS)
                .u8(constant)
                .u8(0)
                .u16(bits)
                .u8(1)
                .bytes(context)
                .toByteArray();
        return AesCmac.of(key, data, bits / 8);
    }
}
