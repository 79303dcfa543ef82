package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;

/** STORE SLOT and FINALISE (docs/applet/commands.md §4.7, §4.8): what the manufacturer does before issue. */
final class Personalisation {
    static final byte STORE_SLOT = 0x40;
    static final byte FINALISE = 0x41;
    private static final byte MILENAGE = 0x01;
    static final byte FIRST_SLOT = 1;

    private static final byte[] STORE_OBJECTS = {
        (byte) 0x80, 1, Tlv.MANDATORY, // slot index
        (byte) 0x81, 2, Tlv.MANDATORY, // algorithms
        (byte) 0x82, 32, Tlv.MANDATORY, // K, OPc
        (byte) 0x83, 48, Tlv.MANDATORY, // KIc, KID, KIK
    };
    private static final short SLOT = 0;
    private static final short ALGORITHMS = 1;
    private static final short AKA_KEYS = 2;
    private static final short AKA_KEYS_SIZE = 32;
    private static final short OTA_KEYS = 3;
    private static final short OTA_KEYS_SIZE = 48;

    private final Tlv tlv;
    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final FileSystem files;
    private final KeySet manufacturer;
    private final TripleDes des;

    Personalisation(
            Tlv tlv,
            CardLife life,
            SlotList slots,
            ProfileBanks banks,
            FileSystem files,
            KeySet manufacturer,
            TripleDes des) {
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.files = files;
        this.manufacturer = manufacturer;
        this.des = des;
    }

    /** {@code scratch} has room for the 80 bytes of secrets and the 12 of check values. */
    void storeSlot(byte keyset, byte[] cmd, short off, byte[] scratch, short scratchOff) {
        checkAllowed(keyset);
        tlv.parseCommand(cmd, off, STORE_OBJECTS);
        byte slot = cmd[tlv.value(SLOT)];
        short algorithms = tlv.value(ALGORITHMS);
        byte ota = cmd[(short) (algorithms + 1)];
        if (!slots.exists(slot)) {
            ISOException.throwIt(Sw.NOT_FOUND);
        }
        if (cmd[algorithms] != MILENAGE || ota != KeySet.AES && !(ota == KeySet.TRIPLE_DES && des.available())) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        short aka = tlv.value(AKA_KEYS);
        short otaKeys = tlv.value(OTA_KEYS);
        manufacturer.unwrap(cmd, aka, AKA_KEYS_SIZE);
        manufacturer.unwrap(cmd, otaKeys, OTA_KEYS_SIZE);
        short middle = Util.arrayCopyNonAtomic(cmd, aka, scratch, scratchOff, AKA_KEYS_SIZE);
        short checkValues = Util.arrayCopyNonAtomic(cmd, otaKeys, scratch, middle, OTA_KEYS_SIZE);
        Util.arrayFillNonAtomic(cmd, aka, AKA_KEYS_SIZE, (byte) 0);
        Util.arrayFillNonAtomic(cmd, otaKeys, OTA_KEYS_SIZE, (byte) 0);
        // the bank that nobody looks at computes the check values; it is emptied again, at the latest by FINALISE
        byte spare = ProfileBanks.other(life.bank());
        banks.loadKeys(spare, ota, scratch, scratchOff);
        banks.writeCheckValues(spare, scratch, checkValues);
        banks.clear(spare);
        slots.store(slot, cmd, algorithms, scratch, checkValues, scratchOff);
        Util.arrayFillNonAtomic(scratch, scratchOff, SlotList.SECRETS_SIZE, (byte) 0);
    }

    void finalise(byte keyset, byte[] cmd, short off, byte[] scratch, short scratchOff) {
        checkAllowed(keyset);
        if (FileCommands.p3(cmd, off) != 0) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
        boolean hasImsi = CleanCopy.isImsi(banks.files(life.bank()), Profile.IMSI);
        if (!slots.isFree(FIRST_SLOT) || !files.hasIccid() || !hasImsi) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        // before the card is issued nothing uses the keys of the bank in use, so they may be loaded step by step
        slots.open(FIRST_SLOT, scratch, scratchOff);
        banks.loadKeys(life.bank(), slots.otaAlgorithm(FIRST_SLOT), scratch, scratchOff);
        Util.arrayFillNonAtomic(scratch, scratchOff, SlotList.SECRETS_SIZE, (byte) 0);
        life.issue();
    }

    private void checkAllowed(byte keyset) {
        if (keyset != Keyring.MANUFACTURER || life.phase() != CardLife.PERSONALISATION) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
    }
}
