package io.simshift.cli.packet;

/**
 * One field of a packet.
 *
 * @param offset of its first byte in what was given, from 0
 * @param name as in the standard
 * @param bytes its bytes, deciphered
 * @param meaning what they say, in plain words
 */
record Field(int offset, String name, byte[] bytes, String meaning) {
    Field {
        bytes = bytes.clone();
    }

    @Override
    public byte[] bytes() {
        return bytes.clone();
    }
}
