package io.simshift.applet;

/** Where the operator-dependent files lie in a bank, one after the other (sizes: docs/applet/files.md). */
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
    static final short KEYS = SPN + 17;
    static final short KEYSPS = KEYS + 33;
    static final short START_HFN = KEYSPS + 33;
    static final short LOCI = START_HFN + 6;
    static final short PSLOCI = LOCI + 11;
    static final short EPSLOCI = PSLOCI + 14;
    static final short HPLMNWACT = EPSLOCI + 18;
    /** From here to the end a clean copy is all FF. */
    static final short PLMNWACT = HPLMNWACT + 20;

    static final short OPLMNWACT = PLMNWACT + 60;
    static final short FPLMN = OPLMNWACT + 60;
    static final short EHPLMN = FPLMN + 30;
    static final short MSISDN = EHPLMN + 12;
    static final short SMSP = MSISDN + 24;
    static final short NETPAR = SMSP + 28;
    static final short EPSNSC = NETPAR + 46;
    static final short SIZE = EPSNSC + 54;

    /** PLMN(3) and access technologies(2) of one entry of a PLMN selector. */
    static final short PLMN_SIZE = 3;

    static final short PLMN_WITH_ACT_SIZE = 5;
    static final short IMSI_SIZE = 9;
    static final short KEYS_SIZE = 33;
    static final short HPLMNWACT_SIZE = 20;
    static final short PLMN_IN_LOCI = LOCI + 4;
    static final short PLMN_IN_PSLOCI = PSLOCI + 7;
    static final short PLMN_IN_EPSLOCI = EPSLOCI + 12;
    static final short MNC_LENGTH_IN_AD = AD + 3;

    private Profile() {}
}
