package io.simshift.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.files.ServiceCentreRecord;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.ServiceCentreTime;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.AccessDomain;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, a decoder gives a value or its one exception. */
class DecoderFuzzTest {
    private static final int RUNS = 20_000;
    private static final SecretBytes KEY = SecretBytes.copyOf(new byte[16]);
    private static final PacketKeys KEYS = PacketKeys.aes(KEY, KEY);
    private static final String QUERY_ANSWER = "880a989102000000000000f1" + "8009082926101160845740" + "830102"
            + "870103"
            + "82080102030405060708" + "810101" + "89010e" + "8a0e0202010203040506070809101112" + "8c050000000007"
            + "8d0101" + "8e020005";

    static Stream<Arguments> decoders() {
        return Stream.of(
                decoder("BER-TLV", "7f49068002001181010162", BerTlv::decodeAll),
                decoder("COMPREHENSION-TLV", "8103010100820281827f92340101", ComprehensionTlv::decodeAll),
                decoder("C-APDU", "00a40004023f0000", CommandApdu::decode),
                decoder("AUTHENTICATE", "dc0e0102030405060708090a0b0c0d0e", AuthenticateAnswer::decode),
                decoder("AUTS", "0102030405060708090a0b0c0d0e", Auts::decode),
                decoder("command", "00150d00193535b0000000000000000000a40000023f00", DecoderFuzzTest::openPlain),
                decoder(
                        "command under keys",
                        "00281516391212b00001c0345741dd750d9c5a8ce88dcf3f33c645e4a36d1e67d91d7384d5460339ff49",
                        bytes -> SecuredPackets.open(bytes, KEYS)),
                decoder(
                        "header over IP",
                        "01150d00193535b0000000000000000000a40000023f00",
                        bytes -> SecuredPackets.peek(bytes, Framing.TCP)),
                decoder(
                        "response",
                        "000e0ab0001000000000000005019000",
                        bytes -> SecuredPackets.openResponse(bytes, Spi.of(0x1639), KEYS)),
                decoder(
                        "SMS-DELIVER",
                        "4406919421437ff662110100000000050270000000",
                        bytes -> SmsDeliver.decode(bytes).header()),
                decoder(
                        "SMS-SUBMIT",
                        "5100069194214300f6a9050271000000",
                        bytes -> SmsSubmit.decode(bytes).payload()),
                decoder(
                        "SMS-DELIVER-REPORT",
                        "40077ff604027100aa",
                        bytes -> SmsDeliverReport.decode(bytes, false).header()),
                decoder("address", "05912143f5", SmsAddress::decode),
                decoder("address without length", "912143f5", SmsAddress::decodeWithoutLength),
                decoder(
                        "user data header",
                        "0700036f02017000",
                        bytes -> UserDataHeader.decode(bytes).concatenation()),
                decoder("time", "62110100000000", ServiceCentreTime::decode),
                decoder("SMS-PP download", "d10d82028381060291f18b03440000", SmsPpDownload::decode),
                decoder("proactive command", "d00d8103021300820281838b024100", ProactiveCommand::decode),
                decoder("terminal response", "81030213008202828183022001", TerminalResponse::decode),
                decoder("script", "00a40004023f0000b000000a", CompactScript::decode),
                decoder("script response", "0290006f07", CompactResponse::decode),
                decoder(
                        "SWITCH",
                        "800908292610116084574081010082080102030405060708830101a40d90010591010a92013c93020200a518"
                                + "96026fad9702000398010296026f42970200009803fdffff860100",
                        SwitchCommand::decode),
                decoder("STAGE", "82080102030405060708a50b96026f4697020001980141", StageCommand::decode),
                decoder("QUERY answer", QUERY_ANSWER, QueryAnswer::decode),
                decoder(
                        "STORE SLOT",
                        "800103" + "81020102" + "8220" + "00".repeat(32) + "8330" + "00".repeat(48),
                        bytes -> StoreSlotCommand.decode(bytes, KEY)),
                decoder(
                        "re-key",
                        "800103" + "81020102" + "8220" + "00".repeat(32) + "8330" + "00".repeat(48) + "840116"
                                + ("850c" + "00".repeat(12)),
                        bytes -> RekeyCommand.decode(bytes, OtaAlgorithm.AES_128, KEY)),
                decoder("access domain", "0205", AccessDomain::decode),
                decoder("STAGE without updates", "82080102030405060708a500", StageCommand::decode),
                decoder(
                        "install parameters",
                        "800104" + "82012b" + "a136" + ("8410" + "00".repeat(16)) + ("8510" + "00".repeat(16))
                                + ("8610" + "00".repeat(16)) + "a30a80033b0001810116" + "8200" + "810104880103890110",
                        InstallParameters::decode),
                decoder("FCP", "620f8002000982024121" + "83026f07" + "880138", Fcp::decode),
                decoder("EF.IMSI", "082926101160845740", Imsi::decode),
                decoder("EF.ICCID", "980010325476981032f0", Iccid::decode),
                decoder("transfer id", "0102030405060708", TransferId::decode),
                decoder(
                        "success of AUTHENTICATE",
                        "db0401020304" + ("10" + "00".repeat(16)).repeat(2),
                        DecoderFuzzTest::kc),
                decoder("PLMN", "62f210", Plmn::decode),
                decoder("EF.SPN", "0147534d2d52204348ffffffffffffffff", ServiceProviderName::decode),
                decoder(
                        "EF.SMSP",
                        "fd" + "ff".repeat(12) + "049194214305" + "ff".repeat(9),
                        ServiceCentreRecord::decode));
    }

    private static Arguments decoder(String name, String seed, Function<byte[], Object> decoder) {
        return Arguments.of(Named.of(name, decoder), HexFormat.of().parseHex(seed));
    }

    private static Object openPlain(byte[] bytes) {
        return SecuredPackets.open(bytes, PacketKeys.NONE);
    }

    /** Kc is made of what the answer brought, whatever that is. */
    private static Object kc(byte[] bytes) {
        AuthenticateAnswer answer = AuthenticateAnswer.decode(bytes);
        return answer instanceof AuthenticateAnswer.Success success
                ? GsmTriplet.c3(success.ck(), success.ik())
                : answer;
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void givesValueOrItsOneException(Function<byte[], Object> decoder, byte[] seed) {
        Random random = new Random(102_225);
        int values = 0;
        for (int run = 0; run < RUNS; run++) {
            byte[] bytes = run % 4 == 0 ? anything(random) : mutate(seed, random);
            try {
                decoder.apply(bytes);
                values++;
            } catch (WireFormatException expected) {
                continue;
            } catch (RuntimeException e) {
                throw new AssertionError("input " + HexFormat.of().formatHex(bytes), e);
            }
        }
        assertThat(values).isLessThan(RUNS);
    }

    private static byte[] anything(Random random) {
        byte[] bytes = new byte[random.nextInt(48)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] mutate(byte[] seed, Random random) {
        byte[] bytes = seed.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes;
    }
}
