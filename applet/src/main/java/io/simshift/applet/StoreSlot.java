package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.CryptoException;

/**
 * STORE SLOT (docs/applet/commands.md §4.7): the manufacturer's, before issue, into any slot; and the re-key of the active
 * slot under its own keyset (§4.7.1; TR 33.812 alternative 3a, step 6).
 *
 * <p>The keys are put into the bank that is not in use, which computes their check values. A re-key makes that bank, with
 * a copy of the files, the one in use, in the same transaction that rewrites the slot. The old keys stay in the other bank
 * until the PoR, which they secure, is out.
 */
final class StoreSlot {
    static final byte STORE_SLOT = 0x40;
    private static final byte MILENAGE = 0x01;

    private static final byte[] OBJECTS = {
        (byte) 0x80, 1, Tlv.MANDATORY, // slot index
        (byte) 0x81, 2, Tlv.MANDATORY, // algorithms
        (byte) 0x82, 32, Tlv.OPTIONAL, // K, OPc
        (byte) 0x83, Tlv.ANY, Tlv.OPTIONAL, // KIc, KID, KIK
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
    private final KeySet manufacturer;
    private final byte oldAlgorithms;

    /** {@code oldAlgorithms}: tag 88 of the install parameters. */
    StoreSlot(Tlv tlv, CardLife life, SlotList slots, ProfileBanks banks, KeySet manufacturer, byte oldAlgorithms) {
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.manufacturer = manufacturer;
        this.oldAlgorithms = oldAlgorithms;
    }

    /** {@code scratch} has room for 12 bytes of check values. */
    void process(byte keyset, byte[] cmd, short off, byte[] scratch, short scratchOff) {
        boolean rekey = keyset == Keyring.ACTIVE;
        if (rekey ? !life.mayUseSpareBank() : life.phase() != CardLife.PERSONALISATION) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        tlv.parseCommand(cmd, off, OBJECTS);
        byte slot = cmd[tlv.value(SLOT)];
        short algorithms = tlv.value(ALGORITHMS);
        byte ota = cmd[(short) (algorithms + 1)];
        if (rekey ? slot != life.active() : !slots.exists(slot)) {
            ISOException.throwIt(Sw.NOT_FOUND);
        }
        if (cmd[algorithms] != MILENAGE || !isAllowed(ota)) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        KeySet wrapping = rekey ? banks.keys(life.bank()) : manufacturer;
        short otaKeysSize = wrapping.wholeBlocks((short) (KeySet.KEYS * KeySet.keyLength(ota)));
        byte level = tlv.has(LEVEL) ? cmd[tlv.value(LEVEL)] : rekey ? slots.level(slot) : SecurityLevel.DEFAULT;
        if (!isComplete(rekey, ota, slot)
                || tlv.has(OTA_KEYS) && Tlv.length(cmd, tlv.value(OTA_KEYS)) != otaKeysSize
                || !SecurityLevel.isLevel(level)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
        if (tlv.has(AKA_KEYS)) {
            wrapping.unwrap(cmd, tlv.value(AKA_KEYS), AKA_KEYS_SIZE);
        }
        if (tlv.has(OTA_KEYS)) {
            wrapping.unwrap(cmd, tlv.value(OTA_KEYS), otaKeysSize);
        }
        store(rekey, slot, level, cmd, scratch, scratchOff);
    }

    private boolean isAllowed(byte ota) {
        return banks.keys(life.bank()).supports(ota) && InstallParameters.allows(oldAlgorithms, ota);
    }

    /** A re-key has check values, and may leave keys out; tag 81 then names the algorithm that they have. */
    private boolean isComplete(boolean rekey, byte ota, byte slot) {
        if (!rekey) {
            return tlv.has(AKA_KEYS) && tlv.has(OTA_KEYS);
        }
        return tlv.has(CHECK_VALUES) && (tlv.has(OTA_KEYS) || tlv.has(AKA_KEYS) && ota == slots.otaAlgorithm(slot));
    }

    /** Changes nothing if the check values are not those expected, or the card refuses a key; throws then. */
    private void store(boolean rekey, byte slot, byte level, byte[] cmd, byte[] checks, short checksOff) {
        byte spare = ProfileBanks.other(life.bank());
        short aka = tlv.value(AKA_KEYS);
        short ota = tlv.value(OTA_KEYS);
        short algorithms = tlv.value(ALGORITHMS);
        short reason = Sw.OK;
        life.noteSpareBank();
        try {
            fill(rekey, slot, cmd);
            banks.writeCheckValues(spare, checks, checksOff);
            if (tlv.has(CHECK_VALUES)
                    && !ConstantTime.equals(
                            cmd, tlv.value(CHECK_VALUES), checks, checksOff, SlotList.CHECK_VALUES_SIZE)) {
                reason = Sw.WRONG_DATA;
            }
        } catch (CryptoException e) {
            // the card has the key object but refuses the key or the cipher: it lacks the algorithm all the same
            reason = Sw.NOT_SUPPORTED;
        }
        if (reason == Sw.OK) {
            JCSystem.beginTransaction();
            slots.store(slot, algorithms, level, cmd, aka, ota, checks, checksOff);
            if (rekey) {
                life.adoptSpareBank();
            } else {
                slots.setState(slot, SlotList.FREE);
            }
            JCSystem.commitTransaction();
            slots.forgetOpened();
        }
        wipe(cmd, aka);
        wipe(cmd, ota);
        if (reason != Sw.OK || !rekey) {
            life.erase();
        }
        if (reason != Sw.OK) {
            ISOException.throwIt(reason);
        }
    }

    /**
     * Fills the bank that is not in use with keys, for a re-key also with files and SQN array, as they are to be. Not
     * atomic: nothing looks at it, and the card has noted that it is to be erased.
     */
    private void fill(boolean rekey, byte slot, byte[] cmd) {
        byte spare = ProfileBanks.other(life.bank());
        if (rekey) {
            banks.loadKeys(spare, slots, slot);
            banks.copyTo(spare);
        }
        if (tlv.has(AKA_KEYS)) {
            banks.loadAkaKeys(spare, cmd, tlv.value(AKA_KEYS));
        }
        if (tlv.has(OTA_KEYS)) {
            banks.keys(spare).load(cmd[(short) (tlv.value(ALGORITHMS) + 1)], cmd, tlv.value(OTA_KEYS));
        }
    }

    /** Forgets the keys of an object, which are in clear now. */
    private static void wipe(byte[] cmd, short keys) {
        if (keys != 0) {
            Util.arrayFillNonAtomic(cmd, keys, Tlv.length(cmd, keys), (byte) 0);
        }
    }
}
