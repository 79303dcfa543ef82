package io.simshift.protocol.subscription;

import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Keys under a key for keys: one after the other, filled with 00 to whole blocks of the KIK's cipher, CBC with zero
 * initial value (commands.md 4.7).
 */
record KeyWrap(OtaAlgorithm algorithm, SecretBytes kik) {
    KeyWrap {
        algorithm.requireKeys(kik);
    }

    byte[] wrap(SecretBytes... keys) {
        int length = 0;
        for (SecretBytes key : keys) {
            length += key.length();
        }
        byte[] clear = new byte[wholeBlocks(length)];
        int offset = 0;
        for (SecretBytes key : keys) {
            byte[] bytes = key.reveal();
            System.arraycopy(bytes, 0, clear, offset, bytes.length);
            Arrays.fill(bytes, (byte) 0);
            offset += key.length();
        }
        byte[] wrapped = algorithm.blockCipher().encryptCbc(kik, clear);
        Arrays.fill(clear, (byte) 0);
        return wrapped;
    }

    /** The keys of tag {@code tag}, of these lengths. */
    SecretBytes[] unwrap(TagSet tags, int tag, int... lengths) {
        byte[] wrapped = tags.required(tag, wholeBlocks(IntStream.of(lengths).sum()));
        byte[] clear = algorithm.blockCipher().decryptCbc(kik, wrapped);
        SecretBytes[] keys = new SecretBytes[lengths.length];
        int offset = 0;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = SecretBytes.copyOf(clear, offset, lengths[i]);
            offset += lengths[i];
        }
        Arrays.fill(clear, (byte) 0);
        return keys;
    }

    private int wholeBlocks(int length) {
        int block = algorithm.blockCipher().blockLength();
        return (length + block - 1) / block * block;
    }
}
