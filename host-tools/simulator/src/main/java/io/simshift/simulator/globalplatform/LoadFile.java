package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cap.CapComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A package as LOAD brings it: its components one after the other (JCVM 6.3), each {@code tag u1, size u2, size bytes}.
 *
 * @param aid of the package
 * @param major of its version
 * @param minor of its version
 * @param modules AIDs of its applet classes
 */
record LoadFile(Aid aid, int major, int minor, List<Aid> modules) {
    private static final String CLAUSE = "JCVM 6";
    private static final int MAGIC = 0xDECAFFED;
    /** Components whose sizes the directory tells (JCVM 6.4): tags 1 to 11. */
    private static final int DIRECTORY_SIZES = 11;

    private static final List<CapComponent> MANDATORY = List.of(
            CapComponent.HEADER,
            CapComponent.DIRECTORY,
            CapComponent.IMPORT,
            CapComponent.CLASS,
            CapComponent.METHOD,
            CapComponent.STATIC_FIELD,
            CapComponent.CONSTANT_POOL,
            CapComponent.REFERENCE_LOCATION);

    LoadFile {
        modules = List.copyOf(modules);
    }

    /**
     * Reads the load file data block.
     *
     * @throws Refusal 6A80 where that is no package: a component is missing, doubled, out of order, or has another size than
     *     the directory says
     */
    static LoadFile decode(byte[] block) {
        try {
            return read(components(new WireReader(block, CLAUSE)));
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
    }

    private static Map<CapComponent, byte[]> components(WireReader in) {
        Map<CapComponent, byte[]> found = new EnumMap<>(CapComponent.class);
        int last = -1;
        while (in.hasMore()) {
            CapComponent component = byTag(in.u8("tag"));
            if (component.ordinal() <= last) {
                throw new Refusal(StatusWord.WRONG_DATA);
            }
            last = component.ordinal();
            found.put(component, in.bytes(in.u16("size"), "component"));
        }
        if (!found.keySet().containsAll(MANDATORY)) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        return found;
    }

    private static CapComponent byTag(int tag) {
        return Arrays.stream(CapComponent.values())
                .filter(component -> component.tag() == tag)
                .findFirst()
                .orElseThrow(() -> new Refusal(StatusWord.WRONG_DATA));
    }

    private static LoadFile read(Map<CapComponent, byte[]> components) {
        WireReader directory = new WireReader(components.get(CapComponent.DIRECTORY), CLAUSE);
        for (int tag = 1; tag <= DIRECTORY_SIZES; tag++) {
            int size = directory.u16("component size");
            byte[] component = components.get(byTag(tag));
            // a descriptor may be left out: a card without a verifier does not need it
            boolean absent = component == null && (size == 0 || tag == CapComponent.DESCRIPTOR.tag());
            if (!absent && (component == null || component.length != size)) {
                throw new Refusal(StatusWord.WRONG_DATA);
            }
        }
        WireReader header = new WireReader(components.get(CapComponent.HEADER), CLAUSE);
        if ((int) header.unsigned(4, "magic") != MAGIC) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        header.bytes(3, "version of the format and flags");
        int minor = header.u8("minor version");
        int major = header.u8("major version");
        Aid aid = Aid.of(header.bytes(header.u8("length of the AID"), "AID"));
        return new LoadFile(aid, major, minor, modules(components.get(CapComponent.APPLET)));
    }

    private static List<Aid> modules(byte[] applets) {
        List<Aid> modules = new ArrayList<>();
        if (applets == null) {
            return modules;
        }
        WireReader in = new WireReader(applets, CLAUSE);
        int count = in.u8("number of applets");
        for (int i = 0; i < count; i++) {
            modules.add(Aid.of(in.bytes(in.u8("length of the AID"), "AID")));
            in.u16("install method");
        }
        in.requireEnd();
        return modules;
    }
}
