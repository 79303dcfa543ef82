package io.simshift.protocol.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilesTest {
    private static final HexFormat HEX = HexFormat.of();

    static Stream<VectorFile.Row> plmns() {
        return codings("coding_helpers.csv", "item", "PLMN");
    }

    static Stream<VectorFile.Row> imsis() {
        return codings("coding_helpers.csv", "item", "EF.IMSI");
    }

    static Stream<VectorFile.Row> accessClasses() {
        return codings("ef_codings_pysim.csv", "class", "EF_ACC");
    }

    static Stream<VectorFile.Row> serviceCentres() {
        return codings("ef_codings_pysim.csv", "class", "EF_SMSP");
    }

    private static Stream<VectorFile.Row> codings(String file, String column, String value) {
        List<VectorFile.Row> rows = VectorSets.shipped().file("files/" + file).rows();
        return rows.stream().filter(row -> row.get(column).equals(value));
    }

    @ParameterizedTest
    @MethodSource("plmns")
    void codesPublishedPlmns(VectorFile.Row row) {
        Plmn plmn = Plmn.decode(row.hex("encoded_hex"));
        assertThat(row.get("decoded_json"))
                .isEqualTo("{\"mcc\": \"" + plmn.mcc() + "\", \"mnc\": \"" + plmn.mnc() + "\"}");
        assertThat(plmn.encode()).isEqualTo(row.hex("encoded_hex"));
    }

    @ParameterizedTest
    @MethodSource("imsis")
    void codesPublishedImsis(VectorFile.Row row) {
        Imsi imsi = Imsi.decode(row.hex("encoded_hex"));
        assertThat(row.get("decoded_json")).isEqualTo("{\"imsi\": \"" + imsi + "\"}");
        assertThat(imsi.encode()).isEqualTo(row.hex("encoded_hex"));
    }

    @ParameterizedTest
    @MethodSource("accessClasses")
    void codesPublishedAccessClasses(VectorFile.Row row) {
        AccessClasses classes = AccessClasses.decode(row.hex("encoded_hex"));
        assertThat(classes.encode()).isEqualTo(row.hex("encoded_hex"));
        StringBuilder json = new StringBuilder();
        for (int number = 0; number < 16; number++) {
            if (classes.has(number)) {
                json.append(json.isEmpty() ? "" : ", ").append(number);
            }
        }
        assertThat(row.get("decoded_json")).isEqualTo("{\"acc_classes\": [" + json + "]}");
    }

    @ParameterizedTest
    @MethodSource("serviceCentres")
    void readsPublishedServiceCentres(VectorFile.Row row) {
        byte[] published = row.hex("encoded_hex");
        String json = row.get("decoded_json");
        Matcher number = Pattern.compile("\"tp_sc_addr\":\\{\"length\":\\d+,.*?\"call_number\":\"(\\d*)\"")
                .matcher(json);
        assertThat(number.find()).isTrue();
        if (number.group(1).isEmpty()) {
            assertThatThrownBy(() -> ServiceCentreRecord.decode(published)).isInstanceOf(WireFormatException.class);
            return;
        }
        ServiceCentreRecord read = ServiceCentreRecord.decode(published);
        assertThat(read.serviceCentre()).isEqualTo(SmsAddress.of(0x91, number.group(1)));
        assertThat(read.encode()).hasSameSizeAs(published);
        if (published[read.alphaLength()] == (byte) 0xFD) {
            assertThat(read.encode()).isEqualTo(published);
        }
        assertThat(ServiceCentreRecord.decode(read.encode())).isEqualTo(read);
    }

    @Test
    void codesPublishedServiceProviderName() {
        byte[] published = HEX.parseHex("0147534d2d52204348ffffffffffffffff");
        ServiceProviderName name = ServiceProviderName.decode(published);
        assertThat(name).isEqualTo(new ServiceProviderName(1, "GSM-R CH"));
        assertThat(name.encode()).isEqualTo(published);
        Damage.refusesEveryTruncation(published, ServiceProviderName::decode);
        assertThatThrownBy(() -> new ServiceProviderName(0, "seventeen letters"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ServiceProviderName(0, "a@b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codesAdministrativeData() {
        assertThat(AdministrativeData.decode(HEX.parseHex("00000002"))).isEqualTo(AdministrativeData.normal(2));
        assertThat(AdministrativeData.decode(HEX.parseHex("01000102"))).isEqualTo(new AdministrativeData(1, 1, 2));
        assertThat(AdministrativeData.normal(3).encode()).isEqualTo(HEX.parseHex("00000003"));
        Damage.refusesEveryTruncation(HEX.parseHex("00000002"), AdministrativeData::decode);
        assertThatThrownBy(() -> AdministrativeData.decode(HEX.parseHex("00000000")))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void makesFilesFromAnIdentity() {
        Imsi imsi = new Imsi("262011106487504");
        assertThat(Plmn.of(imsi, 2)).hasToString("262-01");
        assertThat(Plmn.of(imsi, 3)).hasToString("262-011");
        assertThat(AccessClasses.of(imsi).encode()).isEqualTo(HEX.parseHex("0010"));
        assertThat(AccessClasses.of(new Imsi("262011106487509")).encode()).isEqualTo(HEX.parseHex("0200"));
    }

    @Test
    void standsDamage() {
        Damage.refusesEveryTruncation(HEX.parseHex("62f210"), Plmn::decode);
        Damage.neverMistakesFlippedBit(HEX.parseHex("62f210"), Plmn::decode);
        assertThatThrownBy(() -> Plmn.decode(HEX.parseHex("ffffff"))).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> AccessClasses.decode(HEX.parseHex("0400"))).isInstanceOf(WireFormatException.class);
        byte[] smsp = ServiceCentreRecord.of(SmsAddress.of(0x91, "491234")).encode();
        Damage.refusesEveryTruncation(smsp, ServiceCentreRecord::decode);
        byte[] tooLong = Arrays.copyOfRange(smsp, 0, 256);
        System.arraycopy(smsp, 0, tooLong, 256 - smsp.length, smsp.length);
        assertThatThrownBy(() -> ServiceCentreRecord.decode(tooLong)).isInstanceOf(WireFormatException.class);
        byte[] fcp = HEX.parseHex("620f8002000982024121" + "83026f07" + "880138");
        Damage.refusesEveryTruncation(fcp, Fcp::decode);
        Damage.neverMistakesFlippedBit(fcp, Fcp::decode);
    }

    @Test
    void readsFileControlParameters() {
        Fcp transparent = Fcp.decode(HEX.parseHex("620f8002000982024121" + "83026f07" + "880138"));
        assertThat(transparent.structure()).isEqualTo(Fcp.Structure.TRANSPARENT);
        assertThat(transparent.fileSize()).hasValue(9);
        assertThat(transparent.fileId()).hasValue(FileId.EF_IMSI.value());
        assertThat(transparent.recordLength()).isEmpty();
        assertThat(transparent.encode()).isEqualTo(HEX.parseHex("620f8002000982024121" + "83026f07" + "880138"));
        Fcp linear = Fcp.decode(HEX.parseHex("6207" + "82054221001c02"));
        assertThat(linear.structure()).isEqualTo(Fcp.Structure.LINEAR_FIXED);
        assertThat(linear.recordLength()).hasValue(28);
        assertThat(linear.recordCount()).hasValue(2);
        Fcp directory = Fcp.decode(HEX.parseHex("6208" + "82027821" + "8402a000"));
        assertThat(directory.structure()).isEqualTo(Fcp.Structure.DIRECTORY);
        assertThat(directory.applicationId()).contains(HEX.parseHex("a000"));
        for (String descriptor : List.of("3921", "7921")) {
            assertThat(Fcp.decode(HEX.parseHex("6204" + "8202" + descriptor)).structure())
                    .as(descriptor)
                    .isEqualTo(Fcp.Structure.BER_TLV);
        }
    }

    /** Files dumped from real cards. */
    @Test
    void readsEveryDumpedFileControlTemplate() {
        int read = 0;
        for (VectorFile.Row row :
                VectorSets.shipped().file("files/fsdump_selected_pysim.csv").rows()) {
            if (row.has("fcp_hex") && !row.get("fcp_hex").isEmpty()) {
                assertThat(Fcp.decode(row.hex("fcp_hex")).encode())
                        .as(row.toString())
                        .isEqualTo(row.hex("fcp_hex"));
                read++;
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void namesFiles() {
        assertThat(FileId.find(0x6F07)).contains(FileId.EF_IMSI);
        assertThat(FileId.find("ef.hplmnwact")).contains(FileId.EF_HPLMNWACT);
        assertThat(FileId.find(0x1234)).isEmpty();
        assertThat(FileId.EF_ICCID.encode()).isEqualTo(HEX.parseHex("2fe2"));
    }
}
