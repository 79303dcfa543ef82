package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.Damage;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AkaTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecretBytes K = SecretBytes.copyOf(HEX.parseHex("465b5ce8b199b49faa5f0a2ee238a6bc"));
    private static final SecretBytes OPC = SecretBytes.copyOf(HEX.parseHex("cd63cb71954a9f4e48a5994e37a02baf"));
    private static final Milenage MILENAGE = new Milenage(K, OPC);
    private static final byte[] RAND = HEX.parseHex("23553cbe9637a89d218ae64dae47bf35");
    private static final String KEY = "000102030405060708090a0b0c0d0e0f";
    private static final SequenceNumber SQN = SequenceNumber.of(5, 3, 5);

    @Test
    void usimRefusesEveryDamagedToken() {
        byte[] token = Autn.of(MILENAGE, RAND, SQN, Amf.SEPARATED).encode();
        assertThat(Autn.decode(token).verify(MILENAGE, RAND, 5)).contains(SQN);
        for (int bit = 0; bit < 8 * token.length; bit++) {
            Autn damaged = Autn.decode(Damage.flip(token, bit));
            assertThat(damaged.verify(MILENAGE, RAND, 5)).as("bit %d", bit).isEmpty();
        }
        Damage.refusesEveryTruncation(token, Autn::decode);
        assertThatThrownBy(() -> Autn.decode(new byte[17])).isInstanceOf(WireFormatException.class);
    }

    @Test
    void aucRefusesEveryDamagedResynchronisation() {
        byte[] token = Auts.of(MILENAGE, RAND, SQN).encode();
        assertThat(Auts.decode(token).verify(MILENAGE, RAND)).contains(SQN);
        for (int bit = 0; bit < 8 * token.length; bit++) {
            Auts damaged = Auts.decode(Damage.flip(token, bit));
            assertThat(damaged.verify(MILENAGE, RAND)).as("bit %d", bit).isEmpty();
        }
        Damage.refusesEveryTruncation(token, Auts::decode);
        assertThatThrownBy(() -> Auts.decode(new byte[15])).isInstanceOf(WireFormatException.class);
    }

    @Test
    void resynchronisationOfAnotherSubscriberIsRefused() {
        Auts auts = Auts.of(new Milenage(OPC, K), RAND, SQN);
        assertThat(auts.verify(MILENAGE, RAND)).isEmpty();
    }

    /** Made with openssl's AES and rotations of 128-bit integers. */
    @Test
    void ownConstantsAgreeWithOpenssl() {
        MilenageConstants own = new MilenageConstants(
                IntStream.rangeClosed(17, 21).mapToObj(AkaTest::constant).toList(), List.of(3, 9, 27, 81, 127));
        Milenage other = new Milenage(K, OPC, own);
        assertThat(other.f1(RAND, SQN, Amf.ZERO)).isEqualTo(HEX.parseHex("6a50e424777f2aa2"));
        assertThat(other.f1star(RAND, SQN, Amf.ZERO)).isEqualTo(HEX.parseHex("512490370d32d92b"));
        assertThat(other.f5(RAND)).isEqualTo(HEX.parseHex("65976825d6a7"));
        assertThat(other.f2(RAND)).isEqualTo(HEX.parseHex("b0bb7fa1e62798bb"));
        assertThat(other.f3(RAND).reveal()).isEqualTo(HEX.parseHex("e65a218172e8382937f06450fc87995f"));
        assertThat(other.f4(RAND).reveal()).isEqualTo(HEX.parseHex("af117105877e95bff87a10af3a3d7189"));
        assertThat(other.f5star(RAND)).isEqualTo(HEX.parseHex("8c5ac0add766"));
    }

    private static byte[] constant(int last) {
        byte[] constant = new byte[16];
        constant[15] = (byte) last;
        return constant;
    }

    @Test
    void rotatesByAnyNumberOfBits() {
        byte[] block = HEX.parseHex("8000000000000000000000000000000f");
        byte[] out = new byte[16];
        MilenageConstants constants = new MilenageConstants(
                IntStream.range(0, 5).mapToObj(i -> new byte[16]).toList(), List.of(1, 4, 127, 8, 0));
        constants.mix(0, block, out, 0);
        assertThat(out).isEqualTo(HEX.parseHex("0000000000000000000000000000001f"));
        constants.mix(1, block, out, 0);
        assertThat(out).isEqualTo(HEX.parseHex("000000000000000000000000000000f8"));
        constants.mix(2, block, out, 0);
        assertThat(out).isEqualTo(HEX.parseHex("c0000000000000000000000000000007"));
        constants.mix(3, block, out, 0);
        assertThat(out).isEqualTo(HEX.parseHex("00000000000000000000000000000f80"));
    }

    @Test
    void threadsMayShareAnInstance() {
        byte[] expected = MILENAGE.f2(RAND);
        assertThat(IntStream.range(0, 2000).parallel().mapToObj(i -> MILENAGE.f2(RAND)))
                .allSatisfy(res -> assertThat(res).isEqualTo(expected));
    }

    @Test
    void refusesInputsOfOtherLengths() {
        SecretBytes shortKey = SecretBytes.copyOf(new byte[15]);
        assertThatThrownBy(() -> new Milenage(shortKey, OPC)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Milenage(K, shortKey)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Milenage.deriveOpc(K, shortKey)).isInstanceOf(IllegalArgumentException.class);
        SecretBytes longKey = SecretBytes.copyOf(new byte[32]);
        assertThatThrownBy(() -> Milenage.deriveOpc(longKey, OPC)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MILENAGE.f2(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MilenageConstants(List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sequenceNumberEndsAtItsHighestValue() {
        SequenceNumber last = new SequenceNumber(0xFFFF_FFFF_FFFFL);
        assertThat(last.ind()).isEqualTo(31);
        assertThatThrownBy(() -> last.next(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> SequenceNumber.of(1, 32, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SequenceNumber.of(1L << 59, 0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SequenceNumber.decode(new byte[7])).isInstanceOf(WireFormatException.class);
        assertThat(SequenceNumber.decode(HEX.parseHex("0000000000a3")).seq()).isEqualTo(5);
    }

    @Test
    void arrayOfOtherSizesAndLimits() {
        SequenceNumberArray unlimited = SequenceNumberArray.fresh(0, SequenceNumberArray.NO_LIMIT);
        SequenceNumber far = new SequenceNumber(0xFFFF_FFFF_FFFFL);
        assertThat(unlimited.check(far)).isEqualTo(SequenceNumberArray.Verdict.ACCEPTED);
        SequenceNumberArray after = unlimited.accept(far);
        assertThat(after.highest().value()).isEqualTo(far.value());
        assertThatThrownBy(() -> after.accept(far))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NOT_FRESH");
        assertThat(unlimited.highest()).isEqualTo(new SequenceNumber(0, 0));
        SequenceNumberArray narrow = SequenceNumberArray.fresh(5, 2);
        assertThat(narrow.check(SequenceNumber.of(2, 0, 5))).isEqualTo(SequenceNumberArray.Verdict.ACCEPTED);
        assertThat(narrow.check(SequenceNumber.of(3, 0, 5))).isEqualTo(SequenceNumberArray.Verdict.TOO_FAR_AHEAD);
    }

    @Test
    void readsAnswersOfTheUsim() {
        byte[] success = HEX.parseHex(
                "db08" + "a54211d5e3ba50bf" + "10" + "00".repeat(16) + "10" + "01".repeat(16) + "08" + "02".repeat(8));
        AuthenticateAnswer.Success answer = (AuthenticateAnswer.Success) AuthenticateAnswer.decode(success);
        assertThat(answer.res()).isEqualTo(HEX.parseHex("a54211d5e3ba50bf"));
        assertThat(answer.ik().reveal()).containsOnly(1);
        assertThat(answer.kc()).isPresent();
        Damage.neverMistakesTruncation(success, AuthenticateAnswer::decode);

        Auts auts = Auts.of(MILENAGE, RAND, SQN);
        byte[] failure = HEX.parseHex("dc0e" + auts);
        assertThat(AuthenticateAnswer.decode(failure)).isEqualTo(new AuthenticateAnswer.SynchronisationFailure(auts));
        Damage.refusesEveryTruncation(failure, AuthenticateAnswer::decode);

        byte[] gsm = HEX.parseHex("0446f8416a08eae4be823af9a08b");
        AuthenticateAnswer.Gsm gsmAnswer = (AuthenticateAnswer.Gsm) AuthenticateAnswer.decode(gsm);
        assertThat(gsmAnswer.sres()).isEqualTo(HEX.parseHex("46f8416a"));
        Damage.refusesEveryTruncation(gsm, AuthenticateAnswer::decode);
        assertThatThrownBy(() -> AuthenticateAnswer.decode(new byte[] {0x62, 0}))
                .isInstanceOf(WireFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "db03010203" + "10" + KEY + "10" + KEY,
                "db11" + KEY + "01" + "10" + KEY + "10" + KEY,
                "db0401020304" + "0f" + "000000000000000000000000000000" + "10" + KEY,
                "db0401020304" + "10" + KEY + "00",
                "db0401020304" + "10" + KEY + "10" + KEY + "0701020304050607",
                "0401020304" + "00",
                "0401020304" + "090102030405060708" + "09"
            })
    void refusesAnswersWithValuesOfOtherLengths(String answer) {
        assertThatThrownBy(() -> AuthenticateAnswer.decode(HEX.parseHex(answer)))
                .isInstanceOf(WireFormatException.class);
    }

    @Test
    void answersKeepTheirBytesAndCompareByThem() {
        byte[] success = HEX.parseHex("db0401020304" + "10" + KEY + "10" + KEY);
        AuthenticateAnswer.Success answer = (AuthenticateAnswer.Success) AuthenticateAnswer.decode(success);
        answer.res()[0] = 0x55;
        assertThat(answer.res()).containsExactly(1, 2, 3, 4);
        assertThat(answer).isEqualTo(AuthenticateAnswer.decode(success)).hasSameHashCodeAs(answer);
        AuthenticateAnswer.Gsm gsm =
                (AuthenticateAnswer.Gsm) AuthenticateAnswer.decode(HEX.parseHex("04010203040801020304050607ff"));
        gsm.sres()[0] = 0x55;
        assertThat(gsm.sres()).containsExactly(1, 2, 3, 4);
        assertThat(gsm).isEqualTo(AuthenticateAnswer.decode(HEX.parseHex("04010203040801020304050607ff")));
        assertThat(gsm).isNotEqualTo(AuthenticateAnswer.decode(HEX.parseHex("04010203050801020304050607ff")));
        assertThat(gsm.toString()).doesNotContain("0607ff");
    }

    @Test
    void buildsCommandsForTheUsim() {
        Autn autn = Autn.of(MILENAGE, RAND, SQN, Amf.ZERO);
        assertThat(AuthenticateAnswer.command(RAND, autn).encode())
                .isEqualTo(HEX.parseHex("0088008122" + "10" + HEX.formatHex(RAND) + "10" + autn));
        assertThat(AuthenticateAnswer.gsmCommand(RAND).encode())
                .isEqualTo(HEX.parseHex("0088008011" + "10" + HEX.formatHex(RAND)));
    }

    @Test
    void showsNoSecret() {
        AkaVector vector = AkaVector.generate(MILENAGE, RAND, SQN, Amf.ZERO);
        assertThat(vector.toString())
                .doesNotContain(HEX.formatHex(vector.xres()))
                .doesNotContain(HEX.formatHex(vector.ck().reveal()));
        assertThat(MILENAGE).hasToString("Milenage[]");
    }

    @Test
    void comparesCheckValuesByTheirBytes() {
        Milenage.Macs macs = new Milenage.Macs(new byte[8], new byte[8]);
        assertThat(macs)
                .isEqualTo(new Milenage.Macs(new byte[8], new byte[8]))
                .hasSameHashCodeAs(new Milenage.Macs(new byte[8], new byte[8]))
                .isNotEqualTo(new Milenage.Macs(new byte[8], new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
    }
}
