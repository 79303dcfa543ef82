package io.simshift.protocol.packet;

import java.util.Arrays;

/**
 * What a server asks of a card (TS 102 225 5.1), before it is secured and after it has been opened.
 *
 * @param spi how it is secured and how the answer is to be
 * @param kic keyset and algorithm of the ciphering
 * @param kid keyset and algorithm of the check
 * @param tar the application that it is for
 * @param counter its replay counter
 * @param data secured data without padding
 */
public record CommandPacket(Spi spi, KeyIdentifier kic, KeyIdentifier kid, Tar tar, Counter counter, byte[] data) {
    public CommandPacket {
        data = data.clone();
    }

    /** A packet whose KIc and KID name {@code keyset} and the algorithms of {@code keys}. */
    public static CommandPacket of(Spi spi, int keyset, PacketKeys keys, Tar tar, Counter counter, byte[] data) {
        return new CommandPacket(spi, keys.kicIdentifier(keyset), keys.kidIdentifier(keyset), tar, counter, data);
    }

    @Override
    public byte[] data() {
        return data.clone();
    }

    /** For this package alone, which reads it and lets go of it. */
    byte[] uncopiedData() {
        return data;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CommandPacket that
                && spi.equals(that.spi)
                && kic.equals(that.kic)
                && kid.equals(that.kid)
                && tar.equals(that.tar)
                && counter.equals(that.counter)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * tar.hashCode() + counter.hashCode()) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "CommandPacket[SPI " + spi + ", KIc " + kic + ", KID " + kid + ", TAR " + tar + ", CNTR " + counter
                + ", " + data.length + " bytes]";
    }
}
