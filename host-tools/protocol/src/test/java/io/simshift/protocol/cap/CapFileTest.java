package io.simshift.protocol.cap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.WireFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapFileTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String HEADER = "01000f" + "decaffed" + "010204" + "0001" + "05" + "a001020304";
    private static final String APPLET = "030013" + "02" + "05a001020305" + "0010" + "07a0010203060708" + "0020";
    private static final String METHOD = "070002" + "aabb";
    private static final String DESCRIPTOR = "0b0001" + "cc";

    /** A file with these components under a package's folder, in this order. */
    private static byte[] archive(Map<String, String> components) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> component : components.entrySet()) {
                zip.putNextEntry(new ZipEntry(component.getKey()));
                zip.write(HEX.parseHex(component.getValue()));
            }
        } catch (IOException e) {
            throw new AssertionError("a stream in memory failed", e);
        }
        return out.toByteArray();
    }

    private static Map<String, String> whole() {
        Map<String, String> components = new LinkedHashMap<>();
        components.put("META-INF/MANIFEST.MF", "00");
        components.put("a/b/javacard/Method.cap", METHOD);
        components.put("a/b/javacard/Descriptor.cap", DESCRIPTOR);
        components.put("a/b/javacard/Header.cap", HEADER);
        components.put("a/b/javacard/Applet.cap", APPLET);
        return components;
    }

    @Test
    void readsNamesAndComponentsInTheOrderOfLoading() {
        CapFile cap = CapFile.decode(archive(whole()));
        assertThat(cap.packageAid()).isEqualTo(HEX.parseHex("a001020304"));
        assertThat(cap.appletAids()).containsExactly(HEX.parseHex("a001020305"), HEX.parseHex("a0010203060708"));
        assertThat(cap.components())
                .containsExactly(
                        CapComponent.HEADER, CapComponent.APPLET, CapComponent.METHOD, CapComponent.DESCRIPTOR);
        assertThat(cap.component(CapComponent.METHOD)).isEqualTo(HEX.parseHex(METHOD));
        assertThat(cap.component(CapComponent.DEBUG)).isEmpty();
        assertThat(cap.code()).isEqualTo(HEX.parseHex(HEADER + APPLET + METHOD)).hasSize(cap.codeBytes());
        assertThat(cap).hasToString("CapFile[a001020304, " + cap.codeBytes() + " bytes]");
    }

    @Test
    void whatOnlyLinkingNeedsDoesNotStayOnTheCard() {
        Map<String, String> components = whole();
        components.put("a/b/javacard/Directory.cap", "020003" + "000000");
        components.put("a/b/javacard/RefLocation.cap", "090004" + "00000000");
        components.put("a/b/javacard/Debug.cap", "0c0001" + "00");
        CapFile cap = CapFile.decode(archive(components));
        int stays = HEX.parseHex(HEADER + APPLET + METHOD).length;
        assertThat(cap.bytesOnCard()).isEqualTo(stays);
        assertThat(cap.codeBytes()).isEqualTo(stays + 6 + 7);
    }

    @Test
    void aLibraryHasNoApplets() {
        Map<String, String> library = whole();
        library.remove("a/b/javacard/Applet.cap");
        assertThat(CapFile.decode(archive(library)).appletAids()).isEmpty();
    }

    @Test
    void bytesHandedOutAreCopies() {
        CapFile cap = CapFile.decode(archive(whole()));
        cap.packageAid()[0] = 0;
        cap.appletAids().get(0)[0] = 0;
        cap.component(CapComponent.METHOD)[0] = 0;
        assertThat(cap.packageAid()).startsWith(0xA0);
        assertThat(cap.appletAids().get(0)).startsWith(0xA0);
        assertThat(cap.component(CapComponent.METHOD)).startsWith(0x07);
    }

    @ParameterizedTest
    @CsvSource({
        "a/b/javacard/Header.cap, 01000fdecaffee01020400010500a0010203, begins with DECAFFED",
        "a/b/javacard/Header.cap, 02000fdecaffed010204000105a001020304, tag of another",
        "a/b/javacard/Header.cap, 010010decaffed010204000105a001020304, longer or shorter",
        "a/b/javacard/Header.cap, 01000edecaffed010204000105a001020304, longer or shorter",
        "a/b/javacard/Header.cap, 01000fdecaffed010204000106a001020304, package AID needs 6 bytes",
        "a/b/javacard/Header.cap, 0100, size needs 2 bytes",
        "a/b/javacard/Applet.cap, 0300020105, applet AID needs 5 bytes",
        "c/d/javacard/Method.cap, 070002aabb, more than one package"
    })
    void refusesWhatIsNoCapFile(String name, String content, String message) {
        Map<String, String> components = whole();
        components.put(name, content);
        assertThatThrownBy(() -> CapFile.decode(archive(components)))
                .isInstanceOf(WireFormatException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesOtherFiles() {
        assertThatThrownBy(() -> CapFile.decode(new byte[0])).hasMessageContaining("no component Header.cap");
        assertThatThrownBy(() -> CapFile.decode("no archive".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isInstanceOf(WireFormatException.class);
        byte[] whole = archive(whole());
        for (int length = 0; length < whole.length; length += 7) {
            byte[] cut = Arrays.copyOf(whole, length);
            try {
                // the entries before the cut may make a whole, smaller file
                assertThat(CapFile.decode(cut).components()).contains(CapComponent.HEADER);
            } catch (WireFormatException e) {
                assertThat(e.clause()).isEqualTo("JCVM 6");
            }
        }
    }
}
