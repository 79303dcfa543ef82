package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;

/** The card's end of one secure channel session, from INITIALIZE UPDATE on. */
abstract class SecureSession {
    static final int CRYPTOGRAM_BYTES = 8;
    static final int MAC_BYTES = 8;

    private static final int AUTHENTICATION_FAILED = 0x6300;
    private static final int MAC = 0x01;
    private static final int ENCRYPTION = 0x02;
    private static final int RESPONSE_MAC = 0x10;
    private static final int RESPONSE_ENCRYPTION = 0x20;

    private final ScpVariant variant;
    private boolean authenticated;
    private int level;

    SecureSession(ScpVariant variant) {
        this.variant = variant;
    }

    /** Data of the answer to INITIALIZE UPDATE. */
    abstract byte[] answer();

    /** What the host proves its keys with. */
    abstract byte[] hostCryptogram();

    /**
     * Takes the check value off a command, and compares it.
     *
     * @throws Refusal where it is wrong
     */
    abstract CommandApdu verify(CommandApdu command, boolean deciphers);

    abstract ResponseApdu protect(ResponseApdu response, boolean enciphers);

    /** A key that came ciphered under the session's data encryption key. */
    abstract SecretBytes decipherKey(byte[] ciphered);

    /** Whether EXTERNAL AUTHENTICATE was accepted. */
    boolean isAuthenticated() {
        return authenticated;
    }

    /** Whether commands bring a check value. */
    boolean wantsMac() {
        return (level & MAC) != 0;
    }

    /**
     * EXTERNAL AUTHENTICATE (E.5.2, amendment D 7.1.2).
     *
     * @throws Refusal where the level is unknown, the check value is wrong or the host has not the keys
     */
    void authenticate(CommandApdu command) {
        if (command.p2() != 0 || !variant.allows(command.p1())) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        if (command.data().length != CRYPTOGRAM_BYTES + MAC_BYTES) {
            throw new Refusal(StatusWord.WRONG_LENGTH);
        }
        byte[] cryptogram = verify(command, false).data();
        if (!MessageDigest.isEqual(cryptogram, hostCryptogram())) {
            throw new Refusal(AUTHENTICATION_FAILED);
        }
        level = command.p1();
        authenticated = true;
    }

    /** A command as it was before the host protected it. */
    CommandApdu open(CommandApdu command) {
        return wantsMac() ? verify(command, (level & ENCRYPTION) != 0) : command;
    }

    /** An answer as it goes out; one with an error is never protected (amendment D 6.2.5). */
    ResponseApdu close(ResponseApdu response) {
        int sw1 = response.status().sw1();
        boolean good = response.status().isOk() || sw1 == 0x62 || sw1 == 0x63;
        return (level & RESPONSE_MAC) != 0 && good ? protect(response, (level & RESPONSE_ENCRYPTION) != 0) : response;
    }

    /** What a check value is computed over: the header with the Lc that the command has with it, then the data. */
    static byte[] covered(CommandApdu command, byte[] data, int bytesBehind) {
        byte[] all = new byte[5 + data.length];
        all[0] = (byte) command.cla();
        all[1] = (byte) command.ins();
        all[2] = (byte) command.p1();
        all[3] = (byte) command.p2();
        all[4] = (byte) (data.length + bytesBehind);
        System.arraycopy(data, 0, all, 5, data.length);
        return all;
    }

    /** The data without the check value at their end. */
    static byte[] body(CommandApdu command) {
        byte[] data = command.data();
        if (data.length < MAC_BYTES) {
            throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        }
        return Arrays.copyOf(data, data.length - MAC_BYTES);
    }

    static byte[] mac(CommandApdu command) {
        byte[] data = command.data();
        return Arrays.copyOfRange(data, data.length - MAC_BYTES, data.length);
    }

    static CommandApdu with(CommandApdu command, byte[] data) {
        return new CommandApdu(command.cla(), command.ins(), command.p1(), command.p2(), data, command.le());
    }

    /** Filled with 80 and zeros to whole blocks (B.2.3). */
    static byte[] padded(byte[] data, int block) {
        byte[] all = Arrays.copyOf(data, (data.length / block + 1) * block);
        all[data.length] = (byte) 0x80;
        return all;
    }

    /** Without what {@link #padded} put there. */
    static byte[] unpadded(byte[] data) {
        int end = data.length - 1;
        while (end >= 0 && data[end] == 0) {
            end--;
        }
        if (end < 0 || data[end] != (byte) 0x80) {
            throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        }
        return Arrays.copyOf(data, end);
    }

    static void requireSame(byte[] expected, byte[] given) {
        if (!MessageDigest.isEqual(expected, given)) {
            throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        }
    }
}
