package io.simshift.protocol.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.vectors.VectorFile;
import io.simshift.vectors.VectorSets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TuakTest {
    private static final int SHA3_256_RATE = 136;
    private static final SecretBytes K = secret("abababababababababababababababab");
    private static final SecretBytes TOPC = secret("bd04d9530e87513c5d837ac2ad954623a8e2330c115305a73eb45d1f40cccbff");
    private static final byte[] RAND = HexFormat.of().parseHex("42424242424242424242424242424242");
    private static final SequenceNumber SQN = SequenceNumber.of(5, 3, 5);

    static List<VectorFile.Row> permutations() {
        return VectorSets.shipped().file("tuak/keccak_f1600.csv").rows();
    }

    static List<VectorFile.Row> testSets() {
        return VectorSets.shipped().file("tuak/tuak_ts35233.csv").rows();
    }

    static Stream<TuakParameters> allLengths() {
        return IntStream.of(8, 16, 32)
                .boxed()
                .flatMap(mac -> IntStream.of(4, 8, 16, 32)
                        .boxed()
                        .flatMap(res -> IntStream.of(16, 32)
                                .boxed()
                                .flatMap(ck ->
                                        IntStream.of(16, 32).mapToObj(ik -> new TuakParameters(mac, res, ck, ik, 1)))));
    }

    @ParameterizedTest
    @MethodSource("permutations")
    void permutesAsTheTestDataSay(VectorFile.Row row) {
        byte[] state = row.hex("input_state_hex");
        Keccak.permute(state);
        assertThat(state).isEqualTo(row.hex("output_state_hex"));
    }

    /** SHA3-256 of a message of less than one block is one permutation (FIPS 202 6.1). */
    @Test
    void permutesAsTheHashOfThePlatform() throws NoSuchAlgorithmException {
        Random random = new Random(35_231);
        MessageDigest sha3 = MessageDigest.getInstance("SHA3-256");
        for (int length = 0; length < SHA3_256_RATE; length++) {
            byte[] message = new byte[length];
            random.nextBytes(message);
            byte[] state = Arrays.copyOf(message, Keccak.STATE_BYTES);
            state[length] ^= 0x06;
            state[SHA3_256_RATE - 1] ^= (byte) 0x80;
            Keccak.permute(state);
            assertThat(Arrays.copyOf(state, 32)).isEqualTo(sha3.digest(message));
        }
    }

    @ParameterizedTest
    @MethodSource("testSets")
    void agreesWithTestSets(VectorFile.Row row) {
        int iterations = (int) row.number("keccak_iterations");
        SecretBytes k = SecretBytes.copyOf(row.hex("K"));
        SecretBytes topc = Tuak.deriveTopc(k, SecretBytes.copyOf(row.hex("TOP")), iterations);
        assertThat(topc.reveal()).isEqualTo(row.hex("TOPc"));
        TuakParameters parameters = new TuakParameters(
                (int) row.number("MAC_bits") / 8,
                (int) row.number("RES_bits") / 8,
                (int) row.number("CK_bits") / 8,
                (int) row.number("IK_bits") / 8,
                iterations);
        Tuak tuak = new Tuak(k, topc, parameters);
        byte[] rand = row.hex("RAND");
        SequenceNumber sqn = SequenceNumber.decode(row.hex("SQN"));
        Amf amf = new Amf(Integer.parseInt(row.get("AMF"), 16));
        assertThat(tuak.f1(rand, sqn, amf)).isEqualTo(row.hex("f1_MAC_A"));
        assertThat(tuak.f1star(rand, sqn, amf)).isEqualTo(row.hex("f1star_MAC_S"));
        assertThat(tuak.f2(rand)).isEqualTo(row.hex("f2_RES"));
        assertThat(tuak.f3(rand).reveal()).isEqualTo(row.hex("f3_CK"));
        assertThat(tuak.f4(rand).reveal()).isEqualTo(row.hex("f4_IK"));
        assertThat(tuak.f5(rand)).isEqualTo(row.hex("f5_AK"));
        assertThat(tuak.f5star(rand)).isEqualTo(row.hex("f5star_AKS"));
        assertThat(AkaVector.generate(tuak, rand, sqn, amf).autn()).isEqualTo(Autn.of(tuak, rand, sqn, amf));
    }

    @ParameterizedTest
    @MethodSource("allLengths")
    void tokensAndAnswersOfAllLengthsGoRound(TuakParameters parameters) {
        Tuak tuak = new Tuak(K, TOPC, parameters);
        AkaVector vector = AkaVector.generate(tuak, RAND, SQN, Amf.SEPARATED);
        Autn autn = Autn.decode(vector.autn().encode());
        assertThat(autn.macA()).hasSize(parameters.macBytes());
        assertThat(autn.verify(tuak, RAND, 5)).contains(SQN);
        Auts auts = Auts.decode(Auts.of(tuak, RAND, SQN).encode());
        assertThat(auts.macS()).hasSize(parameters.macBytes());
        assertThat(auts.verify(tuak, RAND)).contains(SQN);
        AuthenticateAnswer.Success answer = answer(vector);
        assertThat(vector.accepts(answer.res())).isTrue();
        assertThat(answer.res()).hasSize(parameters.resBytes());
        assertThat(answer.ck()).isEqualTo(vector.ck());
        assertThat(answer.ck().length()).isEqualTo(parameters.ckBytes());
        assertThat(answer.ik()).isEqualTo(vector.ik());
        assertThat(answer.ik().length()).isEqualTo(parameters.ikBytes());
    }

    /** The vector's values as a card writes them. */
    private static AuthenticateAnswer.Success answer(AkaVector vector) {
        HexFormat hex = HexFormat.of();
        StringBuilder answer = new StringBuilder("db");
        for (byte[] value :
                List.of(vector.xres(), vector.ck().reveal(), vector.ik().reveal())) {
            answer.append(hex.toHexDigits((byte) value.length)).append(hex.formatHex(value));
        }
        return (AuthenticateAnswer.Success) AuthenticateAnswer.decode(hex.parseHex(answer.toString()));
    }

    /** INSTANCE holds all lengths, so that no value of one choice says anything of another's. */
    @Test
    void everyChoiceOfLengthsGivesOtherValues() {
        List<String> responses = allLengths()
                .filter(parameters -> parameters.macBytes() == 8)
                .map(parameters -> HexFormat.of()
                        .formatHex(new Tuak(K, TOPC, parameters).responses(RAND).ak()))
                .toList();
        assertThat(responses).hasSize(16).doesNotHaveDuplicates();
    }

    @Test
    void theCommandCarriesALongToken() {
        Tuak tuak = new Tuak(K, TOPC, new TuakParameters(32, 8, 16, 16, 1));
        Autn autn = Autn.of(tuak, RAND, SQN, Amf.ZERO);
        assertThat(HexFormat.of()
                        .formatHex(AuthenticateAnswer.command(RAND, autn).encode()))
                .isEqualTo("008800813a" + "10" + HexFormat.of().formatHex(RAND) + "28" + autn);
    }

    @Test
    void tokensOfAnotherMacLengthAreRefused() {
        Tuak shorter = new Tuak(K, TOPC);
        Tuak longer = new Tuak(K, TOPC, new TuakParameters(16, 8, 16, 16, 1));
        assertThat(Autn.of(longer, RAND, SQN, Amf.ZERO).verify(shorter, RAND, 5))
                .isEmpty();
        assertThat(Auts.of(shorter, RAND, SQN).verify(longer, RAND)).isEmpty();
        assertThatThrownBy(() -> Autn.decode(new byte[23])).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> Auts.decode(new byte[23])).isInstanceOf(WireFormatException.class);
    }

    @Test
    void gsmContextTakesValuesOfUsualLengthsOnly() {
        GsmTriplet triplet = GsmTriplet.of(new Tuak(K, TOPC, new TuakParameters(8, 4, 16, 16, 1)), RAND);
        assertThat(triplet.sres()).isEqualTo(HexFormat.of().parseHex("657acd64"));
        for (TuakParameters parameters : List.of(
                new TuakParameters(8, 32, 16, 16, 1),
                new TuakParameters(8, 8, 32, 16, 1),
                new TuakParameters(8, 8, 16, 32, 1))) {
            Tuak tuak = new Tuak(K, TOPC, parameters);
            assertThatThrownBy(() -> GsmTriplet.of(tuak, RAND)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesInputsOfOtherLengths() {
        SecretBytes odd = SecretBytes.copyOf(new byte[24]);
        assertThatThrownBy(() -> new Tuak(odd, TOPC)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tuak(K, K)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tuak.deriveTopc(odd, TOPC, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Tuak.deriveTopc(K, TOPC, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tuak(K, TOPC).f2(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Keccak.permute(new byte[199])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherParameters() {
        for (int[] choice : new int[][] {
            {4, 8, 16, 16, 1}, {8, 12, 16, 16, 1}, {8, 8, 8, 16, 1}, {8, 8, 16, 24, 1}, {8, 8, 16, 16, 256}
        }) {
            assertThatThrownBy(() -> new TuakParameters(choice[0], choice[1], choice[2], choice[3], choice[4]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closingTheKeysOfTheCallerChangesNothing() {
        SecretBytes k = SecretBytes.copyOf(K.reveal());
        SecretBytes topc = SecretBytes.copyOf(TOPC.reveal());
        Tuak tuak = new Tuak(k, topc);
        k.close();
        topc.close();
        assertThat(tuak.f2(RAND)).isEqualTo(new Tuak(K, TOPC).f2(RAND));
        assertThat(tuak).hasToString("Tuak[]");
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }
}
