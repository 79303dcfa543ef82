package io.simshift.simulator.auc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.simulator.auc.VectorIssuer.Resynchronisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorIssuerTest {
    @TempDir
    private Path folder;

    private SequenceFile sequence;
    private VectorIssuer issuer;

    @BeforeEach
    void open() throws IOException {
        sequence = SequenceFile.open(folder.resolve("a.sqn"));
        issuer = TestAuc.issuer(sequence, 3);
    }

    @AfterEach
    void close() throws IOException {
        sequence.close();
    }

    private AkaVector vector() throws IOException {
        return issuer.vectors(TestAuc.IMSI, 1).orElseThrow().get(0);
    }

    private static SequenceNumber sqn(AkaVector vector) {
        return vector.autn()
                .verify(TestAuc.ALGORITHM, vector.rand(), SequenceNumber.DEFAULT_INDEX_BITS)
                .orElseThrow();
    }

    private Resynchronisation resynchronise(AkaVector vector, long seqOnCard) throws IOException {
        Auts auts = Auts.of(TestAuc.ALGORITHM, vector.rand(), SequenceNumber.of(seqOnCard, 9, 5));
        return issuer.resynchronise(TestAuc.IMSI, vector.rand(), auts);
    }

    @Test
    void countsUpUnderItsOwnIndexAndWithTheSeparationBit() throws IOException {
        List<AkaVector> vectors = issuer.vectors(TestAuc.IMSI, 3).orElseThrow();
        assertThat(vectors)
                .extracting(VectorIssuerTest::sqn)
                .extracting(SequenceNumber::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(sqn(vector())).isEqualTo(SequenceNumber.of(4, 3, 5));
        assertThat(vectors).extracting(AkaVector::rand).doesNotHaveDuplicates();
        assertThat(vectors).extracting(vector -> vector.autn().amf()).containsOnly(Amf.SEPARATED);
        assertThat(sequence.last(TestAuc.IMSI).seq()).isEqualTo(4);
    }

    @Test
    void goesOnWhereItWasAfterARestart() throws IOException {
        issuer.vectors(TestAuc.IMSI, 5);
        sequence.close();
        sequence = SequenceFile.open(folder.resolve("a.sqn"));
        issuer = TestAuc.issuer(sequence, 3);
        assertThat(sqn(vector()).seq()).isEqualTo(6);
    }

    @Test
    void makesNoVectorWhoseNumberIsNotOnDisk() throws IOException {
        sequence.close();
        assertThatThrownBy(this::vector).isInstanceOf(IOException.class);
    }

    @Test
    void makesTripletsWithoutSequenceNumbers() {
        List<GsmTriplet> triplets = issuer.triplets(TestAuc.IMSI, 3).orElseThrow();
        assertThat(triplets).hasSize(3).doesNotHaveDuplicates();
        assertThat(triplets.get(0))
                .isEqualTo(GsmTriplet.of(TestAuc.ALGORITHM, triplets.get(0).rand()));
        assertThat(sequence.last(TestAuc.IMSI)).isEqualTo(SequenceNumber.ZERO);
    }

    @Test
    void knowsNobodyElse() throws IOException {
        assertThat(issuer.vectors(TestAuc.NOBODY, 1)).isEmpty();
        assertThat(issuer.triplets(TestAuc.NOBODY, 1)).isEmpty();
        AkaVector vector = vector();
        Auts auts = Auts.of(TestAuc.ALGORITHM, vector.rand(), SequenceNumber.ZERO);
        assertThat(issuer.resynchronise(TestAuc.NOBODY, vector.rand(), auts))
                .isEqualTo(Resynchronisation.UNKNOWN_SUBSCRIBER);
    }

    @Test
    void followsACardThatIsAhead() throws IOException {
        assertThat(resynchronise(vector(), 1000)).isEqualTo(Resynchronisation.DONE);
        assertThat(sqn(vector())).isEqualTo(SequenceNumber.of(1001, 3, 5));
    }

    @Test
    void followsACardThatIsFurtherBehindThanItsLimit() throws IOException {
        sequence.record(TestAuc.IMSI, SequenceNumber.of(1L << 30, 3, 5));
        assertThat(resynchronise(vector(), 7)).isEqualTo(Resynchronisation.DONE);
        assertThat(sqn(vector()).seq()).isEqualTo(8);
    }

    /** A card may have a smaller limit than the one suggested: it knows best what it accepts. */
    @Test
    void followsACardThatRefusedTheNewestVector() throws IOException {
        issuer.vectors(TestAuc.IMSI, 100);
        assertThat(resynchronise(vector(), 7)).isEqualTo(Resynchronisation.DONE);
        assertThat(sqn(vector()).seq()).isEqualTo(8);
    }

    @Test
    void isNotSetBackByAnAutsThatComesAgain() throws IOException {
        AkaVector refused = vector();
        assertThat(resynchronise(refused, 1000)).isEqualTo(Resynchronisation.DONE);
        assertThat(resynchronise(refused, 1000)).isEqualTo(Resynchronisation.NOT_NEEDED);
        issuer.vectors(TestAuc.IMSI, 10);
        assertThat(resynchronise(refused, 1000)).isEqualTo(Resynchronisation.NOT_NEEDED);
        assertThat(sqn(vector()).seq()).isEqualTo(1011);
    }

    @Test
    void believesNoAutsOfAnotherKeyOrChallenge() throws IOException {
        AkaVector vector = vector();
        SequenceNumber far = SequenceNumber.of(1L << 40, 0, 5);
        Auts otherKey = Auts.of(TestAuc.OTHER, vector.rand(), far);
        assertThat(issuer.resynchronise(TestAuc.IMSI, vector.rand(), otherKey))
                .isEqualTo(Resynchronisation.MAC_FAILURE);
        Auts otherRand = Auts.of(TestAuc.ALGORITHM, new byte[16], far);
        assertThat(issuer.resynchronise(TestAuc.IMSI, vector.rand(), otherRand))
                .isEqualTo(Resynchronisation.MAC_FAILURE);
        assertThat(sqn(vector()).seq()).isEqualTo(2);
    }

    @Test
    void refusesAnIndexThatTheCardDoesNotHave() {
        assertThatThrownBy(() -> TestAuc.issuer(sequence, 32)).hasMessage("IND is 0 to 31, not 32");
        assertThatThrownBy(() -> TestAuc.issuer(sequence, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
