package io.simshift.server.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderStreamTest {
    private static final String ICCID = "8912345678900000006";
    private static final String IMSI = "262029000000001";

    private final List<OrderRow> rows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final OrderStream.Sink sink = new OrderStream.Sink() {
        @Override
        public void row(OrderRow row) {
            rows.add(row);
        }

        @Override
        public void problem(int line, String message) {
            problems.add(line + ": " + message);
        }
    };

    private void read(OrderFormat format, String text) {
        OrderStream.read("o", format, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), sink);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void readsCsvInAnyOrderOfItsColumns(String end) {
        read(
                OrderFormat.CSV,
                "\uFEFFnew_imsi, iccid" + end + IMSI + "," + ICCID + end + end + "# note" + end + "1,2" + end
                        + "1,2,3");
        assertThat(rows).singleElement().satisfies(row -> {
            assertThat(row.line()).isEqualTo(2);
            assertThat(row.iccid().digits()).isEqualTo(ICCID);
            assertThat(row.newImsi().digits()).isEqualTo(IMSI);
        });
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("5: ");
        assertThat(problems.get(1)).isEqualTo("6: 2 columns are needed, not 3");
    }

    @Test
    void readsJsonArraysAndObjectsInSequence() {
        String object = "{\"iccid\": \"" + ICCID + "\",\n \"new_imsi\": \"" + IMSI + "\"}";
        read(OrderFormat.JSON, "[" + object + ",\n" + object + "]");
        assertThat(rows).extracting(OrderRow::line).containsExactly(1, 3);
        rows.clear();
        read(OrderFormat.JSON, object + "\n" + object);
        assertThat(rows).extracting(OrderRow::line).containsExactly(1, 3);
        assertThat(problems).isEmpty();
    }

    @Test
    void tellsWhatIsWrongWithAnObjectAndGoesOn() {
        read(
                OrderFormat.JSON,
                "[{\"iccid\": \"1\", \"new_imsi\": \"" + IMSI + "\"},\n{\"iccid\": \"" + ICCID + "\"},\n"
                        + "{\"iccid\": [1, {\"a\": 2}], \"new_imsi\": \"" + IMSI + "\"},\n{\"slot\": 1}]");
        assertThat(rows).isEmpty();
        assertThat(problems).hasSize(4);
        assertThat(problems.get(1)).isEqualTo("2: iccid and new_imsi are needed");
        assertThat(problems.get(2)).isEqualTo("3: the value of iccid must be a string");
        assertThat(problems.get(3)).isEqualTo("4: there is no field slot");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CSV|''|order o is empty",
                "CSV|iccid|o:1: the first line must name",
                "CSV|iccid,iccid|o:1: the first line must name",
                "JSON|''|order o is empty",
                "JSON|7|o:1: an object with iccid and new_imsi",
                "JSON|[{}|o:1: Unexpected end-of-input",
                "JSON|{\"iccid\": \"1\"|o:1: ",
                "JSON|[{]|o:1: "
            })
    void refusesWhatIsNoOrder(OrderFormat format, String text, String message) {
        assertThatThrownBy(() -> read(format, text))
                .isInstanceOf(OrderException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesALineWithoutEndBeforeItFillsTheMemory() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> OrderStream.read("o", OrderFormat.CSV, endless, sink))
                .isInstanceOf(OrderException.class)
                .hasMessage("o:1: the line is longer than 1000 characters");
    }

    @Test
    void tellsWhereTheStreamBreaksOff() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        assertThatThrownBy(() -> OrderStream.read("o", OrderFormat.CSV, broken, sink))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("order o broke off: connection reset");
        assertThatThrownBy(() -> OrderStream.read(
                        "o", OrderFormat.CSV, new ByteArrayInputStream(new byte[] {(byte) 0xC3, 0x28}), sink))
                .isInstanceOf(OrderException.class)
                .hasMessage("order o is not UTF-8 text");
    }
}
