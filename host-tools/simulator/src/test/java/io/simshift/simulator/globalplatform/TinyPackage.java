package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.cap.CapComponent;
import io.simshift.simulator.card.AppletAids;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A package with the applet's names and version, and hardly anything in it: enough for those that look at the components
 * and do not run them. What it is made of can be changed, one thing at a time.
 */
final class TinyPackage {
    byte[] packageAid = AppletAids.PACKAGE.bytes();
    byte[] appletAid = AppletAids.APPLET_CLASS.bytes();
    int major = 1;
    int minor;
    /** Added to the directory's size of the method component. */
    int lie;

    /** {@code java ... TinyPackage FILE} writes it as a CAP file, for the recording (RecordedExchangeTest). */
    public static void main(String[] arguments) throws IOException {
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[0]));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write("Manifest-Version: 1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (Map.Entry<CapComponent, byte[]> component :
                    new TinyPackage().components().entrySet()) {
                zip.putNextEntry(
                        new ZipEntry("tiny/javacard/" + component.getKey().fileName()));
                zip.write(component(component.getKey(), component.getValue()));
            }
        }
    }

    /** The load file data block. */
    byte[] block() {
        WireWriter out = new WireWriter();
        components().forEach((component, body) -> out.bytes(component(component, body)));
        return out.toByteArray();
    }

    private static byte[] component(CapComponent component, byte[] body) {
        return new WireWriter().u8(component.tag()).u16(body.length).bytes(body).toByteArray();
    }

    private Map<CapComponent, byte[]> components() {
        Map<CapComponent, byte[]> all = new EnumMap<>(CapComponent.class);
        all.put(
                CapComponent.HEADER,
                new WireWriter()
                        .bytes(hex("DECAFFED010204"))
                        .u8(minor)
                        .u8(major)
                        .u8(packageAid.length)
                        .bytes(packageAid)
                        .toByteArray());
        // javacard.framework 1.0
        all.put(CapComponent.IMPORT, hex("01000107A0000000620101"));
        all.put(
                CapComponent.APPLET,
                new WireWriter()
                        .u8(1)
                        .u8(appletAid.length)
                        .bytes(appletAid)
                        .u16(1)
                        .toByteArray());
        all.put(CapComponent.CLASS, new byte[10]);
        // one method: no handlers, a header, return
        all.put(CapComponent.METHOD, hex("0000007A"));
        all.put(CapComponent.STATIC_FIELD, new byte[10]);
        all.put(CapComponent.CONSTANT_POOL, new byte[2]);
        all.put(CapComponent.REFERENCE_LOCATION, new byte[4]);
        all.put(CapComponent.DIRECTORY, new byte[31]);
        WireWriter directory = new WireWriter();
        for (int tag = 1; tag <= 11; tag++) {
            directory.u16(size(all, tag));
        }
        all.put(CapComponent.DIRECTORY, directory.fill(0, 6).u8(1).u8(1).u8(0).toByteArray());
        return all;
    }

    private int size(Map<CapComponent, byte[]> all, int tag) {
        for (Map.Entry<CapComponent, byte[]> component : all.entrySet()) {
            if (component.getKey().tag() == tag) {
                return component.getValue().length + (component.getKey() == CapComponent.METHOD ? lie : 0);
            }
        }
        return 0;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
