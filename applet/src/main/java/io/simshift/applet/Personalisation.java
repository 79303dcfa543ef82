package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.Util;
import javacard.security.CryptoException;

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
        (byte) 0x83, Tlv.ANY, Tlv.MANDATORY, // KIc, KID, KIK
        (byte) 0x84, 1, Tlv.OPTIONAL, // minimum security level
        (byte) 0x85, SlotList.CHECK_VALUES_SIZE, Tlv.OPTIONAL, // check values
    };
    private static final short SLOT = 0;
    private static final short ALGORITHMS = 1;
    private static final short AKA_KEYS = 2;
    private static final short AKA_KEYS_SIZE = 32;
    private static final short OTA_KEYS = 3;
    private static final short LEVEL = 4;
    private static final short CHECK_VALUES = 5;

    private final Tlv tlv;
    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final FileSystem files;
    private final KeySet manufacturer;
    private final byte oldAlgorithms;

    /** {@code oldAlgorithms}: tag 88 of the install parameters. */
    Personalisation(
            Tlv tlv,
            CardLife life,
            SlotList slots,
            ProfileBanks banks,
            FileSystem files,
            KeySet manufacturer,
            byte oldAlgorithms) {
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.files = files;
        this.manufacturer = manufacturer;
        this.oldAlgorithms = oldAlgorithms;
    }

    /** {@code scratch} has room for 12 bytes of check values. */
    void storeSlot(byte keyset, byte[] cmd, short off, byte[] scratch, short scratchOff) {
        checkAllowed(keyset);
        tlv.parseCommand(cmd, off, STORE_OBJECTS);
        byte slot = cmd[tlv.value(SLOT)];
        short algorithms = tlv.value(ALGORITHMS);
        byte ota = cmd[(short) (algorithms + 1)];
        if (!slots.exists(slot)) {
            ISOException.throwIt(Sw.NOT_FOUND);
        }
        if (cmd[algorithms] != MILENAGE || !isAllowed(ota)) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        short otaKeys = tlv.value(OTA_KEYS);
        short otaKeysSize = manufacturer.wholeBlocks((short) (KeySet.KEYS * KeySet.keyLength(ota)));
        byte level = tlv.has(LEVEL) ? cmd[tlv.value(LEVEL)] : SecurityLevel.DEFAULT;
        if (Tlv.length(cmd, otaKeys) != otaKeysSize || !SecurityLevel.isLevel(level)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        short aka = tlv.value(AKA_KEYS);
        manufacturer.unwrap(cmd, aka, AKA_KEYS_SIZE);
        manufacturer.unwrap(cmd, otaKeys, otaKeysSize);
        writeCheckValues(ota, cmd, aka, otaKeys, scratch, scratchOff);
        boolean asExpected = !tlv.has(CHECK_VALUES)
                || Util.arrayCompare(cmd, tlv.value(CHECK_VALUES), scratch, scratchOff, SlotList.CHECK_VALUES_SIZE)
                        == 0;
        if (asExpected) {
            slots.store(slot, algorithms, level, cmd, aka, otaKeys, scratch, scratchOff);
        }
        Util.arrayFillNonAtomic(cmd, aka, AKA_KEYS_SIZE, (byte) 0);
        Util.arrayFillNonAtomic(cmd, otaKeys, otaKeysSize, (byte) 0);
        if (!asExpected) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    private boolean isAllowed(byte ota) {
        return banks.keys(ProfileBanks.other(life.bank())).supports(ota)
                && InstallParameters.allows(oldAlgorithms, ota);
    }

    /** The bank that nobody looks at computes the check values; it is emptied again, at the latest by FINALISE. */
    private void writeCheckValues(byte ota, byte[] cmd, short aka, short otaKeys, byte[] out, short outOff) {
        byte spare = ProfileBanks.other(life.bank());
        try {
            banks.loadKeys(spare, ota, cmd, aka, otaKeys);
            banks.writeCheckValues(spare, out, outOff);
        } catch (CryptoException e) {
            // the card has the key object but refuses the key or the cipher: it lacks the algorithm all the same
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        } finally {
            banks.clear(spare);
        }
    }

    void finalise(byte keyset, byte[] cmd, short off) {
        checkAllowed(keyset);
        if (FileCommands.p3(cmd, off) != 0) {
            ISOException.throwIt(Sw.WRONG_LENGTH);
        }
        boolean hasImsi = CleanCopy.isImsi(banks.files(life.bank()), Profile.IMSI);
        if (!slots.isFree(FIRST_SLOT) || !files.hasIccid() || !hasImsi) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        // before the card is issued nothing uses the keys of the bank in use, so they may be loaded step by step
        banks.loadKeys(life.bank(), slots, FIRST_SLOT);
        life.issue();
    }

    private void checkAllowed(byte keyset) {
        if (keyset != Keyring.MANUFACTURER || life.phase() != CardLife.PERSONALISATION) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
    }
}
