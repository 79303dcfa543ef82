package io.simshift.simulator.handset;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.files.AdministrativeData;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.tlv.BerTlv;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The initialisation of card and USIM (TS 102 221 14.5; TS 31.102 5.1.1), in the order of a modem. */
final class UsimInitialisation {
    /** Read by every modem before it attaches; this one has no use for their content. */
    private static final List<FileId> FURTHER_FILES = List.of(
            FileId.EF_EST,
            FileId.EF_ACC,
            FileId.EF_HPPLMN,
            FileId.EF_PLMNWACT,
            FileId.EF_OPLMNWACT,
            FileId.EF_HPLMNWACT,
            FileId.EF_EHPLMN,
            FileId.EF_FPLMN,
            FileId.EF_SPN,
            FileId.EF_KEYS,
            FileId.EF_KEYSPS,
            FileId.EF_LOCI,
            FileId.EF_PSLOCI,
            FileId.EF_EPSLOCI);

    private static final List<FileId> FURTHER_RECORD_FILES =
            List.of(FileId.EF_ECC, FileId.EF_MSISDN, FileId.EF_SMSP, FileId.EF_EPSNSC);

    private static final byte[] AID_3GPP_USIM = HexFormat.of().parseHex("A0000000871002");
    private static final int TAG_APPLICATION = 0x61;
    private static final int TAG_AID = 0x4F;
    private static final int MNC_LENGTH_DEFAULT = 2;

    private final Uicc uicc;
    private final TerminalProfile profile;
    private final Consumer<String> trouble;

    /** @param trouble told, in one line, of what the card does not do as it should */
    UsimInitialisation(Uicc uicc, TerminalProfile profile, Consumer<String> trouble) {
        this.uicc = uicc;
        this.profile = profile;
        this.trouble = trouble;
    }

    /** After a reset. The subscription; empty where the card has none that can be read. ADF.USIM is current then. */
    Optional<Subscription> afterReset() {
        expectOk("TERMINAL PROFILE", uicc.send(profile.toApdu()).status());
        return again();
    }

    /** After a REFRESH without reset: the card has the terminal's profile already. */
    Optional<Subscription> again() {
        expectOk("SELECT MF", uicc.selectByFid(FileId.MF).status());
        Optional<byte[]> iccid = uicc.readTransparent(FileId.EF_ICCID);
        uicc.readTransparent(FileId.EF_PL);
        ResponseApdu selected = uicc.selectByAid(usimAid());
        if (!selected.status().isOk()) {
            trouble.accept("the card has no USIM: SELECT answers " + selected.status());
            return Optional.empty();
        }
        Optional<byte[]> imsi = uicc.readTransparent(FileId.EF_IMSI);
        if (iccid.isEmpty() || imsi.isEmpty()) {
            trouble.accept("the card shows no " + (iccid.isEmpty() ? "EF.ICCID" : "EF.IMSI"));
            return Optional.empty();
        }
        byte[] serviceTable = uicc.readTransparent(FileId.EF_UST).orElse(new byte[0]);
        int mncLength = uicc.readTransparent(FileId.EF_AD).map(this::mncLength).orElse(MNC_LENGTH_DEFAULT);
        readFurtherFiles();
        expectOk("STATUS", uicc.applicationInitialised());
        return decode(iccid.get(), imsi.get(), mncLength, serviceTable);
    }

    private Optional<Subscription> decode(byte[] iccid, byte[] imsi, int mncLength, byte[] serviceTable) {
        try {
            return Optional.of(new Subscription(Iccid.decode(iccid), Imsi.decode(imsi), mncLength, serviceTable));
        } catch (WireFormatException e) {
            trouble.accept("the card's subscription can't be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The first USIM of EF.DIR; without one, the AID that every USIM begins with (TS 102 221 8.5.1.2). */
    private byte[] usimAid() {
        for (byte[] record : uicc.readRecords(FileId.EF_DIR)) {
            Optional<byte[]> aid = applicationId(record);
            if (aid.isPresent() && startsWith(aid.get(), AID_3GPP_USIM)) {
                return aid.get();
            }
        }
        return AID_3GPP_USIM.clone();
    }

    /** An empty record is all FF; one that is no application template is none of ours. */
    private static Optional<byte[]> applicationId(byte[] record) {
        boolean template = record.length > 2 && record[0] == TAG_APPLICATION && record[1] >= 0;
        if (!template || record[1] + 2 > record.length) {
            return Optional.empty();
        }
        try {
            List<BerTlv> objects = BerTlv.decodeAll(Arrays.copyOfRange(record, 2, 2 + record[1]));
            return BerTlv.find(objects, TAG_AID).map(BerTlv::value);
        } catch (WireFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private int mncLength(byte[] content) {
        try {
            return AdministrativeData.decode(content).mncLength();
        } catch (WireFormatException e) {
            trouble.accept("EF.AD: " + e.getMessage());
            return MNC_LENGTH_DEFAULT;
        }
    }

    private void readFurtherFiles() {
        FURTHER_FILES.forEach(uicc::readTransparent);
        FURTHER_RECORD_FILES.forEach(uicc::readRecords);
    }

    private void expectOk(String command, StatusWord status) {
        if (!status.isOk()) {
            trouble.accept(command + " answers " + status);
        }
    }
}
