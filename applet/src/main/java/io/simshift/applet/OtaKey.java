package io.simshift.applet;

import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.DESKey;
import javacard.security.KeyBuilder;

/**
 * One OTA key, with a key object for each algorithm that the card has. A DES key object of three keys serves all DES
 * algorithms: 3DES with equal keys is DES, with an equal first and third one it is 3DES with two keys.
 */
final class OtaKey {
    private final byte[] state;
    private final Aes aes;
    private final TripleDes des;
    private final AESKey aes128;
    /** Null on a card without them, and in the manufacturer's keyset, which is AES-128. */
    private final AESKey aes192;

    private final AESKey aes256;
    private final DESKey desKey;

    OtaKey(Transient ram, Aes aes, TripleDes des, boolean anyAlgorithm) {
        state = ram.state;
        this.aes = aes;
        this.des = des;
        aes128 = Aes.newKey();
        aes192 = anyAlgorithm ? Aes.newLongKey(KeyBuilder.LENGTH_AES_192) : null;
        aes256 = anyAlgorithm ? Aes.newLongKey(KeyBuilder.LENGTH_AES_256) : null;
        desKey = anyAlgorithm ? des.newKey() : null;
    }

    /** Whether the card has the algorithm. */
    boolean supports(byte algorithm) {
        if (KeySet.isAes(algorithm)) {
            return aesKey(algorithm) != null;
        }
        return desKey != null && (algorithm != KeySet.TRIPLE_DES_3 || TripleDes.hasThreeKeys(desKey));
    }

    private AESKey aesKey(byte algorithm) {
        if (algorithm == KeySet.AES_128) {
            return aes128;
        }
        return algorithm == KeySet.AES_192 ? aes192 : aes256;
    }

    /** Puts a key in place; passes through the scratch memory {@link Transient#BLOCK} and {@link Transient#TEMP}. */
    void set(byte algorithm, byte[] buf, short off) {
        if (KeySet.isAes(algorithm)) {
            aesKey(algorithm).setKey(buf, off);
            return;
        }
        short length = KeySet.keyLength(algorithm);
        Util.arrayCopyNonAtomic(buf, off, state, Transient.BLOCK, length);
        short end = (short) (Transient.BLOCK + length);
        if (length == TripleDes.BLOCK_SIZE) {
            end = Util.arrayCopyNonAtomic(state, Transient.BLOCK, state, end, TripleDes.BLOCK_SIZE);
        }
        Util.arrayCopyNonAtomic(state, Transient.BLOCK, state, end, TripleDes.BLOCK_SIZE);
        desKey.setKey(state, Transient.BLOCK);
        Util.arrayFillNonAtomic(state, Transient.BLOCK, KeySet.MAX_KEY_SIZE, (byte) 0);
    }

    /** Forgets the key. May be cut and repeated. */
    void clear() {
        aes128.clearKey();
        if (aes192 != null) {
            aes192.clearKey();
        }
        if (aes256 != null) {
            aes256.clearKey();
        }
        if (desKey != null) {
            desKey.clearKey();
        }
    }

    /** CBC with zero IV, in place; the length is whole blocks. */
    void encipher(byte algorithm, byte[] buf, short off, short length) {
        if (KeySet.isAes(algorithm)) {
            aes.encipher(aesKey(algorithm), buf, off, length);
        } else {
            des.encipher(desKey, buf, off, length);
        }
    }

    /** CBC with zero IV, in place; the length is whole blocks. */
    void decipher(byte algorithm, byte[] buf, short off, short length) {
        if (KeySet.isAes(algorithm)) {
            aes.decipher(aesKey(algorithm), buf, off, length);
        } else {
            des.decipher(desKey, buf, off, length);
        }
    }

    /** Leaves the CMAC or CBC-MAC in {@link Transient#BLOCK}. */
    void mac(byte algorithm, byte[] buf, short off, short length) {
        if (KeySet.isAes(algorithm)) {
            aes.cmac(aesKey(algorithm), buf, off, length);
        } else {
            des.mac(desKey, buf, off, length);
        }
    }

    /** Writes the key's check value (GlobalPlatform), 3 bytes; returns the next offset. */
    short writeCheckValue(byte algorithm, byte[] buf, short off) {
        boolean isAes = KeySet.isAes(algorithm);
        short size = isAes ? Aes.BLOCK_SIZE : TripleDes.BLOCK_SIZE;
        Util.arrayFillNonAtomic(state, Transient.BLOCK, size, (byte) (isAes ? 1 : 0));
        encipher(algorithm, state, Transient.BLOCK, size);
        return Util.arrayCopyNonAtomic(state, Transient.BLOCK, buf, off, KeySet.CHECK_SIZE);
    }
}
