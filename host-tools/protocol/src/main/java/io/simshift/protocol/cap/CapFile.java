package io.simshift.protocol.cap;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A CAP file: one package with its components, each {@code tag u1, size u2, size bytes} (JCVM 6.1). Archives of more than
 * one package are refused.
 */
public final class CapFile {
    private static final String CLAUSE = "JCVM 6";
    private static final String FOLDER = "javacard/";
    private static final int MAGIC = 0xDECAFFED;
    /** Tag and size. */
    private static final int COMPONENT_HEADER_BYTES = 3;
    /** The largest that a component can be. */
    private static final int MAX_COMPONENT_BYTES = COMPONENT_HEADER_BYTES + 0xFFFF;

    private final Map<CapComponent, byte[]> components;
    private final byte[] packageAid;
    private final List<byte[]> appletAids;

    private CapFile(Map<CapComponent, byte[]> components) {
        this.components = components;
        this.packageAid = packageAid(body(components, CapComponent.HEADER));
        this.appletAids = components.containsKey(CapComponent.APPLET)
                ? appletAids(body(components, CapComponent.APPLET))
                : List.of();
    }

    /**
     * Reads the archive.
     *
     * @throws WireFormatException for anything that is no CAP file of one package
     */
    public static CapFile decode(byte[] archive) {
        Map<CapComponent, byte[]> components = new EnumMap<>(CapComponent.class);
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                CapComponent component = component(entry.getName());
                if (component != null && components.put(component, content(zip, component)) != null) {
                    throw fail("two components " + component.fileName() + ": more than one package");
                }
            }
        } catch (IOException e) {
            throw fail("no readable archive: " + e.getMessage());
        }
        if (!components.containsKey(CapComponent.HEADER)) {
            throw fail("no component " + CapComponent.HEADER.fileName());
        }
        return new CapFile(components);
    }

    private static CapComponent component(String name) {
        for (CapComponent component : CapComponent.values()) {
            if (name.endsWith(FOLDER + component.fileName())) {
                return component;
            }
        }
        return null;
    }

    /** The bytes of a component; its tag and size must be right. */
    private static byte[] content(ZipInputStream zip, CapComponent component) throws IOException {
        byte[] bytes = zip.readNBytes(MAX_COMPONENT_BYTES + 1);
        WireReader in = new WireReader(bytes, CLAUSE);
        if (in.u8("tag") != component.tag()) {
            throw in.failAt(0, component.fileName() + " has the tag of another component");
        }
        if (in.u16("size") != in.remaining()) {
            throw in.failAt(1, component.fileName() + " is longer or shorter than its size");
        }
        return bytes;
    }

    private static WireReader body(Map<CapComponent, byte[]> components, CapComponent component) {
        byte[] bytes = components.get(component);
        return new WireReader(Arrays.copyOfRange(bytes, COMPONENT_HEADER_BYTES, bytes.length), CLAUSE);
    }

    private static byte[] packageAid(WireReader in) {
        if ((int) in.unsigned(4, "magic") != MAGIC) {
            throw in.failAt(0, "a CAP file begins with DECAFFED");
        }
        in.bytes(5, "versions and flags");
        return in.bytes(in.u8("length of the package AID"), "package AID");
    }

    private static List<byte[]> appletAids(WireReader in) {
        List<byte[]> aids = new ArrayList<>();
        int count = in.u8("number of applets");
        for (int i = 0; i < count; i++) {
            aids.add(in.bytes(in.u8("length of the applet AID"), "applet AID"));
            in.u16("install method");
        }
        return List.copyOf(aids);
    }

    /** AID of the package, 5 to 16 bytes. */
    public byte[] packageAid() {
        return packageAid.clone();
    }

    /** AIDs of its applet classes. */
    public List<byte[]> appletAids() {
        return appletAids.stream().map(byte[]::clone).toList();
    }

    /** The components that it has, in the order in which a card takes them. */
    public List<CapComponent> components() {
        return List.copyOf(components.keySet());
    }

    /** A component with its tag and size; no bytes where the file has none. */
    public byte[] component(CapComponent component) {
        byte[] bytes = components.get(component);
        return bytes == null ? new byte[0] : bytes.clone();
    }

    /** The components that a card is given, one after the other: what a LOAD carries (GlobalPlatform 11.6.2.3). */
    public byte[] code() {
        WireWriter out = new WireWriter(codeBytes());
        components.forEach((component, bytes) -> {
            if (component.isCode()) {
                out.bytes(bytes);
            }
        });
        return out.toByteArray();
    }

    /** Length of {@link #code()}. */
    public int codeBytes() {
        return bytes(CapComponent::isCode);
    }

    /** Length of the components that stay on the card after linking. */
    public int bytesOnCard() {
        return bytes(CapComponent::staysOnCard);
    }

    private int bytes(Predicate<CapComponent> which) {
        return components.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToInt(entry -> entry.getValue().length)
                .sum();
    }

    private static WireFormatException fail(String message) {
        return new WireFormatException(CLAUSE, 0, message);
    }

    @Override
    public String toString() {
        return "CapFile[" + HexFormat.of().formatHex(packageAid) + ", " + codeBytes() + " bytes]";
    }
}
