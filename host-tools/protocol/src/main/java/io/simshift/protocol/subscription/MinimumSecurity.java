package io.simshift.protocol.subscription;

import io.simshift.protocol.packet.Spi;

/**
 * The least that the first byte of SPI has to ask for (ETSI TS 102 225 5.1.1): kind of check, ciphering, counter mode.
 *
 * @param spi1 the byte, without reserved bits; a digital signature is none that a card knows
 */
public record MinimumSecurity(int spi1) {
    /** CC, ciphering, counter higher: what holds where nothing else is said. */
    public static final MinimumSecurity DEFAULT = new MinimumSecurity(0x16);

    private static final int RESERVED = ~0x1F;

    public MinimumSecurity {
        if ((spi1 & RESERVED) != 0 || (spi1 & 3) == Spi.Check.DS.ordinal()) {
            throw new IllegalArgumentException(
                    String.format("minimum security %02X has bits that stand for nothing", spi1));
        }
    }

    /** Whether a packet with this SPI is secured well enough; both counter modes that compare count alike. */
    public boolean isMetBy(Spi spi) {
        Spi least = new Spi(spi1, 0);
        return spi.check().ordinal() >= least.check().ordinal()
                && (spi.ciphered() || !least.ciphered())
                && rank(spi.counterMode()) >= rank(least.counterMode());
    }

    private static int rank(Spi.CounterMode mode) {
        return Math.min(mode.ordinal(), Spi.CounterMode.HIGHER.ordinal());
    }

    static MinimumSecurity decode(TagSet tags, int tag) {
        return tags.make(tag, 1, value -> new MinimumSecurity(value[0] & 0xFF));
    }
}
