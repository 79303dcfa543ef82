package io.simshift.applet;

/** Where the operator-dependent files lie in a bank, one after the other in the order of {@link FileTable}'s rows. */
final class Profile {
    static final short IMSI = 0;
    static final short AD = IMSI + 9;
    static final short ACC = AD + 4;
    static final short UST = ACC + 2;
    static final short EST = UST + 17;
    static final short HPPLMN = EST + 1;
    static final short ECC = HPPLMN + 1;
    static final short THRESHOLD = ECC + 20;
    static final short SPN = THRESHOLD + 3;
    /** From here to START-HFN: keys of the phone's session. */
    static final short KEYS = SPN + 17;

    static final short KEYSPS = KEYS + 33;
    static final short KC = KEYSPS + 33;
    static final short KCGPRS = KC + 9;
    static final short EPSNSC = KCGPRS + 9;
    static final short AUTHKEYS_5G = EPSNSC + 54 + 57;
    static final short START_HFN = AUTHKEYS_5G + 68;
    static final short ACM = START_HFN + 6;
    static final short LOCI = ACM + 15;
    static final short PSLOCI = LOCI + 11;
    static final short EPSLOCI = PSLOCI + 14;
    static final short LOCI_5G = EPSLOCI + 18;
    static final short HPLMNWACT = LOCI_5G + 20;
    /** From here to the end a clean copy is all FF. */
    static final short PLMNWACT = HPLMNWACT + 20;

    static final short OPLMNWACT = PLMNWACT + 60;
    static final short FPLMN = OPLMNWACT + 60;
    static final short EHPLMN = FPLMN + 30;
    static final short MSISDN = EHPLMN + 12;
    static final short SMSP = MSISDN + 24;
    static final short NETPAR = SMSP + 28;
    static final short GID1 = NETPAR + 46;
    static final short PNN = GID1 + 2 * 8;
    static final short OPL = PNN + 48;
    static final short SPDI = OPL + 16;
    static final short SUCI_CALC_INFO = SPDI + 17;
    static final short ROUTING_INDICATOR = SUCI_CALC_INFO + 96;
    static final short REPORT = ROUTING_INDICATOR + 4;
    static final short CHANNEL = REPORT + SmsDeliver.MAX_ADDRESS_SIZE;
    static final short CHANNEL_SIZE = 50;
    static final short ADMIN = CHANNEL + CHANNEL_SIZE;
    static final short ADMIN_SIZE = 120;
    /** One bit for each row of {@link FileTable}: 1 if the file is activated. */
    static final short ACTIVATED = ADMIN + ADMIN_SIZE;

    static final short SIZE = ACTIVATED + FileTable.ACTIVATED_SIZE;

    /** PLMN(3) and access technologies(2) of one entry of a PLMN selector. */
    static final short PLMN_SIZE = 3;

    static final short PLMN_WITH_ACT_SIZE = 5;
    static final short IMSI_SIZE = 9;
    static final short HPLMNWACT_SIZE = 20;
    static final short PLMN_IN_LOCI = LOCI + 4;
    static final short PLMN_IN_PSLOCI = PSLOCI + 7;
    static final short PLMN_IN_EPSLOCI = EPSLOCI + 12;
    static final short PLMN_IN_LOCI_5G = LOCI_5G + 13;
    static final short MNC_LENGTH_IN_AD = AD + 3;

    private Profile() {}
}
