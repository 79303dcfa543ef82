package io.simshift.applet;

/** Which keysets exist right now (docs/applet/commands.md §3), and the counter of each. */
final class Keyring {
    static final byte NONE = 0;
    static final byte ACTIVE = 0x10;
    static final byte MANUFACTURER = (byte) 0xF0;
    private static final byte IMPLICIT = 0x00;

    private final CardLife life;
    private final ProfileBanks banks;
    private final SlotList slots;
    private final KeySet manufacturer;
    private final byte[] manufacturerCounter = new byte[Counter.SIZE];

    Keyring(CardLife life, ProfileBanks banks, SlotList slots, KeySet manufacturer) {
        this.life = life;
        this.banks = banks;
        this.slots = slots;
        this.manufacturer = manufacturer;
    }

    /** The keyset that both KIc and KID name, with an algorithm that is the set's; {@link #NONE} otherwise. */
    byte find(byte kic, byte kid) {
        byte name = (byte) (kic & 0xF0);
        boolean issued = life.phase() != CardLife.PERSONALISATION;
        if (name != (byte) (kid & 0xF0) || name != (issued ? ACTIVE : MANUFACTURER)) {
            return NONE;
        }
        byte algorithm = keys(name).algorithm();
        if (algorithm == KeySet.NONE
                || !fits((byte) (kic & 0x0F), algorithm)
                || !fits((byte) (kid & 0x0F), algorithm)) {
            return NONE;
        }
        return name;
    }

    private static boolean fits(byte coded, byte algorithm) {
        return coded == IMPLICIT || coded == KeySet.family(algorithm);
    }

    KeySet keys(byte name) {
        return name == MANUFACTURER ? manufacturer : banks.keys(life.bank());
    }

    byte[] counters(byte name) {
        return name == MANUFACTURER ? manufacturerCounter : slots.counters();
    }

    short counterOffset(byte name) {
        return name == MANUFACTURER ? 0 : slots.counterOffset(life.active());
    }
}
