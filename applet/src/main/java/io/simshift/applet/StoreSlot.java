package io.simshift.applet;

import javacard.framework.ISOException;
import javacard.framework.JCSystem;
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

    private static final byte[] OBJECTS = {
        (byte) 0x80, 1, Tlv.MANDATORY, // slot index
        (byte) 0x81, Tlv.ANY, Tlv.MANDATORY, // algorithms
        (byte) 0x82, Tlv.ANY, Tlv.OPTIONAL, // K, OPc or TOPc
        (byte) 0x83, Tlv.ANY, Tlv.OPTIONAL, // KIc, KID, KIK
        (byte) 0x84, 1, Tlv.OPTIONAL, // minimum security level
        (byte) 0x85, SlotList.CHECK_VALUES_SIZE, Tlv.OPTIONAL, // check values
        (byte) 0x86, (byte) Milenage.CONSTANTS_SIZE, Tlv.OPTIONAL, // constants of Milenage
    };
    private static final short SLOT = 0;
    private static final short ALGORITHMS = 1;
    private static final short AKA_KEYS = 2;
    private static final short OTA_KEYS = 3;
    private static final short LEVEL = 4;
    private static final short CHECK_VALUES = 5;
    private static final short CONSTANTS = 6;

    private final Tlv tlv;
    private final byte[] cmd;
    private final byte[] state;
    private final CardLife life;
    private final SlotList slots;
    private final ProfileBanks banks;
    private final KeySet manufacturer;
    private final byte oldAlgorithms;
    private final Authenticate authenticate;

    /** {@code oldAlgorithms}: tag 88 of the install parameters. */
    StoreSlot(
            Transient ram,
            Tlv tlv,
            CardLife life,
            SlotList slots,
            ProfileBanks banks,
            KeySet manufacturer,
            byte oldAlgorithms,
            Authenticate authenticate) {
        cmd = ram.message;
        state = ram.state;
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.banks = banks;
        this.manufacturer = manufacturer;
        this.oldAlgorithms = oldAlgorithms;
        this.authenticate = authenticate;
    }

    /**
     * {@code rekey}: under the active slot's keyset. Changes nothing if the check values are not those expected, or the card
     * refuses a key; throws then.
     */
    void process(boolean rekey) {
        if (rekey ? !life.mayUseSpareBank() : life.phase() != CardLife.PERSONALISATION) {
            Sw.conditions();
        }
        tlv.parse(OBJECTS);
        byte slot = tlv.first(SLOT, (byte) 0);
        checkAndUnwrap(rekey, slot);
        life.noteSpareBank();
        short reason = Sw.OK;
        try {
            if (rekey) {
                banks.loadKeys(spare(), slots, slot);
                banks.copyTo(spare());
            } else {
                banks.setAlgorithms(spare(), cmd, tlv.value(ALGORITHMS), tlv.length(ALGORITHMS));
            }
            fill();
            if (tlv.has(CHECK_VALUES)
                    && !ConstantTime.equals(
                            cmd, tlv.value(CHECK_VALUES), state, Transient.CHECK, SlotList.CHECK_VALUES_SIZE)) {
                reason = Sw.WRONG_DATA;
            }
        } catch (CryptoException e) {
            // the card has the key object but refuses the key or the cipher: it lacks the algorithm all the same
            reason = Sw.NOT_SUPPORTED;
        }
        if (reason == Sw.OK) {
            if (tlv.has(CONSTANTS)) {
                // no slot in use has them before the card is issued: a tear behind it leaves nothing that the next try
                // does not mend
                authenticate.setConstants(cmd, tlv.value(CONSTANTS));
            }
            // one transaction: the slot, and for a re-key the bank
            JCSystem.beginTransaction();
            slots.store(
                    slot,
                    tlv.value(ALGORITHMS),
                    tlv.first(LEVEL, defaultLevel(rekey, slot)),
                    tlv.value(AKA_KEYS),
                    tlv.value(OTA_KEYS));
            if (rekey) {
                life.adoptSpareBank();
            } else {
                slots.setState(slot, SlotList.FREE);
            }
            JCSystem.commitTransaction();
            slots.forgetOpened();
        }
        wipe(AKA_KEYS);
        wipe(OTA_KEYS);
        if (reason != Sw.OK || !rekey) {
            life.erase();
        }
        if (reason != Sw.OK) {
            ISOException.throwIt(reason);
        }
    }

    /** Makes every check that comes before the first write, then deciphers the keys in the command. */
    private void checkAndUnwrap(boolean rekey, byte slot) {
        if (rekey ? slot != life.active() : !slots.exists(slot)) {
            Sw.notFound();
        }
        if (tlv.length(ALGORITHMS) < 2) {
            Sw.wrongData();
        }
        byte ota = otaAlgorithm();
        byte aka = tlv.first(ALGORITHMS, (byte) 0);
        if ((rekey ? aka != slots.akaAlgorithm(slot) : !authenticate.supports(aka))
                || !banks.keys(life.bank()).supports(ota)
                || !InstallParameters.allows(oldAlgorithms, ota)) {
            ISOException.throwIt(Sw.NOT_SUPPORTED);
        }
        KeySet wrapping = rekey ? banks.keys(life.bank()) : manufacturer;
        if (!isComplete(rekey, ota == slots.otaAlgorithm(slot))
                || !akaFits(rekey, aka)
                || tlv.has(CONSTANTS)
                        && (rekey
                                || aka != ProfileBanks.OWN_MILENAGE
                                || !Milenage.areConstants(cmd, tlv.value(CONSTANTS)))
                || tlv.has(OTA_KEYS)
                        && tlv.length(OTA_KEYS) != wrapping.wholeBlocks((short) (KeySet.KEYS * KeySet.keyLength(ota)))
                || !SecurityLevel.isLevel(tlv.first(LEVEL, SecurityLevel.DEFAULT))) {
            Sw.wrongData();
        }
        for (short row = AKA_KEYS; row <= OTA_KEYS; row++) {
            if (tlv.has(row)) {
                wrapping.unwrap(cmd, tlv.value(row), tlv.length(row));
            }
        }
    }

    /**
     * Whether algorithms and AKA keys are as long as the algorithm says; those of a re-key as before. Notes a K of 32 bytes in
     * the lengths of TUAK.
     */
    private boolean akaFits(boolean rekey, byte aka) {
        short keys = tlv.has(AKA_KEYS) ? tlv.length(AKA_KEYS) : 0;
        if (!Features.TUAK || rekey || aka != ProfileBanks.TUAK) {
            short expected = rekey ? banks.akaKeysSize(life.bank()) : 2 * Ciphers.AES_BLOCK;
            return tlv.length(ALGORITHMS) == 2 && (!tlv.has(AKA_KEYS) || keys == expected);
        }
        short lengths = (short) (tlv.value(ALGORITHMS) + 2);
        if (tlv.length(ALGORITHMS) != SlotList.ALGORITHMS_SIZE
                || !Tuak.isChoice(cmd[lengths])
                || cmd[(short) (lengths + 1)] == 0) {
            return false;
        }
        if (keys == 64) {
            cmd[lengths] |= Tuak.KEY_256;
        }
        return keys == 48 || keys == 64;
    }

    private byte otaAlgorithm() {
        return cmd[(short) (tlv.value(ALGORITHMS) + 1)];
    }

    private byte defaultLevel(boolean rekey, byte slot) {
        return rekey ? slots.level(slot) : SecurityLevel.DEFAULT;
    }

    /** A re-key has check values, and may leave keys out; tag 81 then names the algorithm that they have. */
    private boolean isComplete(boolean rekey, boolean sameAlgorithm) {
        return rekey
                ? tlv.has(CHECK_VALUES) && (tlv.has(OTA_KEYS) || tlv.has(AKA_KEYS) && sameAlgorithm)
                : tlv.has(AKA_KEYS) && tlv.has(OTA_KEYS);
    }

    private byte spare() {
        return ProfileBanks.other(life.bank());
    }

    /**
     * Puts the keys of the command into the bank that is not in use, and leaves the check values of all its keys in scratch
     * memory. Not atomic: nothing looks at the bank, and the card has noted that it is to be erased.
     */
    private void fill() {
        byte spare = spare();
        if (tlv.has(AKA_KEYS)) {
            banks.loadAkaKeys(spare, cmd, tlv.value(AKA_KEYS));
        }
        if (tlv.has(OTA_KEYS)) {
            banks.keys(spare).load(otaAlgorithm(), cmd, tlv.value(OTA_KEYS));
        }
        banks.writeCheckValues(spare, state, Transient.CHECK);
    }

    /** Forgets the keys of an object, which are in clear now. */
    private void wipe(short row) {
        if (tlv.has(row)) {
            Transient.wipe(cmd, tlv.value(row), tlv.length(row));
        }
    }
}
