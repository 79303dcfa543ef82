package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
import javacard.framework.Util;
import javacard.security.CryptoException;

/**
 * STORE SLOT under the keyset of the active slot (docs/applet/commands.md §4.7.1): new keys for the subscription in use (TR
 * 33.812 alternative 3a, step 6). The bank that is not in use is filled with files and keys as they are to be, then one
 * transaction makes it the bank in use and rewrites the slot. The old keys stay in the other bank until the PoR, which
 * they secure, is out.
 */
final class Rekey {
    private static final byte[] OBJECTS = {
        (byte) 0x80, 1, Tlv.MANDATORY, // slot index
        (byte) 0x81, 2, Tlv.MANDATORY, // algorithms
        (byte) 0x82, 32, Tlv.OPTIONAL, // K, OPc
        (byte) 0x83, Tlv.ANY, Tlv.OPTIONAL, // KIc, KID, KIK
        (byte) 0x84, 1, Tlv.OPTIONAL, // minimum security level
        (byte) 0x85, SlotList.CHECK_VALUES_SIZE, Tlv.MANDATORY, // check values
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
    private final byte oldAlgorithms;

    /** {@code oldAlgorithms}: tag 88 of the install parameters. */
    Rekey(Tlv tlv, CardLife life, SlotList slots, ProfileBanks banks, byte oldAlgorithms) {
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.oldAlgorithms = oldAlgorithms;
    }

    /** {@code scratch} has room for 12 bytes of check values. */
    void process(byte[] cmd, short off, byte[] scratch, short scratchOff) {
        if (!life.mayUseSpareBank()) {
            ISOException.throwIt(Sw.CONDITIONS_OF_USE);
        }
        tlv.parseCommand(cmd, off, OBJECTS);
        byte slot = life.active();
        if (cmd[tlv.value(SLOT)] != slot) {
            ISOException.throwIt(Sw.NOT_FOUND);
        }
        checkAlgorithms(cmd, slot);
        checkLengths(cmd);
        unwrap(cmd);
        byte spare = ProfileBanks.other(life.bank());
        life.noteSpareBank();
        fill(spare, slot, cmd, scratch, scratchOff);
        boolean asExpected =
                ConstantTime.equals(cmd, tlv.value(CHECK_VALUES), scratch, scratchOff, SlotList.CHECK_VALUES_SIZE);
        if (asExpected) {
            byte level = tlv.has(LEVEL) ? cmd[tlv.value(LEVEL)] : slots.level(slot);
            JCSystem.beginTransaction();
            slots.rewrite(
                    slot,
                    tlv.value(ALGORITHMS),
                    level,
                    cmd,
                    tlv.value(AKA_KEYS),
                    tlv.value(OTA_KEYS),
                    scratch,
                    scratchOff);
            life.adoptSpareBank();
            JCSystem.commitTransaction();
        } else {
            life.erase();
        }
        slots.forgetOpened();
        wipe(cmd);
        if (!asExpected) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    /** Tag 81 names what the OTA keys have afterwards: if none are sent, what they have now. */
    private void checkAlgorithms(byte[] cmd, byte slot) {
        short algorithms = tlv.value(ALGORITHMS);
        byte ota = cmd[(short) (algorithms + 1)];
        boolean supported = banks.keys(life.bank()).supports(ota) && InstallParameters.allows(oldAlgorithms, ota);
        if (cmd[algorithms] != slots.akaAlgorithm(slot) || !supported) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        if (!tlv.has(OTA_KEYS) && ota != slots.otaAlgorithm(slot)) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    private void checkLengths(byte[] cmd) {
        boolean right = tlv.has(AKA_KEYS) || tlv.has(OTA_KEYS);
        if (tlv.has(OTA_KEYS)) {
            right = Tlv.length(cmd, tlv.value(OTA_KEYS)) == otaKeysSize(cmd);
        }
        if (!right || tlv.has(LEVEL) && !SecurityLevel.isLevel(cmd[tlv.value(LEVEL)])) {
            ISOException.throwIt(Sw.WRONG_DATA);
        }
    }

    private short otaKeysSize(byte[] cmd) {
        byte ota = cmd[(short) (tlv.value(ALGORITHMS) + 1)];
        return banks.keys(life.bank()).wholeBlocks((short) (KeySet.KEYS * KeySet.keyLength(ota)));
    }

    private void unwrap(byte[] cmd) {
        KeySet active = banks.keys(life.bank());
        if (tlv.has(AKA_KEYS)) {
            active.unwrap(cmd, tlv.value(AKA_KEYS), AKA_KEYS_SIZE);
        }
        if (tlv.has(OTA_KEYS)) {
            active.unwrap(cmd, tlv.value(OTA_KEYS), otaKeysSize(cmd));
        }
    }

    /**
     * Fills the spare bank with files and keys as they are to be, and computes their check values. Not atomic: nothing
     * looks at it, and the card has noted that it is to be erased.
     */
    private void fill(byte spare, byte slot, byte[] cmd, byte[] out, short outOff) {
        try {
            banks.copy(spare);
            banks.loadKeys(spare, slots, slot);
            if (tlv.has(AKA_KEYS)) {
                banks.loadAkaKeys(spare, cmd, tlv.value(AKA_KEYS));
            } else {
                banks.copySqn(spare);
            }
            if (tlv.has(OTA_KEYS)) {
                byte ota = cmd[(short) (tlv.value(ALGORITHMS) + 1)];
                banks.keys(spare).load(ota, cmd, tlv.value(OTA_KEYS));
            }
            banks.writeCheckValues(spare, out, outOff);
        } catch (CryptoException e) {
            // the card has the key object but refuses the key or the cipher: it lacks the algorithm all the same
            life.erase();
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
    }

    private void wipe(byte[] cmd) {
        if (tlv.has(AKA_KEYS)) {
            Util.arrayFillNonAtomic(cmd, tlv.value(AKA_KEYS), AKA_KEYS_SIZE, (byte) 0);
        }
        if (tlv.has(OTA_KEYS)) {
            Util.arrayFillNonAtomic(cmd, tlv.value(OTA_KEYS), otaKeysSize(cmd), (byte) 0);
        }
    }
}
