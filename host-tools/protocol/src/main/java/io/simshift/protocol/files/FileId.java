package io.simshift.protocol.files;

import java.util.Arrays;
import java.util.Optional;

/** Files of a UICC with USIM by their names (TS 102 221 13, TS 31.102 4). */
public enum FileId {
    MF(0x3F00, "MF"),
    ADF_USIM(0x7FFF, "ADF.USIM"),
    DF_TELECOM(0x7F10, "DF.TELECOM"),
    EF_DIR(0x2F00, "EF.DIR"),
    EF_ICCID(0x2FE2, "EF.ICCID"),
    EF_PL(0x2F05, "EF.PL"),
    EF_ARR_MF(0x2F06, "EF.ARR (MF)"),
    EF_PIN(0x2FEA, "EF.PIN"),
    EF_UMPC(0x2F08, "EF.UMPC"),
    EF_LI(0x6F05, "EF.LI"),
    EF_ARR(0x6F06, "EF.ARR"),
    EF_IMSI(0x6F07, "EF.IMSI"),
    EF_KEYS(0x6F08, "EF.KEYS"),
    EF_KEYSPS(0x6F09, "EF.KEYSPS"),
    EF_HPPLMN(0x6F31, "EF.HPPLMN"),
    EF_UST(0x6F38, "EF.UST"),
    EF_ACM(0x6F39, "EF.ACM"),
    EF_SMS(0x6F3C, "EF.SMS"),
    EF_GID1(0x6F3E, "EF.GID1"),
    EF_GID2(0x6F3F, "EF.GID2"),
    EF_MSISDN(0x6F40, "EF.MSISDN"),
    EF_SMSP(0x6F42, "EF.SMSP"),
    EF_SMSS(0x6F43, "EF.SMSS"),
    EF_SPN(0x6F46, "EF.SPN"),
    EF_EST(0x6F56, "EF.EST"),
    EF_START_HFN(0x6F5B, "EF.START-HFN"),
    EF_THRESHOLD(0x6F5C, "EF.THRESHOLD"),
    EF_PLMNWACT(0x6F60, "EF.PLMNwAcT"),
    EF_OPLMNWACT(0x6F61, "EF.OPLMNwAcT"),
    EF_HPLMNWACT(0x6F62, "EF.HPLMNwAcT"),
    EF_PSLOCI(0x6F73, "EF.PSLOCI"),
    EF_ACC(0x6F78, "EF.ACC"),
    EF_FPLMN(0x6F7B, "EF.FPLMN"),
    EF_LOCI(0x6F7E, "EF.LOCI"),
    EF_AD(0x6FAD, "EF.AD"),
    EF_ECC(0x6FB7, "EF.ECC"),
    EF_NETPAR(0x6FC4, "EF.NETPAR"),
    EF_PNN(0x6FC5, "EF.PNN"),
    EF_OPL(0x6FC6, "EF.OPL"),
    EF_SPDI(0x6FCD, "EF.SPDI"),
    EF_EHPLMN(0x6FD9, "EF.EHPLMN"),
    EF_EPSLOCI(0x6FE3, "EF.EPSLOCI"),
    EF_EPSNSC(0x6FE4, "EF.EPSNSC"),
    EF_REPORT(0x6F10, "EF.REPORT"),
    EF_CHANNEL(0x6F1A, "EF.CHANNEL"),
    EF_ADMIN(0x6F1B, "EF.ADMIN"),
    EF_IAL(0x6FF0, "EF.IAL"),
    EF_IPS(0x6FF1, "EF.IPS"),
    EF_IPD(0x6FF2, "EF.IPD");

    private final int value;
    private final String text;

    FileId(int value, String text) {
        this.value = value;
        this.text = text;
    }

    /** The two bytes as a number. */
    public int value() {
        return value;
    }

    /** The name as the standards write it. */
    public String text() {
        return text;
    }

    /** The two bytes. */
    public byte[] encode() {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** The file with this identifier, if it has a name here. */
    public static Optional<FileId> find(int value) {
        return Arrays.stream(values()).filter(file -> file.value == value).findFirst();
    }

    /** The file with this name, for example {@code EF.IMSI}, in any case. */
    public static Optional<FileId> find(String name) {
        return Arrays.stream(values())
                .filter(file -> file.text.equalsIgnoreCase(name))
                .findFirst();
    }
}
