package io.simshift.applet;

import javacard.framework.Util;

/** What a bank holds before file updates: first contents at install, a clean copy for a new network (commands.md §4.9). */
final class CleanCopy {
    private static final byte[] START_HFN = {(byte) 0xF0, 0, 0, (byte) 0xF0, 0, 0};
    /**
     * Services 12 SMSP, 19 SPN, 20 PLMNwAcT, 21 MSISDN, 28 SMS-PP download, 33, 34 EST, 38 GSM security context, 42
     * OPLMNwAcT, 43 HPLMNwAcT, 71 EHPLMN, 85 EPS mobility management (TS 31.102 §4.2.8).
     */
    private static final byte[] UST = {0x00, 0x08, 0x1C, 0x08, 0x23, 0x06, 0x00, 0x00, 0x40, 0x00, 0x10};
    /** Emergency number 112 in the first record. */
    private static final byte[] ECC = {0x11, (byte) 0xF2, (byte) 0xFF, 0x00};

    private static final byte[] AD = {0x00, 0x00, 0x00, 0x02};
    private static final byte SEARCH_PERIOD_30_MINUTES = 0x05;
    private static final byte NO_KEY = 0x07;
    private static final byte NOT_UPDATED = 0x01;

    private CleanCopy() {}

    /** Contents at install: FF where the issuer has to write. */
    static void personalise(byte[] files) {
        Util.arrayFillNonAtomic(files, (short) 0, Profile.SIZE, (byte) 0xFF);
        Util.arrayCopyNonAtomic(AD, (short) 0, files, Profile.AD, (short) AD.length);
        Util.arrayFillNonAtomic(files, Profile.ACC, (short) 2, (byte) 0);
        Util.arrayFillNonAtomic(files, Profile.UST, (short) 17, (byte) 0);
        Util.arrayCopyNonAtomic(UST, (short) 0, files, Profile.UST, (short) UST.length);
        files[Profile.EST] = 0;
        files[Profile.HPPLMN] = SEARCH_PERIOD_30_MINUTES;
        Util.arrayCopyNonAtomic(ECC, (short) 0, files, Profile.ECC, (short) ECC.length);
        clean(files);
    }

    /** Copies the bank in use to the other one and cleans it; what follows from the IMSI comes later. Not atomic. */
    static void copy(byte[] inUse, byte[] staged) {
        Util.arrayCopyNonAtomic(inUse, (short) 0, staged, (short) 0, Profile.SIZE);
        clean(staged);
    }

    private static void clean(byte[] files) {
        files[Profile.SPN] = 0;
        Util.arrayFillNonAtomic(files, (short) (Profile.SPN + 1), (short) 16, (byte) 0xFF);
        Util.arrayFillNonAtomic(files, Profile.KEYS, (short) (Profile.START_HFN - Profile.KEYS), (byte) 0xFF);
        files[Profile.KEYS] = NO_KEY;
        files[Profile.KEYSPS] = NO_KEY;
        files[(short) (Profile.KCGPRS - 1)] = NO_KEY;
        files[(short) (Profile.EPSNSC - 1)] = NO_KEY;
        Util.arrayFillNonAtomic(files, Profile.ACM, (short) (Profile.LOCI - Profile.ACM), (byte) 0);
        Util.arrayCopyNonAtomic(START_HFN, (short) 0, files, Profile.START_HFN, (short) START_HFN.length);
        cleanLocations(files);
        Util.arrayFillNonAtomic(files, Profile.HPLMNWACT, Profile.PLMN_SIZE, (byte) 0xFF);
        Util.arrayFillNonAtomic(
                files,
                (short) (Profile.HPLMNWACT + Profile.PLMN_WITH_ACT_SIZE),
                (short) (Profile.HPLMNWACT_SIZE - Profile.PLMN_WITH_ACT_SIZE),
                (byte) 0xFF);
        Util.arrayFillNonAtomic(files, Profile.PLMNWACT, (short) (Profile.SIZE - Profile.PLMNWACT), (byte) 0xFF);
    }

    /** No temporary identity, no area, "not updated" (TS 31.102 §4.2.17, §4.2.23, §4.2.91, §4.4.11.2). */
    private static void cleanLocations(byte[] files) {
        Util.arrayFillNonAtomic(files, Profile.LOCI, (short) (Profile.HPLMNWACT - Profile.LOCI), (byte) 0xFF);
        Util.setShort(files, (short) (Profile.PLMN_IN_LOCI + Profile.PLMN_SIZE), (short) 0);
        files[(short) (Profile.PSLOCI - 1)] = NOT_UPDATED;
        Util.setShort(files, (short) (Profile.PLMN_IN_PSLOCI + Profile.PLMN_SIZE), (short) 0);
        files[(short) (Profile.EPSLOCI - 1)] = NOT_UPDATED;
        Util.setShort(files, (short) (Profile.PLMN_IN_EPSLOCI + Profile.PLMN_SIZE), (short) 0);
        files[(short) (Profile.LOCI_5G - 1)] = NOT_UPDATED;
        Util.arrayFillNonAtomic(files, (short) (Profile.PLMN_IN_LOCI_5G + Profile.PLMN_SIZE), (short) 3, (byte) 0);
        files[(short) (Profile.HPLMNWACT - 1)] = NOT_UPDATED;
    }

    /** Writes the IMSI and what follows from it, except for the files in {@code except}. */
    static void applyImsi(byte[] files, byte[] imsi, short imsiOff, byte except) {
        Util.arrayCopyNonAtomic(imsi, imsiOff, files, Profile.IMSI, Profile.IMSI_SIZE);
        if ((byte) (except & FileUpdates.LOCI) == 0) {
            writePlmn(files, Profile.PLMN_IN_LOCI);
        }
        if ((byte) (except & FileUpdates.PSLOCI) == 0) {
            writePlmn(files, Profile.PLMN_IN_PSLOCI);
        }
        if ((byte) (except & FileUpdates.EPSLOCI) == 0) {
            writePlmn(files, Profile.PLMN_IN_EPSLOCI);
        }
        if ((byte) (except & FileUpdates.LOCI_5G) == 0) {
            writePlmn(files, Profile.PLMN_IN_LOCI_5G);
        }
        short technologies = Util.getShort(files, (short) (Profile.HPLMNWACT + Profile.PLMN_SIZE));
        if ((byte) (except & FileUpdates.HPLMNWACT) == 0 && technologies != (short) 0xFFFF) {
            writePlmn(files, Profile.HPLMNWACT);
        }
        if ((byte) (except & FileUpdates.ACC) == 0) {
            writeAccessClass(files);
        }
    }

    /** MCC and MNC of the bank's EF.IMSI with the MNC length of its EF.AD, in the coding of TS 24.008 §10.5.1.13. */
    private static void writePlmn(byte[] files, short off) {
        byte first = files[(short) (Profile.IMSI + 1)];
        byte second = files[(short) (Profile.IMSI + 2)];
        byte third = files[(short) (Profile.IMSI + 3)];
        byte fourth = files[(short) (Profile.IMSI + 4)];
        boolean threeDigits = (byte) (files[Profile.MNC_LENGTH_IN_AD] & 0x0F) == 3;
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
        if (length < 4 || length > 8 || (byte) (first & 0x07) != 1 || high(first) > 9) {
            return false;
        }
        boolean odd = (byte) (first & 0x08) != 0;
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
