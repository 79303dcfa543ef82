package io.simshift.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VectorFileTest {
    @Test
    void readsQuotesCommasAndEmbeddedJson() {
        VectorFile file =
                VectorFile.parse("a/b.csv", "id,hex,json\r\nx,0aFF,\"{\"\"a\"\": 1, \"\"b\"\": \"\"\"\"}\"\r\n");
        VectorFile.Row row = file.rows().get(0);
        assertThat(row.id()).isEqualTo("x");
        assertThat(row.hex("hex")).containsExactly(0x0A, 0xFF);
        assertThat(row.get("json")).isEqualTo("{\"a\": 1, \"b\": \"\"}");
        assertThat(row).hasToString("a/b.csv:2 x");
    }

    @Test
    void countsLinesAcrossQuotedLineEnds() {
        VectorFile file = VectorFile.parse("f", "id,text\n1,\"two\nlines\"\n\n2,last");
        assertThat(file.rows()).extracting(VectorFile.Row::line).containsExactly(2, 5);
        assertThat(file.rows().get(0).get("text")).isEqualTo("two\nlines");
        assertThat(file.rows().get(1).get("text")).isEqualTo("last");
    }

    @Test
    void keepsEmptyFieldsAtTheEnd() {
        VectorFile.Row row = VectorFile.parse("f", "id,a,b\n,,\n").rows().get(0);
        assertThat(row.id()).isEqualTo("line 2");
        assertThat(row.get("b")).isEmpty();
        assertThat(row.hex("a")).isEmpty();
    }

    @Test
    void saysWhereAFileIsMalformed() {
        assertFails("", "f:1: there is no line");
        assertFails("a,a\n", "f:1: two columns");
        assertFails("a,b\n1\n", "f:2: 1 fields where there are 2 columns");
        assertFails("a\n\"open\n\n", "f:2: a quoted field has no closing quote");
        assertFails("a\n\"x\"y\n", "f:2: text behind");
        assertFails("a\nx\"y\n", "f:2: a quote inside");
    }

    @Test
    void saysWhereAValueIsMalformed() {
        VectorFile.Row row = VectorFile.parse("f", "id,n\n1,zz\n").rows().get(0);
        assertThatThrownBy(() -> row.hex("n"))
                .isInstanceOf(VectorException.class)
                .hasMessageContaining("f:2: column 'n'");
        assertThatThrownBy(() -> row.number("n")).hasMessageContaining("f:2: column 'n' is not a number");
        assertThatThrownBy(() -> row.get("m")).hasMessageContaining("f:2: there is no column 'm'");
    }

    private static void assertFails(String text, String message) {
        assertThatThrownBy(() -> VectorFile.parse("f", text))
                .isInstanceOf(VectorException.class)
                .hasMessageContaining(message);
    }
}
