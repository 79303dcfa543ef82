package io.simshift.simulator.personalisation;

import static io.simshift.simulator.personalisation.InitialFile.underUsim;
import static io.simshift.simulator.personalisation.InitialFile.usimRecord;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.files.AccessClasses;
import io.simshift.protocol.files.AdministrativeData;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.files.ServiceCentreRecord;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.sms.SmsAddress;
import java.util.HexFormat;
import java.util.List;

/**
 * The operator-dependent files of a card's first subscription.
 *
 * @param imsi the first IMSI
 * @param mncLength digits of its MNC, 2 or 3
 * @param providerName what the phone shows, at most 16 characters
 * @param serviceCentre where the card's own messages go
 */
public record OperatorFiles(Imsi imsi, int mncLength, String providerName, SmsAddress serviceCentre) {
    /** TS 31.102 4.2.8: SMSP, SPN, user PLMN selector, MSISDN, SMS-PP download, GSM context, PLMN selectors, EHPLMN, EPS. */
    private static final int[] SERVICES = {12, 19, 20, 21, 28, 33, 38, 42, 43, 71, 85};

    private static final int SERVICE_TABLE_BYTES = 17;
    private static final int HPLMN_SELECTOR_BYTES = 20;
    private static final int KEY_SET_NONE = 0x07;
    private static final int KEY_BYTES = 32;
    private static final int NOT_UPDATED = 0x01;
    private static final int SEARCH_PERIOD_HOURS_3 = 0x1E;

    /** UTRAN, E-UTRAN, NG-RAN; GSM (TS 31.102 4.2.5). */
    private static final byte[] ALL_ACCESS_TECHNOLOGIES = {(byte) 0xC8, (byte) 0x80};

    private static final byte[] EMERGENCY_112 = {0x11, (byte) 0xF2, (byte) 0xFF, 0x00};
    /** EF.PBR of DF.PHONEBOOK (TS 31.102 4.4.2.1): names and numbers in EF.ADN, FID 4F3A, SFI 01. */
    private static final byte[] PHONEBOOK_REFERENCE = HexFormat.of().parseHex("A805C0034F3A01" + "FF".repeat(9));

    private static final byte[] PHONEBOOK_REFERENCE_PATH = HexFormat.of().parseHex("7F105F3A4F30");
    private static final byte[] START_NONE = {(byte) 0xF0, 0, 0, (byte) 0xF0, 0, 0};
    private static final byte[] THRESHOLD = {0x01, 0x00, 0x00};

    /** The files with the content of a card that never was in use (TS 31.102 annex E). */
    public List<InitialFile> files() {
        byte[] noKeys = new WireWriter().u8(KEY_SET_NONE).fill(0xFF, KEY_BYTES).toByteArray();
        return List.of(
                underUsim(FileId.EF_IMSI, imsi.encode()),
                underUsim(FileId.EF_AD, AdministrativeData.normal(mncLength).encode()),
                underUsim(FileId.EF_ACC, AccessClasses.of(imsi).encode()),
                underUsim(FileId.EF_UST, serviceTable()),
                underUsim(FileId.EF_EST, new byte[] {0}),
                underUsim(FileId.EF_HPPLMN, new byte[] {SEARCH_PERIOD_HOURS_3}),
                underUsim(FileId.EF_SPN, new ServiceProviderName(0, providerName).encode()),
                underUsim(FileId.EF_HPLMNWACT, homeSelector()),
                underUsim(FileId.EF_LOCI, location(4, 2, true)),
                underUsim(FileId.EF_PSLOCI, location(7, 2, true)),
                underUsim(FileId.EF_EPSLOCI, location(12, 2, false)),
                underUsim(FileId.EF_KEYS, noKeys),
                underUsim(FileId.EF_KEYSPS, noKeys),
                underUsim(FileId.EF_START_HFN, START_NONE),
                underUsim(FileId.EF_THRESHOLD, THRESHOLD),
                usimRecord(FileId.EF_ECC, 1, EMERGENCY_112),
                new InitialFile("EF.PBR", PHONEBOOK_REFERENCE_PATH, 1, PHONEBOOK_REFERENCE),
                usimRecord(
                        FileId.EF_SMSP, 1, ServiceCentreRecord.of(serviceCentre).encode()));
    }

    private static byte[] serviceTable() {
        byte[] table = new byte[SERVICE_TABLE_BYTES];
        for (int service : SERVICES) {
            table[(service - 1) / 8] |= (byte) (1 << (service - 1) % 8);
        }
        return table;
    }

    private byte[] homeSelector() {
        byte[] plmn = Plmn.of(imsi, mncLength).encode();
        int used = plmn.length + ALL_ACCESS_TECHNOLOGIES.length;
        return new WireWriter()
                .bytes(plmn)
                .bytes(ALL_ACCESS_TECHNOLOGIES)
                .fill(0xFF, HPLMN_SELECTOR_BYTES - used)
                .toByteArray();
    }

    /** Temporary identity unset, home PLMN with area code 0, a reserved byte in the older files, "not updated". */
    private byte[] location(int identityBytes, int areaBytes, boolean reservedByte) {
        return new WireWriter()
                .fill(0xFF, identityBytes)
                .bytes(Plmn.of(imsi, mncLength).encode())
                .fill(0x00, areaBytes)
                .fill(0xFF, reservedByte ? 1 : 0)
                .u8(NOT_UPDATED)
                .toByteArray();
    }
}
