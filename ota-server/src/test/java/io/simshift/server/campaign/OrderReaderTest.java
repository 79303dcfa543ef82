package io.simshift.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderReaderTest {
    private static final Iccid FIRST = Iccid.withCheckDigit("891234567890000000");
    private static final Iccid SECOND = Iccid.withCheckDigit("891234567890000001");
    private static final Iccid USED_UP = Iccid.withCheckDigit("891234567890000002");
    private static final Iccid FOURTH = Iccid.withCheckDigit("891234567890000003");
    private static final OperatorId DONOR = new OperatorId("A");
    private static final OperatorId RECIPIENT = new OperatorId("B");
    private static final Imsi TAKEN = new Imsi("262020000000999");

    @TempDir
    Path folder;

    private final Map<Iccid, Optional<String>> cards = new TreeMap<>();
    private final CardDirectory directory = new CardDirectory() {
        @Override
        public Optional<String> obstacle(Iccid iccid) {
            return cards.getOrDefault(iccid, Optional.of("ICCID " + iccid + " was never made"));
        }

        @Override
        public Optional<String> obstacle(Imsi imsi) {
            return imsi.equals(TAKEN) ? Optional.of("IMSI " + imsi + " is in use already") : Optional.empty();
        }

        @Override
        public Iterator<Iccid> cards() {
            return cards.keySet().iterator();
        }
    };

    @BeforeEach
    void makeCards() {
        cards.put(FIRST, Optional.empty());
        cards.put(SECOND, Optional.empty());
        cards.put(USED_UP, Optional.of("card " + USED_UP + " has used up its list of 4 slots"));
        cards.put(FOURTH, Optional.empty());
    }

    @Test
    void readsCardsWithTheirImsis() throws IOException {
        ValidOrder order = read("iccid,new_imsi", FIRST + ",262020000000001", SECOND + ",262020000000002");
        assertThat(order.problems()).isEmpty();
        assertThat(order.rows())
                .containsExactly(
                        new OrderRow(2, FIRST, new Imsi("262020000000001")),
                        new OrderRow(3, SECOND, new Imsi("262020000000002")));
    }

    @Test
    void takesColumnsInAnyOrderAndIgnoresSpacesBlankLinesAndCarriageReturns() throws IOException {
        ValidOrder order = read("\uFEFFnew_imsi, iccid\r", "", " 262020000000001 , " + FIRST + "\r");
        assertThat(order.problems()).isEmpty();
        assertThat(order.rows()).containsExactly(new OrderRow(3, FIRST, new Imsi("262020000000001")));
    }

    @Test
    void reportsEachBadRowAndGoesOnWithTheOthers() throws IOException {
        Iccid unknown = Iccid.withCheckDigit("891234567899999999");
        ValidOrder order = read(
                "iccid,new_imsi",
                FIRST + ",26202x",
                "8912345678900000001,262020000000003",
                FIRST + ",262020000000004",
                FIRST + ",262020000000005",
                SECOND + ",262020000000004",
                SECOND + "," + TAKEN,
                unknown + ",262020000000006",
                USED_UP + ",262020000000007",
                ",262020000000008",
                "a,b,c",
                FOURTH + ",262020000000009");
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .containsExactly(
                        "order.csv:2: IMSI '26202x' is not 6 to 15 digits",
                        "order.csv:3: ICCID 8912345678900000001 has a wrong check digit",
                        "order.csv:4: ICCID " + FIRST + " stands in line 2 already",
                        "order.csv:5: ICCID " + FIRST + " stands in line 2 already",
                        "order.csv:6: IMSI 262020000000004 stands in line 4 already",
                        "order.csv:7: IMSI 262020000000999 is in use already",
                        "order.csv:7: ICCID " + SECOND + " stands in line 6 already",
                        "order.csv:8: ICCID " + unknown + " was never made",
                        "order.csv:9: card " + USED_UP + " has used up its list of 4 slots",
                        "order.csv:10: the ICCID is missing",
                        "order.csv:11: 2 columns are needed, not 3");
        assertThat(order.rows()).containsExactly(new OrderRow(12, FOURTH, new Imsi("262020000000009")));
    }

    @Test
    void givesAListOfImsisToTheCardsInTheirOrder() throws IOException {
        ValidOrder order = read("iccid,new_imsi", ",262020000000001", ",262020000000002", ",262020000000003");
        assertThat(order.rows()).extracting(OrderRow::iccid).containsExactly(FIRST, SECOND, FOURTH);
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .containsExactly("order.csv: card " + USED_UP + " has used up its list of 4 slots; it gets no IMSI");
    }

    @Test
    void takesAListWithoutTheColumnIccid() throws IOException {
        ValidOrder order = read("new_imsi", "262020000000001", "262020000000002", "262020000000003");
        assertThat(order.rows()).extracting(OrderRow::iccid).containsExactly(FIRST, SECOND, FOURTH);
    }

    @Test
    void takesOnlyTheRowsOfItsOwnMove() throws IOException {
        ValidOrder order = read(
                "from,to,iccid,new_imsi",
                "A,B," + FIRST + ",262020000000001",
                "B,C," + FIRST + ",262030000000001",
                "A,C," + SECOND + ",nonsense",
                "A,B," + SECOND + ",262020000000001");
        assertThat(order.rows()).containsExactly(new OrderRow(2, FIRST, new Imsi("262020000000001")));
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .containsExactly("order.csv:5: IMSI 262020000000001 stands in line 2 already");
    }

    @Test
    void reportsTooFewImsis() throws IOException {
        ValidOrder order = read("iccid,new_imsi", ",262020000000001");
        assertThat(order.rows()).hasSize(1);
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .containsExactly("order.csv: too few IMSIs: 2 cards get none, from ICCID " + SECOND + " on");
    }

    @Test
    void reportsTooManyImsis() throws IOException {
        cards.keySet().retainAll(List.of(FIRST));
        ValidOrder order = read("iccid,new_imsi", ",262020000000001", ",262020000000002");
        assertThat(order.rows()).hasSize(1);
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .containsExactly("order.csv:3: there is no card left for this IMSI");
    }

    @Test
    void reportsAnIccidBelowRowsWithout() throws IOException {
        ValidOrder order = read("iccid,new_imsi", ",262020000000001", SECOND + ",262020000000002");
        assertThat(order.problems())
                .extracting(OrderProblem::toString)
                .contains("order.csv:3: an ICCID, but the rows above have none");
    }

    @Test
    void reportsAnOrderWithoutRows() throws IOException {
        assertThat(read("iccid,new_imsi").problems())
                .extracting(OrderProblem::toString)
                .containsExactly("order.csv: there is no row for a move from A to B");
    }

    @Test
    void refusesAFileWithoutTheColumns() {
        for (String header :
                List.of("", "imsi", "iccid", "iccid,new_imsi,extra", "new_imsi,new_imsi", "from,iccid,new_imsi")) {
            assertThatThrownBy(() -> read(header, "x"))
                    .isInstanceOf(OrderException.class)
                    .hasMessage("order.csv:1: the first line must name the columns iccid,new_imsi or"
                            + " from,to,iccid,new_imsi");
        }
    }

    @Test
    void saysThatAFileIsMissingOrNoText() throws IOException {
        Path missing = folder.resolve("missing.csv");
        assertThatThrownBy(() -> OrderReader.read(missing, directory, DONOR, RECIPIENT))
                .hasMessage("order " + missing + ": there is no such file");
        Path binary = Files.write(folder.resolve("binary.csv"), new byte[] {(byte) 0xC3, 0x28, 0x0A});
        assertThatThrownBy(() -> OrderReader.read(binary, directory, DONOR, RECIPIENT))
                .hasMessage("order " + binary + ": the file is not text in UTF-8");
    }

    private ValidOrder read(String... lines) throws IOException {
        Path file = Files.write(folder.resolve("order.csv"), List.of(lines));
        return OrderReader.read(file, directory, DONOR, RECIPIENT);
    }
}
