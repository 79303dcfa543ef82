package io.simshift.simulator.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Imsi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonDocumentTest {
    private static JsonField parse(String text) {
        return JsonDocument.parse("f.json", text);
    }

    private static void refuses(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(DocumentException.class).hasMessage(message);
    }

    @Test
    void readsValuesAndSkipsComments() {
        JsonObject whole = parse("// head\n{\"a\": {\"b\": [1, 2]}, /* c */ \"t\": \"x\", \"h\": \"0aFF\"}")
                .object("a", "t", "h", "z");
        assertThat(whole.required("a").object("b").required("b").list())
                .extracting(field -> field.number(1, 2))
                .containsExactly(1, 2);
        assertThat(whole.required("t").text()).isEqualTo("x");
        assertThat(whole.required("h").bytes()).containsExactly(0x0A, 0xFF);
        assertThat(whole.required("h").key(2).reveal()).containsExactly(0x0A, 0xFF);
        assertThat(whole.optional("z")).isEmpty();
    }

    @Test
    void namesFileLineAndFieldOfWhatIsWrong() {
        JsonObject whole = parse("{\n\"a\": {\n\"b\": [\n1,\n\"x\"]}}").object("a");
        JsonObject a = whole.required("a").object("b");
        JsonField second = a.required("b").list().get(1);
        refuses(() -> second.number(1, 2), "f.json:5: a.b[2]: a whole number without quotation marks is wanted here");
        refuses(() -> second.list(), "f.json:5: a.b[2]: a list in square brackets is wanted here");
        refuses(() -> second.object(), "f.json:5: a.b[2]: an object in braces is wanted here");
        refuses(() -> a.required("b").text(), "f.json:3: a.b: a text in quotation marks is wanted here");
        refuses(() -> a.required("c"), "f.json:2: a: \"c\" is missing");
        refuses(() -> whole.required("a").object("d", "e"), "f.json:3: a.b: is not known here; known are d, e");
        refuses(() -> second.as(Imsi::new), "f.json:5: a.b[2]: IMSI 'x' is not 6 to 15 digits");
        refuses(() -> a.required("b").list().get(0).number(2, 9), "f.json:4: a.b[1]: 1 is not between 2 and 9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "|f.json: is empty",
                "{} {}|f.json:1: there is more behind the end of the document",
                "{\"a\": 1, \"a\": 2}|f.json:1: a: stands there twice",
                "{\"a\": null}|f.json:1: a: has a value of a kind that has no use here",
                "{\"a\": 1.5}|f.json:1: a: has a value of a kind that has no use here",
            })
    void refusesWhatIsNoDocument(String text, String message) {
        refuses(() -> parse(text == null ? "" : text), message);
    }

    @Test
    void repeatsNoKeyThatLacksItsQuotationMarks() {
        String key = "fec86ba6eb707ed08905757b1bb44b8f";
        assertThatThrownBy(() -> parse("{\n\"k\": " + key + "}"))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith("f.json:2: not well-formed JSON: ")
                .hasMessageNotContaining("fec8");
        refuses(
                () -> parse("{\"k\": \"" + key + "0\"}")
                        .object("k")
                        .required("k")
                        .key(16),
                "f.json:1: k: is not an even number of hexadecimal digits");
        refuses(
                () -> parse("{\"k\": \"" + key + "\"}")
                        .object("k")
                        .required("k")
                        .key(32),
                "f.json:1: k: has 16 bytes, not 32");
        refuses(() -> parse("{\"k\": \"\"}").object("k").required("k").key(16), "f.json:1: k: is empty");
        assertThat(parse("\"" + key + "\"").toString()).doesNotContain("fec8");
    }

    @Test
    void refusesTruncatedTextAtEveryLength() {
        String whole = "{\"a\": [1, \"x\"], \"b\": {\"c\": \"\\u0041\"}}";
        for (int length = 1; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> parse(cut)).as(cut).isInstanceOf(DocumentException.class);
        }
    }

    @Test
    void refusesBytesThatAreNoText(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("f.json"), new byte[] {'"', (byte) 0xFF, '"'});
        refuses(() -> JsonDocument.read(file), file + ": is not text in UTF-8");
    }
}
