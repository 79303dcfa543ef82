package io.simshift.applet;

import javacard.framework.Util;

/** What a bank holds before file updates: first contents at install, a clean copy for a new network (commands.md §4.9). */
final class CleanCopy {
    /** The first of a key set identifier and keys: no key is there. */
    private static final byte NO_KEY = 0x07;
    /** The last of a location: no network knows of it (TS 31.102 §4.2.17, §4.2.23, §4.2.91, §4.4.11.2). */
    private static final byte NOT_UPDATED = 0x01;

    /** Offset, number of bytes, and what they are filled with; later rows over earlier ones. */
    private static final short[] CLEAN = {
        Profile.SPN,
        1,
        0x00,
        Profile.SPN + 1,
        16,
        0xFF,
        Profile.KEYS,
        Profile.START_HFN - Profile.KEYS,
        0xFF,
        Profile.KEYS,
        1,
        NO_KEY,
        Profile.KEYSPS,
        1,
        NO_KEY,
        Profile.KCGPRS - 1,
        1,
        NO_KEY,
        Profile.EPSNSC - 1,
        1,
        NO_KEY,
        Profile.START_HFN,
        Profile.LOCI - Profile.START_HFN,
        0x00, // EF.START-HFN and EF.ACM
        Profile.START_HFN,
        1,
        0xF0,
        Profile.START_HFN + 3,
        1,
        0xF0,
        Profile.LOCI,
        Profile.HPLMNWACT + Profile.PLMN_SIZE - Profile.LOCI,
        0xFF,
        // no area behind the PLMN, and the status
        Profile.PLMN_IN_LOCI + Profile.PLMN_SIZE,
        2,
        0x00,
        Profile.PSLOCI - 1,
        1,
        NOT_UPDATED,
        Profile.PLMN_IN_PSLOCI + Profile.PLMN_SIZE,
        2,
        0x00,
        Profile.EPSLOCI - 1,
        1,
        NOT_UPDATED,
        Profile.PLMN_IN_EPSLOCI + Profile.PLMN_SIZE,
        2,
        0x00,
        Profile.LOCI_5G - 1,
        1,
        NOT_UPDATED,
        Profile.PLMN_IN_LOCI_5G + Profile.PLMN_SIZE,
        3,
        0x00,
        Profile.HPLMNWACT - 1,
        1,
        NOT_UPDATED,
        // the access technologies of the first entry of EF.HPLMNwAcT stay
        Profile.HPLMNWACT + Profile.PLMN_WITH_ACT_SIZE,
        Profile.SIZE - Profile.HPLMNWACT - Profile.PLMN_WITH_ACT_SIZE,
        0xFF,
    };

    /**
     * Services 12 SMSP, 19 SPN, 20 PLMNwAcT, 21 MSISDN, 28 SMS-PP download, 33, 34 EST, 38 GSM security context, 42
     * OPLMNwAcT, 43 HPLMNwAcT, 71 EHPLMN, 85 EPS mobility management (TS 31.102 §4.2.8).
     */
    private static final byte[] UST = {0x00, 0x08, 0x1C, 0x08, 0x23, 0x06, 0x00, 0x00, 0x40, 0x00, 0x10};
    /** Emergency number 112 in the first record. */
    private static final byte[] ECC = {0x11, (byte) 0xF2, (byte) 0xFF, 0x00};

    private static final byte[] AD = {0x00, 0x00, 0x00, 0x02};
    private static final byte SEARCH_PERIOD_30_MINUTES = 0x05;

    private CleanCopy() {}

    /** Contents at install: FF where the issuer has to write. */
    static void personalise(byte[] files) {
        Util.arrayFillNonAtomic(files, (short) 0, Profile.SIZE, (byte) 0xFF);
        Transient.append(AD, files, Profile.AD);
        Transient.wipe(files, Profile.ACC, (short) 2);
        Transient.wipe(files, Profile.UST, (short) 17);
        Transient.append(UST, files, Profile.UST);
        files[Profile.EST] = 0;
        files[Profile.HPPLMN] = SEARCH_PERIOD_30_MINUTES;
        Transient.append(ECC, files, Profile.ECC);
        clean(files);
    }

    /** Copies the bank in use to the other one and cleans it; what follows from the IMSI comes later. Not atomic. */
    static void copy(byte[] inUse, byte[] staged) {
        Transient.copy(inUse, (short) 0, staged, (short) 0, Profile.SIZE);
        clean(staged);
    }

    private static void clean(byte[] files) {
        for (short i = 0; i < (short) CLEAN.length; i += 3) {
            short length = CLEAN[(short) (i + 1)];
            Util.arrayFillNonAtomic(files, CLEAN[i], length, (byte) CLEAN[(short) (i + 2)]);
        }
    }

    /** The files that have a PLMN, in the order of {@link FileUpdates}: where it is. */
    private static final short[] PLMNS = {
        Profile.PLMN_IN_LOCI,
        Profile.PLMN_IN_PSLOCI,
        Profile.PLMN_IN_EPSLOCI,
        Profile.PLMN_IN_LOCI_5G,
        Profile.HPLMNWACT,
    };

    /** Writes the IMSI and what follows from it, except for the files in {@code except}. */
    static void applyImsi(byte[] files, byte[] imsi, short imsiOff, byte except) {
        Transient.copy(imsi, imsiOff, files, Profile.IMSI, Profile.IMSI_SIZE);
        // no PLMN where the operator has no EF.HPLMNwAcT
        if (Util.getShort(files, (short) (Profile.HPLMNWACT + Profile.PLMN_SIZE)) == (short) 0xFFFF) {
            except |= FileUpdates.HPLMNWACT;
        }
        byte file = FileUpdates.LOCI;
        for (short i = 0; i < (short) PLMNS.length; i++) {
            if ((except & file) == 0) {
                writePlmn(files, PLMNS[i]);
            }
            file <<= 1;
        }
        if ((except & FileUpdates.ACC) == 0) {
            writeAccessClass(files);
        }
    }

    /** MCC and MNC of the bank's EF.IMSI with the MNC length of its EF.AD, in the coding of TS 24.008 §10.5.1.13. */
    private static void writePlmn(byte[] files, short off) {
        byte first = files[(short) (Profile.IMSI + 1)];
        byte second = files[(short) (Profile.IMSI + 2)];
        byte third = files[(short) (Profile.IMSI + 3)];
        byte fourth = files[(short) (Profile.IMSI + 4)];
        boolean threeDigits = (files[Profile.MNC_LENGTH_IN_AD] & 0x0F) == 3;
        byte mnc3 = threeDigits ? low(fourth) : 0x0F;
        files[off] = pair(low(second), high(first));
        files[(short) (off + 1)] = pair(mnc3, high(second));
        files[(short) (off + 2)] = pair(high(third), low(third));
    }

    /** EF.ACC: the class is the last digit of the IMSI (TS 31.102 §4.2.15, TS 22.011 §4.2). */
    private static void writeAccessClass(byte[] files) {
        byte last = files[(short) (Profile.IMSI + files[Profile.IMSI])];
        byte digit = high(last) == 0x0F ? low(last) : high(last);
        Util.setShort(files, Profile.ACC, (short) (1 << digit));
    }

    private static byte high(byte b) {
        return (byte) ((short) (b >> 4) & 0x0F);
    }

    private static byte low(byte b) {
        return (byte) (b & 0x0F);
    }

    private static byte pair(byte high, byte low) {
        return (byte) ((short) (high << 4) | low);
    }

    /**
     * Whether 9 bytes are an EF.IMSI (TS 31.102 §4.2.2) of 6 to 15 decimal digits: length, parity and filler agree.
     */
    static boolean isImsi(byte[] buf, short off) {
        short length = buf[off];
        byte first = buf[(short) (off + 1)];
        if (length < 4 || length > 8 || (first & 0x07) != 1 || high(first) > 9) {
            return false;
        }
        boolean odd = (first & 0x08) != 0;
        for (short i = 2; i <= length; i++) {
            byte b = buf[(short) (off + i)];
            boolean filler = i == length && !odd;
            if (low(b) > 9 || (filler ? high(b) != 0x0F : high(b) > 9)) {
                return false;
            }
        }
        for (short i = (short) (length + 1); i < Profile.IMSI_SIZE; i++) {
            if (buf[(short) (off + i)] != (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }
}
