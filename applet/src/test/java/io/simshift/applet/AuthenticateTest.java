package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.SequenceNumberArray;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.aka.XorTestAlgorithm;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** AUTHENTICATE (TS 31.102 §7.1) against the published vectors and against the model of Annex C.2. */
class AuthenticateTest {
    private static final HexFormat HEX = HexFormat.of();
    /** Services 27 (GSM access) and 38 (GSM security context), and neither. */
    private static final String UST_WITH_GSM_ACCESS = "0000000420";

    private static final String UST_BARE = "0000000000";

    static List<VectorFile.Row> milenageSets() {
        return VectorSets.shipped()
                .file("milenage/milenage_ts35207_ts35208.csv")
                .rows();
    }

    static List<VectorFile.Row> gsmSets() {
        return VectorSets.shipped().file("milenage/gsm_milenage_ts55205.csv").rows();
    }

    /** An issued card with K and OPc of a vector in slot 1. */
    private static TestCard card(byte[] k, byte[] opc, int deltaBits, String ust) {
        InstallParameters parameters = new InstallParameters(
                1, deltaBits, Keys.MANUFACTURER_KIC, Keys.MANUFACTURER_KID, Keys.MANUFACTURER_KIK);
        TestCard card = TestCard.install(parameters);
        StoreSlotCommand other = Keys.slot(1);
        Ota ota = Issuer.personalise(
                card,
                new StoreSlotCommand(
                        new SlotIndex(1),
                        OtaAlgorithm.AES_128,
                        SecretBytes.copyOf(k),
                        SecretBytes.copyOf(opc),
                        other.kic(),
                        other.kid(),
                        other.kik()));
        ota.ok(Issuer.selectMf("7FFF6F38"), Issuer.update(ust));
        ota.ok(new FinaliseCommand().toApdu());
        card.selectUsim();
        return card;
    }

    @ParameterizedTest
    @MethodSource("milenageSets")
    void answersTheSetsOfTs35207And35208(VectorFile.Row set) {
        TestCard card = card(set.hex("K"), set.hex("OPc"), InstallParameters.NO_DELTA, UST_WITH_GSM_ACCESS);
        String challenge = "10" + set.get("RAND") + "10" + set.get("calc_AUTN");
        String expected = "db08" + set.get("f2_RES") + "10" + set.get("f3_CK") + "10" + set.get("f4_IK") + "08"
                + set.get("calc_Kc_c3");
        assertThat(card.data("00880081 22 " + challenge)).isEqualTo(expected);
        // the same challenge again is not fresh: AUTS carries that very SQN
        assertThat(card.data("00880081 22 " + challenge)).isEqualTo("dc0e" + set.get("calc_AUTS_SQNMS_eq_SQN_AMF0000"));
        assertThat(card.data("00880080 11 10" + set.get("RAND")))
                .isEqualTo("04" + set.get("calc_SRES_c2") + "08" + set.get("calc_Kc_c3"));
    }

    @ParameterizedTest
    @MethodSource("gsmSets")
    void answersTheSetsOfTs55205(VectorFile.Row set) {
        TestCard card = card(set.hex("Ki"), set.hex("OPc"), InstallParameters.NO_DELTA, UST_WITH_GSM_ACCESS);
        assertThat(card.data("00880080 11 10" + set.get("RAND")))
                .isEqualTo("04" + set.get("SRES1_c2_all128") + "08" + set.get("Kc"));
    }

    static List<VectorFile.Row> tuakSets() {
        return VectorSets.shipped().file("tuak/tuak_ts35233.csv").rows();
    }

    private static TuakParameters parameters(VectorFile.Row set) {
        return new TuakParameters(
                (int) set.number("MAC_bits") / 8,
                (int) set.number("RES_bits") / 8,
                (int) set.number("CK_bits") / 8,
                (int) set.number("IK_bits") / 8,
                (int) set.number("keccak_iterations"));
    }

    private static StoreSlotCommand slot(AkaChoice choice, byte[] k, byte[] opc) {
        StoreSlotCommand other = Keys.slot(1);
        return new StoreSlotCommand(
                new SlotIndex(1),
                choice,
                OtaAlgorithm.AES_128,
                SecretBytes.copyOf(k),
                SecretBytes.copyOf(opc),
                other.kic(),
                other.kid(),
                other.kik(),
                Optional.empty(),
                Optional.empty());
    }

    /** An issued card with this slot 1; check values are compared by the card where there is the room, and shown by QUERY. */
    private static TestCard card(StoreSlotCommand slot, InstallParameters parameters, String ust) {
        TestCard card = TestCard.install(parameters);
        // constants and check values together are too long for one short message
        boolean isLong = slot.aka() instanceof AkaChoice.OwnMilenage;
        Ota ota = Issuer.personalise(card, isLong ? slot : slot.withCheckValues());
        assertThat(ota.query().slot().checkValues()).isEqualTo(slot.checkValues());
        ota.ok(Issuer.selectMf("7FFF6F38"), Issuer.update(ust));
        ota.ok(new FinaliseCommand().toApdu());
        card.selectUsim();
        return card;
    }

    private static InstallParameters anySequence() {
        return new InstallParameters(
                1, InstallParameters.NO_DELTA, Keys.MANUFACTURER_KIC, Keys.MANUFACTURER_KID, Keys.MANUFACTURER_KIK);
    }

    private static String lengthAndValue(byte[] value) {
        return HEX.toHexDigits((byte) value.length) + HEX.formatHex(value);
    }

    @ParameterizedTest
    @MethodSource("tuakSets")
    void answersTheSetsOfTs35233(VectorFile.Row set) {
        StoreSlotCommand slot = slot(new AkaChoice.Tuak(parameters(set)), set.hex("K"), set.hex("TOPc"));
        Tuak tuak = new Tuak(slot.k(), slot.opc(), parameters(set));
        TestCard card = card(slot, anySequence(), UST_WITH_GSM_ACCESS);
        byte[] rand = set.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(set.hex("SQN"));
        Autn autn = Autn.of(tuak, rand, sqn, new Amf(Integer.parseInt(set.get("AMF"), 16)));
        String expected = "db" + lengthAndValue(set.hex("f2_RES")) + lengthAndValue(set.hex("f3_CK"))
                + lengthAndValue(set.hex("f4_IK"));
        boolean converts = set.number("RES_bits") <= 128 && set.number("CK_bits") + set.number("IK_bits") == 256;
        String kc =
                converts ? "08" + HEX.formatHex(GsmTriplet.of(tuak, rand).kc().reveal()) : "";
        byte[] command = AuthenticateAnswer.command(rand, autn).encode();
        assertThat(HEX.formatHex(card.transmit(command).data())).isEqualTo(expected + kc);
        assertThat(HEX.formatHex(card.transmit(command).data()))
                .isEqualTo("dc" + lengthAndValue(Auts.of(tuak, rand, sqn).encode()));
        ResponseApdu gsm = card.transmit("00880080 11 10" + HEX.formatHex(rand));
        if (converts) {
            GsmTriplet triplet = GsmTriplet.of(tuak, rand);
            assertThat(HEX.formatHex(gsm.data())).isEqualTo("04" + HEX.formatHex(triplet.sres()) + kc);
        } else {
            assertThat(gsm.status()).hasToString("9864");
        }
        command[command.length - 1] ^= 1;
        assertThat(card.transmit(command).status()).hasToString("9862");
    }

    /** MAC-A of a length that is not the slot's: another length of AUTN. */
    @Test
    void refusesAnAutnOfAnotherLength() {
        StoreSlotCommand slot =
                slot(new AkaChoice.Tuak(new TuakParameters(16, 8, 16, 16, 1)), new byte[16], new byte[32]);
        TestCard card = card(slot, anySequence(), UST_BARE);
        String rand = "10" + "00".repeat(16);
        assertThat(card.status("00880081 22 " + rand + "10" + "00".repeat(16))).isEqualTo("6700");
        assertThat(card.status("00880081 2A " + rand + "18" + "00".repeat(24))).isEqualTo("9862");
        assertThat(card.status("00880081 3A " + rand + "28" + "00".repeat(40))).isEqualTo("6700");
    }

    @Test
    void aTestCardTakesTheXorTestAlgorithm() {
        VectorFile.Row row = VectorSets.shipped().file("sqn/xor3g.csv").rows().get(0);
        StoreSlotCommand slot = slot(new AkaChoice.XorTest(), row.hex("K"), new byte[16]);
        XorTestAlgorithm xor = new XorTestAlgorithm(slot.k());
        TestCard card = card(slot, anySequence().ofTestCard(), UST_WITH_GSM_ACCESS);
        byte[] rand = row.hex("RAND");
        assertThat(card.data("00880080 11 10" + row.get("RAND")))
                .isEqualTo("04" + row.get("SRES") + "08" + row.get("Kc"));
        // SEQ 0 is not above that of a new card
        assertThat(card.data("00880081 22 10" + row.get("RAND") + "10" + row.get("AUTN")))
                .isEqualTo("dc"
                        + lengthAndValue(Auts.of(xor, rand, SequenceNumber.ZERO).encode()));
        Autn autn = Autn.of(xor, rand, SequenceNumber.of(1, 0, 5), Amf.SEPARATED);
        assertThat(HEX.formatHex(
                        card.transmit(AuthenticateAnswer.command(rand, autn)).data()))
                .isEqualTo(
                        "db10" + row.get("RES") + "10" + row.get("CK") + "10" + row.get("IK") + "08" + row.get("Kc"));
        assertThat(card.status("00880081 22 10" + row.get("RAND") + "10" + "00".repeat(16)))
                .isEqualTo("9862");
    }

    @Test
    void noOtherCardTakesTheXorTestAlgorithm() {
        Ota ota = Ota.manufacturer(TestCard.install(anySequence()));
        StoreSlotCommand slot = slot(new AkaChoice.XorTest(), new byte[16], new byte[16]);
        assertThat(ota.status(slot.toApdu(Keys.MANUFACTURER_KIK))).isEqualTo("6A81");
    }

    @ParameterizedTest
    @CsvSource({
        "02021801, 32, 6A80", // no TOPc beside a K of 16 bytes
        "02021900, 48, 6A80", // a bit that the manufacturer does not set
        "0202C801, 48, 6A80", // MAC of 64 bytes
        "02023801, 48, 6A80", // RES of no length
        "02020800, 48, 6A80", // no iteration
        "0202, 48, 6A80", // no parameters
        "0102, 48, 6A80", // Milenage with a TOPc
        "01020801, 32, 6A80", // Milenage with parameters
        "05020801, 48, 6A81"
    })
    void refusesAlgorithmsAndKeysThatDoNotFit(String algorithms, int akaLength, String status) {
        Ota ota = Ota.manufacturer(TestCard.install(anySequence()));
        String data = "800101" + "81" + HEX.toHexDigits((byte) (algorithms.length() / 2)) + algorithms + "82"
                + HEX.toHexDigits((byte) akaLength) + "00".repeat(akaLength) + "8330" + "00".repeat(48);
        assertThat(ota.status(Commands.raw(0x40, data))).isEqualTo(status);
    }

    /** Rotations by any number of bits, and constants that fill their 16 bytes. */
    @Test
    void answersWithConstantsOfTheCard() {
        Random random = new Random(35206);
        for (int i = 0; i < 10; i++) {
            byte[] bytes = new byte[MilenageConstants.ENCODED_BYTES];
            random.nextBytes(bytes);
            for (int r = 0; r < 5; r++) {
                bytes[r] &= 0x7F;
            }
            byte[] keys = new byte[48];
            random.nextBytes(keys);
            byte[] rand = Arrays.copyOf(keys, 16);
            MilenageConstants own = MilenageConstants.decode(bytes);
            AkaChoice choice = new AkaChoice.OwnMilenage(Optional.of(own));
            StoreSlotCommand slot = slot(choice, Arrays.copyOfRange(keys, 16, 32), Arrays.copyOfRange(keys, 32, 48));
            AkaAlgorithm milenage = choice.algorithm(slot.k(), slot.opc());
            TestCard card = card(slot, anySequence(), UST_WITH_GSM_ACCESS);
            SequenceNumber sqn = SequenceNumber.of(1 + i, i, 5);
            AkaVector vector = AkaVector.generate(milenage, rand, sqn, Amf.SEPARATED);
            byte[] command = AuthenticateAnswer.command(rand, vector.autn()).encode();
            String kc = "08" + HEX.formatHex(GsmTriplet.of(milenage, rand).kc().reveal());
            assertThat(HEX.formatHex(card.transmit(command).data()))
                    .isEqualTo("db" + lengthAndValue(vector.xres())
                            + lengthAndValue(vector.ck().reveal())
                            + lengthAndValue(vector.ik().reveal())
                            + kc);
            assertThat(HEX.formatHex(card.transmit(command).data()))
                    .isEqualTo(
                            "dc" + lengthAndValue(Auts.of(milenage, rand, sqn).encode()));
        }
    }

    @Test
    void refusesConstantsThatAreNoneOrHaveNoPlace() {
        Ota ota = Ota.manufacturer(TestCard.install(anySequence()));
        String keys = "8220" + "00".repeat(32) + "8330" + "00".repeat(48);
        String tooFar = "8655" + "00".repeat(4) + "80" + "00".repeat(80);
        String right = "8655" + "7F".repeat(5) + "FF".repeat(80);
        assertThat(ota.status(Commands.raw(0x40, "800101" + "81020402" + keys + tooFar)))
                .isEqualTo("6A80");
        assertThat(ota.status(Commands.raw(0x40, "800101" + "81020102" + keys + right)))
                .isEqualTo("6A80");
        assertThat(ota.status(Commands.raw(0x40, "800101" + "81020402" + keys + right)))
                .isEqualTo("9000");
    }

    /** Until others come the card's constants are those of the standard. */
    @Test
    void aCardBeginsWithTheConstantsOfTheStandard() {
        StoreSlotCommand slot = slot(new AkaChoice.OwnMilenage(Optional.empty()), new byte[16], new byte[16]);
        TestCard card = card(slot, anySequence(), UST_WITH_GSM_ACCESS);
        GsmTriplet triplet = GsmTriplet.of(AkaChoice.MILENAGE.algorithm(slot.k(), slot.opc()), new byte[16]);
        assertThat(card.data("00880080 11 10" + "00".repeat(16)))
                .isEqualToIgnoringCase("04" + HEX.formatHex(triplet.sres()) + "08"
                        + HEX.formatHex(triplet.kc().reveal()));
    }

    /** Every choice of lengths, with short and long K, over a switch from Milenage to TUAK and back. */
    @Test
    void switchesBetweenAlgorithms() {
        TestCard card = TestCard.install(Keys.installParameters(3));
        byte[] k = new byte[32];
        byte[] topc = new byte[32];
        new Random(35_231).nextBytes(k);
        new Random(35_232).nextBytes(topc);
        StoreSlotCommand keys = Keys.slot(2);
        StoreSlotCommand tuakSlot = new StoreSlotCommand(
                new SlotIndex(2),
                new AkaChoice.Tuak(TuakParameters.DEFAULT),
                OtaAlgorithm.AES_128,
                SecretBytes.copyOf(k),
                SecretBytes.copyOf(topc),
                keys.kic(),
                keys.kid(),
                keys.kik(),
                Optional.empty(),
                Optional.empty());
        Issuer.personalise(card, Keys.slot(1), tuakSlot, Keys.slot(3)).ok(new FinaliseCommand().toApdu());
        card.reset();
        Usim usim = new Usim(card);
        assertThat(usim.authenticate(1, 1)).isTrue();
        Ota.operator(card, 1).ok(Commands.switchTo(2));
        card.reset();
        Tuak tuak = new Tuak(tuakSlot.k(), tuakSlot.opc());
        byte[] rand = new byte[16];
        AkaVector vector = AkaVector.generate(tuak, rand, SequenceNumber.of(1, 0, 5), Amf.SEPARATED);
        card.selectUsim();
        assertThat(usim.challenge(1, 2).status()).hasToString("9862");
        assertThat(HEX.formatHex(card.transmit(AuthenticateAnswer.command(rand, vector.autn()))
                        .data()))
                .startsWith("db" + lengthAndValue(vector.xres()));
        Ota.operator(card, 2)
                .ok(Commands.switchTo(3, Commands.NEW_IMSI, Commands.OTHER_TRANSFER, 2, FallbackRule.NEVER));
        card.reset();
        card.selectUsim();
        assertThat(card.transmit(AuthenticateAnswer.command(rand, vector.autn()))
                        .status())
                .hasToString("9862");
        assertThat(usim.authenticate(3, 1)).isTrue();
    }

    @Test
    void followsTheScenarioOfAnnexC2() {
        TestCard card = Issuer.issue(1);
        Usim usim = new Usim(card);
        card.selectUsim();
        for (VectorFile.Row step : VectorSets.shipped()
                .file("sqn/annex_c2_scenario_calculated.csv")
                .rows()) {
            SequenceNumber sqn = SequenceNumber.decode(step.hex("SQN"));
            AkaVector vector = usim.vector(1, sqn);
            byte[] answer = card.transmit(AuthenticateAnswer.command(vector.rand(), vector.autn()))
                    .data();
            if (step.get("verdict").equals("accept")) {
                assertThat(answer).as("step %s", step.get("step")).startsWith(0xDB, 8);
            } else {
                assertThat(answer).as("step %s", step.get("step")).startsWith(0xDC, 14);
                String note = step.get("auts_note");
                SequenceNumber expected =
                        SequenceNumber.decode(HEX.parseHex(note.substring(note.lastIndexOf(' ') + 1)));
                assertThat(auts(answer).verify(Keys.milenage(1), vector.rand())).contains(expected);
            }
        }
    }

    private static Auts auts(byte[] answer) {
        return Auts.decode(Arrays.copyOfRange(answer, 2, 16));
    }

    /** SQNs in random order over all IND, with and without a limit: the card and the model always agree. */
    @ParameterizedTest
    @MethodSource("limits")
    void agreesWithTheModelForAnyOrderOfSequenceNumbers(int deltaBits) {
        TestCard card = Issuer.issue(
                new InstallParameters(
                        1, deltaBits, Keys.MANUFACTURER_KIC, Keys.MANUFACTURER_KID, Keys.MANUFACTURER_KIK),
                OtaAlgorithm.AES_128);
        Usim usim = new Usim(card);
        card.selectUsim();
        Random random = new Random(deltaBits);
        SequenceNumberArray model = SequenceNumberArray.fresh(5, 1L << deltaBits);
        for (int i = 0; i < 400; i++) {
            long highest = model.highest().seq();
            int bits = random.nextInt(deltaBits + 3);
            long seq = Math.max(0, highest + (random.nextInt(4) == 0 ? -1 : 1) * (random.nextLong() >>> 64 - bits - 1));
            seq = random.nextInt(8) == 0 ? highest + (1L << deltaBits) + random.nextInt(2) : seq;
            SequenceNumber sqn = SequenceNumber.of(seq & (1L << 43) - 1, random.nextInt(32), 5);
            AkaVector vector = usim.vector(1, sqn);
            byte[] answer = card.transmit(AuthenticateAnswer.command(vector.rand(), vector.autn()))
                    .data();
            boolean fresh = model.check(sqn) == SequenceNumberArray.Verdict.ACCEPTED;
            assertThat(answer[0]).as("step %d: %s", i, sqn).isEqualTo((byte) (fresh ? 0xDB : 0xDC));
            if (fresh) {
                model = model.accept(sqn);
            } else {
                assertThat(auts(answer).verify(Keys.milenage(1), vector.rand())).contains(model.highest());
            }
        }
    }

    static Stream<Integer> limits() {
        return Stream.of(1, 2, 3, 8, 11, 19, 28, 35, 41);
    }

    @Test
    void answersAWrongMacWith9862AndRemembersNothing() {
        TestCard card = Issuer.issue(1);
        Usim usim = new Usim(card);
        card.selectUsim();
        AkaVector vector = usim.vector(1, SequenceNumber.of(9, 0, 5));
        byte[] autn = vector.autn().encode();
        for (int octet = 0; octet < 16; octet++) {
            byte[] forged = autn.clone();
            forged[octet] ^= 0x10;
            ResponseApdu answer = challenge(card, vector.rand(), forged);
            assertThat(answer.status().toString()).as("AUTN byte %d", octet).isEqualTo("9862");
            assertThat(answer.data()).isEmpty();
        }
        assertThat(challenge(card, vector.rand(), autn).data()).startsWith(0xDB);
    }

    /** An old SQN under a wrong MAC must give 9862, not AUTS: else anybody could ask for SQN_MS. */
    @Test
    void checksTheMacBeforeTheSequenceNumber() {
        TestCard card = Issuer.issue(1);
        Usim usim = new Usim(card);
        card.selectUsim();
        AkaVector vector = usim.vector(1, SequenceNumber.of(0, 0, 5));
        byte[] autn = vector.autn().encode();
        autn[15] ^= 1;
        assertThat(challenge(card, vector.rand(), autn).status().toString()).isEqualTo("9862");
    }

    private static ResponseApdu challenge(TestCard card, byte[] rand, byte[] autn) {
        return card.transmit("00880081 22 10" + HEX.formatHex(rand) + "10" + HEX.formatHex(autn));
    }

    @Test
    void keepsSequenceNumbersOverAReset() {
        TestCard card = Issuer.issue(1);
        Usim usim = new Usim(card);
        assertThat(usim.authenticate(1, 5)).isTrue();
        card.reset();
        assertThat(usim.challenge(1, 5).data()).startsWith(0xDC);
        assertThat(usim.authenticate(1, 6)).isTrue();
    }

    @Test
    void leavesOutKcWithoutService27AndRefusesGsmContextWithoutService38() {
        byte[] k = Keys.slot(1).k().reveal();
        TestCard card = card(k, Keys.slot(1).opc().reveal(), 28, UST_BARE);
        AkaVector vector = new Usim(card).vector(1, SequenceNumber.of(1, 0, 5));
        assertThat(challenge(card, vector.rand(), vector.autn().encode()).data())
                .hasSize(44);
        assertThat(card.status("00880080 11 10" + HEX.formatHex(new byte[16]))).isEqualTo("9864");
    }

    @Test
    void wantsAdfUsimToBeCurrent() {
        TestCard card = Issuer.issue(1);
        String command = "00880081 22 10" + HEX.formatHex(new byte[16]) + "10" + HEX.formatHex(new byte[16]);
        assertThat(card.status(command)).isEqualTo("6985");
        card.selectUsim();
        assertThat(card.status(command)).isEqualTo("9862");
        card.data("00A4000C023F00");
        assertThat(card.status(command)).isEqualTo("6985");
        card.data("00A4000C027FFF");
        assertThat(card.status(command)).isEqualTo("9862");
    }

    @Test
    void refusesToAuthenticateBeforeIssue() {
        TestCard card = TestCard.install(Keys.installParameters(1));
        card.selectUsim();
        String command = "00880081 22 10" + HEX.formatHex(new byte[16]) + "10" + HEX.formatHex(new byte[16]);
        assertThat(card.status(command)).isEqualTo("6985");
    }

    @Test
    void refusesWrongParametersAndLengths() {
        TestCard card = Issuer.issue(1);
        card.selectUsim();
        String rand = "10" + HEX.formatHex(new byte[16]);
        assertThat(card.status("00880181 22 " + rand + rand)).isEqualTo("6A86");
        assertThat(card.status("00880082 22 " + rand + rand)).isEqualTo("6A86");
        assertThat(card.status("00880001 22 " + rand + rand)).isEqualTo("6A86");
        assertThat(card.status("00880081 11 " + rand)).isEqualTo("6700");
        assertThat(card.status("00880080 22 " + rand + rand)).isEqualTo("6700");
        assertThat(card.status("00880081 22 " + rand + "0F" + rand.substring(2)))
                .isEqualTo("6700");
        assertThat(card.status("00880081 22 11" + rand.substring(2) + rand)).isEqualTo("6700");
        assertThat(card.status("00880081 23 " + rand + rand + "00")).isEqualTo("6700");
        assertThat(card.status("0088008100")).isEqualTo("6700");
    }

    @Test
    void challengeOfTheSeparatedAmfIsTakenAsAnyOther() {
        TestCard card = Issuer.issue(1);
        card.selectUsim();
        byte[] rand = new byte[16];
        AkaVector vector = AkaVector.generate(Keys.milenage(1), rand, SequenceNumber.of(1, 0, 5), Amf.ZERO);
        assertThat(challenge(card, rand, vector.autn().encode()).data()).startsWith(0xDB);
    }
}
