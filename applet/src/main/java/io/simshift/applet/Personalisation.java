package io.simshift.applet;

/** FINALISE (docs/applet/commands.md §4.8): the card is issued. */
final class Personalisation {
    static final byte FINALISE = 0x41;
    static final byte FIRST_SLOT = 1;

    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final FileSystem files;

    Personalisation(CardLife life, SlotList slots, ProfileBanks banks, FileSystem files) {
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.files = files;
    }

    void finalise(byte keyset, byte[] cmd) {
        if (keyset != Keyring.MANUFACTURER || life.phase() != CardLife.PERSONALISATION) {
            Sw.conditions();
        }
        if (FileCommands.p3(cmd) != 0) {
            Sw.wrongLength();
        }
        boolean hasImsi = CleanCopy.isImsi(life.files(), Profile.IMSI);
        if (!slots.isFree(FIRST_SLOT) || !files.hasIccid() || !hasImsi) {
            Sw.conditions();
        }
        // before the card is issued nothing uses the keys of the bank in use, so they may be loaded step by step
        banks.loadKeys(life.bank(), slots, FIRST_SLOT);
        life.issue();
    }
}
