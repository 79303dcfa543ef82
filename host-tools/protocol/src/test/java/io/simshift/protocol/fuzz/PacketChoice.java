package io.simshift.protocol.fuzz;

import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/** Keys of every cipher with every check, every framing, and an SPI that the keys can serve. */
final class PacketChoice {
    private static final int[] KEY_LENGTHS = {0, 8, 16, 24, 32};
    private static final List<PacketKeys> KEYS = keys();
    private static final List<Framing> FRAMINGS = framings();
    private static final int CIPHERED = 0x04;
    private static final int RESPONSE_CIPHERED = 0x10;

    private PacketChoice() {}

    private static List<PacketKeys> keys() {
        List<PacketKeys> all = new ArrayList<>();
        for (CipherAlgorithm cipher : CipherAlgorithm.values()) {
            for (int kic : fitting(cipher::takesKeyOf)) {
                for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
                    for (int kid : fitting(integrity::takesKeyOf)) {
                        all.add(new PacketKeys(cipher, key(kic, 0x10), integrity, key(kid, 0x80)));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<Integer> fitting(IntPredicate fits) {
        return Arrays.stream(KEY_LENGTHS).filter(fits).boxed().toList();
    }

    private static SecretBytes key(int length, int first) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + 2 * i);
        }
        return SecretBytes.copyOf(bytes);
    }

    private static List<Framing> framings() {
        List<Framing> all = new ArrayList<>();
        for (Framing.Bearer bearer : Framing.Bearer.values()) {
            for (Framing.Padding padding : Framing.Padding.values()) {
                all.add(new Framing(bearer, padding, true));
                all.add(new Framing(bearer, padding, false));
            }
        }
        return List.copyOf(all);
    }

    static PacketKeys keys(FuzzInput in) {
        return KEYS.get(in.u8() % KEYS.size());
    }

    static Framing framing(FuzzInput in) {
        return FRAMINGS.get(in.u8() % FRAMINGS.size());
    }

    /** Any SPI, with the check and the ciphering of command and response left out where the keys have none. */
    static Spi spi(FuzzInput in, PacketKeys keys) {
        int command = in.u8();
        int response = in.u8();
        int check = keys.integrity().kind().ordinal();
        boolean cipher = keys.cipher() != CipherAlgorithm.NONE;
        return new Spi(
                command & 0xF8 | ((command & 3) == 0 ? 0 : check) | (cipher ? command & CIPHERED : 0),
                response & 0xE3
                        | ((response & 0x0C) == 0 ? 0 : check << 2)
                        | (cipher ? response & RESPONSE_CIPHERED : 0));
    }

    /** {@code packet} with the bit flipped that the next two bytes choose. */
    static byte[] flipped(byte[] packet, int choice) {
        byte[] damaged = packet.clone();
        int bit = choice % (8 * packet.length);
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        return damaged;
    }
}
