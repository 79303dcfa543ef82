package io.simshift.server.vault;

import java.nio.ByteBuffer;

/**
 * A key at rest: format (1) ‖ version of the master key (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16). The first two are
 * authenticated with the associated data.
 */
public final class WrappedKey {
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    /** Length of what says under which master key it is. */
    public static final int HEADER_BYTES = 1 + Integer.BYTES;

    private static final byte FORMAT = 2;

    private final int version;
    private final byte[] nonce;
    private final byte[] sealed;

    WrappedKey(int version, byte[] nonce, byte[] sealed) {
        this.version = version;
        this.nonce = nonce;
        this.sealed = sealed;
    }

    int version() {
        return version;
    }

    byte[] nonce() {
        return nonce;
    }

    /** Ciphertext ‖ tag. */
    byte[] sealed() {
        return sealed;
    }

    /** The bytes with which everything begins that was wrapped under this version of the master key. */
    public static byte[] header(int version) {
        return ByteBuffer.allocate(HEADER_BYTES).put(FORMAT).putInt(version).array();
    }

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + NONCE_BYTES + sealed.length)
                .put(header(version))
                .put(nonce)
                .put(sealed)
                .array();
    }

    static WrappedKey decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || bytes[0] != FORMAT) {
            throw new VaultException("a wrapped key has an unknown format");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
        int version = in.getInt();
        byte[] nonce = new byte[NONCE_BYTES];
        in.get(nonce);
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        return new WrappedKey(version, nonce, sealed);
    }
}
