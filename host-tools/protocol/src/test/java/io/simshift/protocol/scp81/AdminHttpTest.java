package io.simshift.protocol.scp81;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminHttpTest {
    private static final HttpLimits LIMITS = new HttpLimits(1_000, 20_000);
    private static final String HEAD =
            "POST /a HTTP/1.1\r\nHost: h\r\nX-Admin-Protocol: globalplatform-remote-admin/1.0\r\n"
                    + "X-Admin-From: //se-id/1\r\n";

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static List<AdminRequest> requests(String text) {
        return HttpReader.ofRequests(LIMITS).feed(ascii(text));
    }

    static Stream<AdminRequest> all() {
        return Stream.of(
                AdminRequest.first("/adm?id=1", "ota.example", "//se-id/EID/1"),
                AdminRequest.answer("/adm?s=2", "ota.example:8443", "card 1", ScriptStatus.OK, new byte[10_500]),
                AdminRequest.answer("/", "h", "f", ScriptStatus.SECURITY_ERROR, new byte[0]),
                AdminRequest.answer("/", "h", "f", ScriptStatus.OK, new byte[] {1})
                        .resuming());
    }

    @ParameterizedTest
    @MethodSource("all")
    void requestsAreReadAsWrittenWhereverTheStreamIsTorn(AdminRequest request) {
        for (BodyForm form : List.of(BodyForm.LENGTH, BodyForm.CHUNKED)) {
            byte[] bytes = request.encode(form);
            for (int piece : new int[] {1, 7, 100, bytes.length}) {
                HttpReader<AdminRequest> reader = HttpReader.ofRequests(LIMITS);
                List<AdminRequest> read = new ArrayList<>();
                for (int offset = 0; offset < bytes.length; offset += piece) {
                    assertThat(read).isEmpty();
                    read.addAll(reader.feed(Arrays.copyOfRange(bytes, offset, Math.min(bytes.length, offset + piece))));
                    assertThat(reader.isInside()).isEqualTo(offset + piece < bytes.length);
                }
                assertThat(read).containsExactly(request);
            }
        }
    }

    @Test
    void responsesAreReadAsWritten() {
        AdminResponse script = AdminResponse.script(
                "/adm?s=3", Optional.of("//aid/A000000151/000000"), AdminResponse.CARD_CONTENT, new byte[10_240]);
        HttpReader<AdminResponse> reader = HttpReader.ofResponses(LIMITS);
        assertThat(reader.feed(script.encode(BodyForm.CHUNKED))).containsExactly(script);
        assertThat(reader.feed(script.encode(BodyForm.LENGTH))).containsExactly(script);
        assertThat(reader.feed(AdminResponse.end().encode(BodyForm.CHUNKED))).containsExactly(AdminResponse.end());
        assertThat(reader.feed(AdminResponse.refused(400).encode(BodyForm.LENGTH)))
                .containsExactly(AdminResponse.refused(400));
        assertThat(new String(AdminResponse.end().encode(BodyForm.LENGTH), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 204 No Content\r\nX-Admin-Protocol: globalplatform-remote-admin/1.0\r\n\r\n");
    }

    @Test
    void chunksExtensionsAndTrailersAreTaken() {
        assertThat(requests(HEAD + "Transfer-Encoding: Chunked\r\nX-Admin-Script-Status: ok\r\n\r\n"
                        + "3\r\nabc\r\n0a;x=y\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"))
                .singleElement()
                .satisfies(request -> assertThat(request.body()).isEqualTo(ascii("abc0123456789")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST /a HTTP/1.0\r\nHost: h\r\n\r\n",
                "POST  /a HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST a HTTP/1.1\r\nHost: h\r\nX-Admin-Protocol: globalplatform-remote-admin/1.0\r\nX-Admin-From: f\r\n\r\n",
                "POST /a HTTP/1.1\nHost: h\n\n",
                "POST /a HTTP/1.1\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost: h\r\nX-Admin-Protocol: other/1.0\r\nX-Admin-From: f\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost : h\r\n\r\n",
                "POST /a HTTP/1.1\r\n Host: h\r\n\r\n",
                "POST /a HTTP/1.1\r\nHost\r\n\r\n",
                "POST /a HTTP/1.1\r\nHo\u00e4st: h\r\n\r\n",
                "POST /a HTTP/1.1\rHost: h\r\n\r\n",
                "\r\nPOST /a HTTP/1.1\r\n\r\n",
                "\0",
                "\u0016\u0003\u0001",
            })
    void refusesWhatIsNoRequestOfACard(String text) {
        assertThatThrownBy(() -> requests(text)).isInstanceOf(WireFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Admin-Script-Status: fine\r\n\r\n",
                "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx",
                "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: -1\r\n\r\n",
                "Content-Length: +1\r\n\r\nx",
                "Content-Length: 1 1\r\n\r\nx",
                "Content-Length: \r\n\r\n",
                "Content-Length: 20001\r\n\r\n",
                "Content-Length: 99999999999999999999\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nx\r\n",
                "Transfer-Encoding: chunked\r\n\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
                "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n",
                "Transfer-Encoding: chunked\r\n\r\n4e21\r\n",
                "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n",
                "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nno trailer\r\n\r\n",
                "Host: h\r\n\r\n",
            })
    void refusesWhatFramesItsBodyWrongly(String rest) {
        assertThatThrownBy(() -> requests(HEAD + rest)).isInstanceOf(WireFormatException.class);
    }

    @Test
    void headersHaveAnEnd() {
        assertThatThrownBy(() -> requests("POST /" + "a".repeat(1_000))).isInstanceOf(WireFormatException.class);
        assertThatThrownBy(() -> requests(HEAD + "X: y\r\n".repeat(200))).isInstanceOf(WireFormatException.class);
        // a body of chunks of one byte, which would cost six times its size
        assertThatThrownBy(() -> requests(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "1\r\nx\r\n".repeat(400)))
                .isInstanceOf(WireFormatException.class);
        assertThat(requests(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + "10\r\n0123456789abcdef\r\n".repeat(1_000)
                        + "0\r\n\r\n"))
                .hasSize(1);
    }

    @Test
    void nothingCountsBehindWhatIsWrong() {
        HttpReader<AdminRequest> reader = HttpReader.ofRequests(LIMITS);
        assertThatThrownBy(() -> reader.feed(ascii("GARBAGE\r\n\r\n"))).isInstanceOf(WireFormatException.class);
        assertThat(reader.feed(AdminRequest.first("/", "h", "f").encode(BodyForm.LENGTH)))
                .isEmpty();
    }

    @Test
    void noFieldSmugglesALine() {
        assertThatIllegalArgumentException().isThrownBy(() -> AdminRequest.first("/a\r\nX: y", "h", "f"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdminResponse.script("/\r\n", Optional.empty(), "t", new byte[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new AdminResponse(204, Optional.empty(), Optional.empty(), Optional.empty(), new byte[1]));
    }
}
