package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** GET STATUS (11.4): what the registry holds, in as many answers as it takes. */
final class StatusReport {
    private static final int SECURITY_DOMAIN = 0x80;
    private static final int APPLICATIONS = 0x40;
    private static final int LOAD_FILES = 0x20;
    private static final int LOAD_FILES_AND_MODULES = 0x10;
    private static final int NEXT = 0x01;
    private static final int AS_OBJECTS = 0x02;
    private static final int LOADED = 0x01;
    private static final int ENTRY_TAG = 0xE3;
    private static final int AID_TAG = 0x4F;
    /** Room that a check value of the secure channel and its padding leave in an answer of 256 bytes. */
    private static final int ANSWER_BYTES_MAX = 224;

    private static final StatusWord MORE = new StatusWord(0x6310);

    private final SecurityDomain domain;
    private final Registry registry;
    /** What the next command with P2 "next" gets. */
    private final Deque<byte[]> rest = new ArrayDeque<>();

    private int restOf;

    StatusReport(SecurityDomain domain, Registry registry) {
        this.domain = domain;
        this.registry = registry;
    }

    ResponseApdu answer(CommandApdu command) {
        if ((command.p2() & ~(NEXT | AS_OBJECTS)) != 0) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        int kind = command.p1() << 8 | command.p2() & AS_OBJECTS;
        if ((command.p2() & NEXT) == 0) {
            rest.clear();
            rest.addAll(entries(command, (command.p2() & AS_OBJECTS) != 0));
            restOf = kind;
            if (rest.isEmpty()) {
                throw new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND);
            }
        } else if (rest.isEmpty() || restOf != kind) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        WireWriter out = new WireWriter();
        int length = 0;
        while (!rest.isEmpty() && (length == 0 || length + rest.peek().length <= ANSWER_BYTES_MAX)) {
            length += rest.peek().length;
            out.bytes(rest.remove());
        }
        return new ResponseApdu(out.toByteArray(), rest.isEmpty() ? StatusWord.OK : MORE);
    }

    private List<byte[]> entries(CommandApdu command, boolean asObjects) {
        byte[] wanted = wanted(command.data());
        List<byte[]> found = new ArrayList<>();
        switch (command.p1()) {
            case SECURITY_DOMAIN -> {
                if (domain.aid().beginsWith(wanted)) {
                    found.add(asObjects ? domainObjects() : domainBytes());
                }
            }
            case APPLICATIONS ->
                registry.instances().stream()
                        .filter(each -> each.aid().beginsWith(wanted))
                        .forEach(each -> found.add(asObjects ? objects(each) : bytes(each)));
            case LOAD_FILES, LOAD_FILES_AND_MODULES ->
                registry.loadFiles().stream()
                        .filter(each -> each.aid().beginsWith(wanted))
                        .forEach(each -> found.add(loadFile(each, command.p1() == LOAD_FILES_AND_MODULES, asObjects)));
            default -> throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        return found;
    }

    /** The search criterion: an AID or its beginning, in tag 4F. */
    private static byte[] wanted(byte[] data) {
        try {
            BerTlv criterion = BerTlv.decode(data);
            if (criterion.tag() != AID_TAG) {
                throw new Refusal(StatusWord.WRONG_DATA);
            }
            return criterion.value();
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
    }

    private byte[] domainObjects() {
        return entry(domain.aid(), domain.state(), List.of(new BerTlv(0xC5, domain.privileges())));
    }

    private byte[] domainBytes() {
        return old(domain.aid(), domain.state(), domain.privileges()[0]);
    }

    private byte[] objects(Registry.Instance instance) {
        return entry(
                instance.aid(),
                instance.state(),
                List.of(
                        new BerTlv(0xC5, instance.privileges()),
                        new BerTlv(0xC4, instance.loadFile().bytes()),
                        new BerTlv(0xCC, domain.aid().bytes())));
    }

    private static byte[] bytes(Registry.Instance instance) {
        return old(instance.aid(), instance.state(), instance.privileges()[0]);
    }

    private byte[] loadFile(LoadFile file, boolean modules, boolean asObjects) {
        if (asObjects) {
            List<BerTlv> objects = new ArrayList<>();
            objects.add(new BerTlv(0xCE, new byte[] {(byte) file.major(), (byte) file.minor()}));
            if (modules) {
                file.modules().forEach(module -> objects.add(new BerTlv(0x84, module.bytes())));
            }
            objects.add(new BerTlv(0xCC, domain.aid().bytes()));
            return entry(file.aid(), LOADED, objects);
        }
        WireWriter out = new WireWriter().bytes(old(file.aid(), LOADED, 0));
        if (modules) {
            out.u8(file.modules().size());
            file.modules().forEach(module -> out.u8(module.bytes().length).bytes(module.bytes()));
        }
        return out.toByteArray();
    }

    private static byte[] entry(Aid aid, int state, List<BerTlv> more) {
        List<BerTlv> objects = new ArrayList<>();
        objects.add(new BerTlv(AID_TAG, aid.bytes()));
        objects.add(BerTlv.ofByte(0x9F70, state));
        objects.addAll(more);
        return BerTlv.of(ENTRY_TAG, objects).encode();
    }

    private static byte[] old(Aid aid, int state, int privileges) {
        byte[] bytes = aid.bytes();
        return new WireWriter()
                .u8(bytes.length)
                .bytes(bytes)
                .u8(state)
                .u8(privileges & 0xFF)
                .toByteArray();
    }
}
