package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values of AKA: their limits, that they keep their bytes, and when two are the same. */
class AkaValueTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes KEY = secret(16, 1);
    private static final SecretBytes OTHER_KEY = secret(16, 2);
    private static final byte[] RAND = bytes(16, 3);

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static SecretBytes secret(int length, int value) {
        return SecretBytes.copyOf(bytes(length, value));
    }

    private static void refused(ThrowingCallable made) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void managementFieldHasTwoBytes() {
        assertThat(new Amf(0xFFFF).encode()).containsExactly(0xFF, 0xFF);
        assertThat(Amf.SEPARATED).hasToString("8000");
        assertThat(Amf.SEPARATED.encode()).containsExactly(0x80, 0x00);
        refused(() -> new Amf(0x10000));
        refused(() -> new Amf(-1));
    }

    @Test
    void sequenceNumbersHaveTheirLimits() {
        assertThat(new SequenceNumber(0xFFFF_FFFF_FFFFL, 0).seq()).isEqualTo(0xFFFF_FFFF_FFFFL);
        refused(() -> new SequenceNumber(0x1_0000_0000_0000L));
        refused(() -> new SequenceNumber(-1));
        assertThat(new SequenceNumber(0x1FFFF, 16).ind()).isEqualTo(0xFFFF);
        assertThat(new SequenceNumber(0x1FFFF, 16).seq()).isEqualTo(1);
        refused(() -> new SequenceNumber(0, 17));
        refused(() -> new SequenceNumber(0, -1));
        assertThat(SequenceNumber.of(0x7FF_FFFF_FFFFL, 31, 5).value()).isEqualTo(0xFFFF_FFFF_FFFFL);
        refused(() -> SequenceNumber.of(0x800_0000_0000L, 0, 5));
        refused(() -> SequenceNumber.of(-1, 0, 5));
        refused(() -> SequenceNumber.of(0, -1, 5));
        assertThat(new SequenceNumber(0xAB).encode()).containsExactly(0, 0, 0, 0, 0, 0xAB);
        assertThat(new SequenceNumber(0xAB)).hasToString("0000000000ab");
        assertThat(new SequenceNumber(0xAB).withIndexBits(4).ind()).isEqualTo(0xB);
        assertThat(new SequenceNumber(1)).isLessThan(new SequenceNumber(2));
        assertThat(new SequenceNumber(2).compareTo(new SequenceNumber(1))).isPositive();
    }

    @Test
    void theNextSequenceNumberIsOneHigherWithItsOwnIndex() {
        assertThat(SequenceNumber.of(7, 3, 5).next(9)).isEqualTo(SequenceNumber.of(8, 9, 5));
        SequenceNumber lastButOne = SequenceNumber.of((0xFFFF_FFFF_FFFFL >> 5) - 1, 0, 5);
        assertThat(lastButOne.next(31).value()).isEqualTo(0xFFFF_FFFF_FFFFL);
        assertThatThrownBy(() -> lastButOne.next(31).next(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void arraysAreTheSameWhereTheyAcceptedTheSame() {
        SequenceNumberArray fresh = SequenceNumberArray.fresh();
        SequenceNumberArray after = fresh.accept(SequenceNumber.of(1, 4, 5));
        assertThat(after)
                .isEqualTo(SequenceNumberArray.fresh().accept(SequenceNumber.of(1, 4, 5)))
                .hasSameHashCodeAs(SequenceNumberArray.fresh().accept(SequenceNumber.of(1, 4, 5)))
                .isNotEqualTo(fresh)
                .isNotEqualTo("another type");
        assertThat(after.hashCode()).isNotEqualTo(fresh.hashCode());
        assertThat(fresh).isNotEqualTo(SequenceNumberArray.fresh(5, 7));
        assertThat(SequenceNumberArray.fresh(4, 7)).isNotEqualTo(SequenceNumberArray.fresh(3, 7));
        assertThat(after).hasToString("SequenceNumberArray[highest 000000000024]");
        assertThat(fresh.highest())
                .as("an accepted number changes the new array only")
                .isEqualTo(SequenceNumber.ZERO);
        SequenceNumberArray.fresh(16, 1);
        refused(() -> SequenceNumberArray.fresh(17, 1));
        refused(() -> SequenceNumberArray.fresh(-1, 1));
        refused(() -> SequenceNumberArray.fresh(5, 0));
    }

    @Test
    void arrayTakesWhatIsHigherForItsIndexAndNotTooFarAhead() {
        SequenceNumberArray array = SequenceNumberArray.fresh(5, 10).accept(SequenceNumber.of(9, 1, 5));
        assertThat(array.check(SequenceNumber.of(9, 1, 5))).isEqualTo(SequenceNumberArray.Verdict.NOT_FRESH);
        assertThat(array.check(SequenceNumber.of(0, 2, 5))).isEqualTo(SequenceNumberArray.Verdict.NOT_FRESH);
        assertThat(array.check(SequenceNumber.of(1, 2, 5))).isEqualTo(SequenceNumberArray.Verdict.ACCEPTED);
        assertThat(array.check(SequenceNumber.of(19, 2, 5))).isEqualTo(SequenceNumberArray.Verdict.ACCEPTED);
        assertThat(array.check(SequenceNumber.of(20, 2, 5))).isEqualTo(SequenceNumberArray.Verdict.TOO_FAR_AHEAD);
        assertThat(array.highest()).isEqualTo(SequenceNumber.of(9, 1, 5));
    }

    @Test
    void constantsOfMilenageHaveTheirLimits() {
        List<byte[]> c = IntStream.range(0, 5).mapToObj(i -> new byte[16]).toList();
        List<Integer> r = List.of(0, 127, 64, 1, 63);
        MilenageConstants constants = new MilenageConstants(c, r);
        c.get(0)[0] = 9;
        constants.c().get(1)[0] = 9;
        assertThat(constants.c()).allSatisfy(constant -> assertThat(constant).containsOnly(0));
        assertThat(constants.r()).isEqualTo(r);
        refused(() -> new MilenageConstants(c, List.of(0, 128, 0, 0, 0)));
        refused(() -> new MilenageConstants(c, List.of(0, -1, 0, 0, 0)));
        refused(() -> new MilenageConstants(c, List.of(0, 0, 0, 0)));
        refused(() -> new MilenageConstants(c.subList(0, 4), r));
        refused(() -> new MilenageConstants(
                IntStream.range(0, 5).mapToObj(i -> new byte[15 + i]).toList(), r));
    }

    @Test
    void vectorsAreTheSameWhereEveryValueIs() {
        Autn autn = new Autn(bytes(6, 4), Amf.ZERO, bytes(8, 5));
        Autn otherAutn = new Autn(bytes(6, 4), Amf.SEPARATED, bytes(8, 5));
        byte[] xres = bytes(8, 6);
        AkaVector vector = new AkaVector(RAND, autn, xres, KEY, KEY);
        List<AkaVector> others = List.of(
                new AkaVector(bytes(16, 9), autn, xres, KEY, KEY),
                new AkaVector(RAND, otherAutn, xres, KEY, KEY),
                new AkaVector(RAND, autn, bytes(8, 9), KEY, KEY),
                new AkaVector(RAND, autn, xres, OTHER_KEY, KEY),
                new AkaVector(RAND, autn, xres, KEY, OTHER_KEY));
        assertDistinct(vector, new AkaVector(RAND.clone(), autn, xres.clone(), KEY, KEY), others);
        assertThat(vector.hashCode()).isNotEqualTo(others.get(1).hashCode());
        assertThat(vector.accepts(bytes(8, 6))).isTrue();
        assertThat(vector.accepts(bytes(8, 7))).isFalse();
        assertThat(vector.accepts(bytes(4, 6))).isFalse();
        vector.xres()[0] = 9;
        vector.rand()[0] = 9;
        assertThat(vector.xres()).containsOnly(6);
        assertThat(vector.rand()).containsOnly(3);
        assertThat(vector).hasToString("AkaVector[RAND " + "03".repeat(16) + ", AUTN " + autn + "]");
    }

    private static <T> void assertDistinct(T value, T same, List<T> others) {
        assertThat(value).isEqualTo(same).hasSameHashCodeAs(same).isNotEqualTo("another type");
        assertThat(others).doesNotContain(value);
    }

    @Test
    void tokensKeepTheirBytes() {
        byte[] sqn = bytes(6, 4);
        byte[] mac = bytes(8, 5);
        Autn autn = new Autn(sqn, new Amf(0x8001), mac);
        Auts auts = new Auts(sqn, mac);
        sqn[0] = 9;
        mac[0] = 9;
        List.of(autn.concealedSqn(), autn.macA(), auts.concealedSqn(), auts.macS())
                .forEach(copy -> copy[1] = 9);
        assertThat(autn).hasToString("0404040404048001" + "05".repeat(8));
        assertThat(auts).hasToString("040404040404" + "05".repeat(8));
        assertDistinct(
                autn,
                Autn.decode(autn.encode()),
                List.of(
                        new Autn(bytes(6, 4), Amf.ZERO, bytes(8, 5)),
                        new Autn(bytes(6, 3), new Amf(0x8001), bytes(8, 5))));
        assertDistinct(auts, Auts.decode(auts.encode()), List.of(new Auts(bytes(6, 4), bytes(8, 6))));
        assertThat(autn.hashCode()).isNotEqualTo(new Autn(bytes(6, 3), Amf.ZERO, bytes(8, 5)).hashCode());
        assertThat(auts.hashCode()).isNotEqualTo(new Auts(bytes(6, 4), bytes(8, 6)).hashCode());
        refused(() -> new Autn(bytes(5, 0), Amf.ZERO, bytes(8, 0)));
        refused(() -> new Autn(bytes(6, 0), Amf.ZERO, bytes(9, 0)));
        refused(() -> new Auts(bytes(7, 0), bytes(8, 0)));
        refused(() -> new Auts(bytes(6, 0), bytes(7, 0)));
    }

    @Test
    void tripletsAreMadeByTheConversionsOfTheStandard() {
        assertThat(GsmTriplet.c2(HEX.parseHex("0102030410203040a0b0c0d0fffefdfc")))
                .isEqualTo(HEX.parseHex("4e6c0e68"));
        assertThat(GsmTriplet.c2(HEX.parseHex("010203041020"))).isEqualTo(HEX.parseHex("11220304"));
        refused(() -> GsmTriplet.c2(new byte[17]));
        assertThat(GsmTriplet.c3(
                                SecretBytes.copyOf(HEX.parseHex("01020304050607081020304050607080")),
                                SecretBytes.copyOf(HEX.parseHex("00000000000000ff000000000000ff00")))
                        .reveal())
                .isEqualTo(HEX.parseHex("1122334455668877"));
        refused(() -> GsmTriplet.c3(secret(15, 0), KEY));
        refused(() -> GsmTriplet.c3(KEY, secret(17, 0)));
        GsmTriplet triplet = new GsmTriplet(RAND, bytes(4, 1), KEY);
        triplet.rand()[0] = 9;
        triplet.sres()[0] = 9;
        assertThat(triplet).hasToString("GsmTriplet[RAND " + "03".repeat(16) + "]");
        assertThat(triplet.sres()).containsOnly(1);
        assertDistinct(
                triplet,
                new GsmTriplet(RAND.clone(), bytes(4, 1), KEY),
                List.of(
                        new GsmTriplet(bytes(16, 9), bytes(4, 1), KEY),
                        new GsmTriplet(RAND, bytes(4, 2), KEY),
                        new GsmTriplet(RAND, bytes(4, 1), OTHER_KEY)));
        assertThat(triplet.hashCode()).isNotEqualTo(new GsmTriplet(bytes(16, 9), bytes(4, 1), KEY).hashCode());
    }

    @Test
    void answersAreTheSameWhereEveryValueIs() {
        Optional<SecretBytes> kc = Optional.of(secret(8, 1));
        AuthenticateAnswer.Success success = new AuthenticateAnswer.Success(bytes(8, 1), KEY, KEY, kc);
        assertDistinct(
                success,
                new AuthenticateAnswer.Success(bytes(8, 1), KEY, KEY, kc),
                List.of(
                        new AuthenticateAnswer.Success(bytes(8, 2), KEY, KEY, kc),
                        new AuthenticateAnswer.Success(bytes(8, 1), OTHER_KEY, KEY, kc),
                        new AuthenticateAnswer.Success(bytes(8, 1), KEY, OTHER_KEY, kc),
                        new AuthenticateAnswer.Success(bytes(8, 1), KEY, KEY, Optional.empty())));
        assertThat(success).hasToString("Success[]");
        assertThat(success.hashCode())
                .isNotEqualTo(new AuthenticateAnswer.Success(bytes(8, 2), KEY, KEY, kc).hashCode());
        AuthenticateAnswer.Gsm gsm = new AuthenticateAnswer.Gsm(bytes(4, 1), KEY);
        assertDistinct(
                gsm,
                new AuthenticateAnswer.Gsm(bytes(4, 1), KEY),
                List.of(
                        new AuthenticateAnswer.Gsm(bytes(4, 2), KEY),
                        new AuthenticateAnswer.Gsm(bytes(4, 1), OTHER_KEY)));
        assertThat(gsm).hasToString("Gsm[]");
        assertThat(gsm.hashCode()).isNotEqualTo(new AuthenticateAnswer.Gsm(bytes(4, 2), KEY).hashCode());
    }

    @ParameterizedTest
    @CsvSource({
        "db03010203, 1, 'RES has 4 to 16, or 32 bytes, not 3'",
        "db1100, 1, 'RES has 4 to 16, or 32 bytes, not 17'",
        "db0401020304 0f, 6, 'CK has 16 or 32 bytes, not 15'",
        "dc0d00, 1, 'AUTS has 14, 22 or 38 bytes, not 13'",
        "0401020304 07, 5, 'Kc has 8 bytes, not 7'",
        "62, 0, an answer begins with DB",
        "0301020304, 0, an answer begins with DB",
        "04010203040801020304050607ff00, 14, 1 bytes too many",
    })
    void namesThePlaceWhereAnAnswerIsWrong(String answer, int offset, String message) {
        WireFormatException fault = catchThrowableOfType(
                WireFormatException.class, () -> AuthenticateAnswer.decode(HEX.parseHex(answer.replace(" ", ""))));
        assertThat(fault.offset()).isEqualTo(offset);
        assertThat(fault).hasMessageContaining(message);
    }

    @Test
    void answersTakeTheShortestAndTheLongestRes() {
        String keys = ("10" + "00".repeat(16)).repeat(2);
        for (int length : new int[] {4, 16}) {
            String answer = String.format("db%02x", length) + "07".repeat(length) + keys;
            AuthenticateAnswer.Success success =
                    (AuthenticateAnswer.Success) AuthenticateAnswer.decode(HEX.parseHex(answer));
            assertThat(success.res()).hasSize(length).containsOnly(7);
            assertThat(success.kc()).isEmpty();
        }
    }

    @Test
    void concealmentIsUndoneByItself() {
        byte[] sqn = HEX.parseHex("000102030405");
        byte[] ak = HEX.parseHex("f0f0f0f0f0f0");
        assertThat(Concealment.apply(sqn, ak)).isEqualTo(HEX.parseHex("f0f1f2f3f4f5"));
        assertThat(Concealment.apply(Concealment.apply(sqn, ak), ak)).isEqualTo(sqn);
    }

    @Test
    void valuesOfASubscriberShowNothing() {
        List<Object> shown = new ArrayList<>();
        Milenage milenage = new Milenage(KEY, OTHER_KEY);
        shown.add(milenage.responses(RAND));
        shown.add(milenage.quintet(RAND, SequenceNumber.ZERO, Amf.ZERO));
        assertThat(shown).extracting(Object::toString).containsExactly("Responses[]", "Quintet[]");
    }
}
