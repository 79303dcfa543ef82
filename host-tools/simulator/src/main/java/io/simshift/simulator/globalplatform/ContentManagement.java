package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.simulator.card.AppletAids;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** INSTALL, LOAD and DELETE (11.5, 11.6, 11.2). The only package that the card can take is the applet of this process. */
final class ContentManagement {
    private static final String CLAUSE = "GlobalPlatform 11";
    // ---- P1 of INSTALL
    private static final int FOR_LOAD = 0x02;
    private static final int FOR_INSTALL = 0x04;
    private static final int FOR_MAKE_SELECTABLE = 0x08;
    // ---- P1 of LOAD
    private static final int LAST_BLOCK = 0x80;
    // ---- P2 of DELETE
    private static final int WITH_RELATED = 0x80;

    private static final int AID_TAG = 0x4F;
    private static final int LOAD_FILE_TAG = 0xC4;
    private static final int PARAMETERS_TAG = 0xC9;
    private static final int MAJOR = 1;
    private static final int MINOR = 0;
    private static final int MEMORY_BYTES = 0xF000;
    private static final int NOT_ENOUGH_MEMORY = 0x6A84;
    /** A receipt of no bytes. */
    private static final byte[] NO_RECEIPT = {0};

    private final Registry registry;
    private final Aid domain;
    /** Of the package that is being loaded; null where none is. */
    private Aid loading;

    private final ByteArrayOutputStream loaded = new ByteArrayOutputStream();
    private int nextBlock;

    ContentManagement(Registry registry, Aid domain) {
        this.registry = registry;
        this.domain = domain;
    }

    /** A load that was not finished is forgotten. */
    void abandonLoad() {
        loading = null;
        loaded.reset();
        nextBlock = 0;
    }

    byte[] install(CommandApdu command) {
        abandonLoad();
        if (command.p2() != 0) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        WireReader in = new WireReader(command.data(), CLAUSE);
        try {
            switch (command.p1()) {
                case FOR_LOAD -> forLoad(in);
                case FOR_INSTALL, FOR_INSTALL | FOR_MAKE_SELECTABLE ->
                    forInstall(in, (command.p1() & FOR_MAKE_SELECTABLE) != 0);
                case FOR_MAKE_SELECTABLE -> makeSelectable(in);
                default -> throw new Refusal(StatusWord.INCORRECT_P1_P2);
            }
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        return NO_RECEIPT.clone();
    }

    private static byte[] field(WireReader in, String name) {
        return in.bytes(in.u8("length of " + name), name);
    }

    private void forLoad(WireReader in) {
        Aid aid = Aid.of(field(in, "load file AID"));
        byte[] owner = field(in, "security domain AID");
        field(in, "hash");
        field(in, "load parameters");
        field(in, "load token");
        in.requireEnd();
        if (owner.length > 0 && !Aid.of(owner).equals(domain)) {
            throw new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND);
        }
        if (registry.isTaken(aid)) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        loading = aid;
    }

    byte[] load(CommandApdu command) {
        try {
            return next(command);
        } catch (Refusal e) {
            abandonLoad();
            throw e;
        }
    }

    private byte[] next(CommandApdu command) {
        if (loading == null) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        boolean last = (command.p1() & LAST_BLOCK) != 0;
        if ((command.p1() & ~LAST_BLOCK) != 0 || command.p2() != nextBlock) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        loaded.writeBytes(command.data());
        nextBlock++;
        if (loaded.size() > MEMORY_BYTES) {
            throw new Refusal(NOT_ENOUGH_MEMORY);
        }
        if (last) {
            registry.add(whole());
            abandonLoad();
            return NO_RECEIPT.clone();
        }
        return new byte[0];
    }

    /** The load file, if it is the applet that this card runs; any other is refused. */
    private LoadFile whole() {
        BerTlv block;
        try {
            block = BerTlv.decode(loaded.toByteArray());
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        if (block.tag() != LOAD_FILE_TAG) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        LoadFile file = LoadFile.decode(block.value());
        LoadFile ours = new LoadFile(
                Aid.of(AppletAids.PACKAGE.bytes()), MAJOR, MINOR, List.of(Aid.of(AppletAids.APPLET_CLASS.bytes())));
        if (!file.equals(ours) || !file.aid().equals(loading)) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        return file;
    }

    private void forInstall(WireReader in, boolean selectable) {
        Aid fileAid = Aid.of(field(in, "load file AID"));
        Aid module = Aid.of(field(in, "module AID"));
        byte[] instance = field(in, "application AID");
        byte[] privileges = field(in, "privileges");
        byte[] parameters = parameters(field(in, "install parameters"));
        field(in, "install token");
        in.requireEnd();
        LoadFile file = registry.loadFile(fileAid).orElseThrow(() -> new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND));
        if (!file.modules().contains(module)) {
            throw new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND);
        }
        boolean oneOrThree = privileges.length == 1 || privileges.length == 3;
        if (!oneOrThree || (privileges[0] & Registry.SECURITY_DOMAIN) != 0) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        Aid aid = instance.length == 0 ? module : Aid.of(instance);
        if (registry.isTaken(aid) || aid.equals(domain)) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        Registry.Instance made = new Registry.Instance(aid, fileAid, module, construct(aid, parameters), privileges);
        registry.add(made);
        if (made.isDefault()) {
            registry.makeDefault(made);
        }
        if (selectable) {
            made.state(Registry.SELECTABLE);
        }
    }

    /** The applet's own parameters, tag C9; others are for the system. */
    private static byte[] parameters(byte[] objects) {
        return BerTlv.find(BerTlv.decodeAll(objects), PARAMETERS_TAG)
                .map(BerTlv::value)
                .orElse(new byte[0]);
    }

    /** Runs the applet's install method; what it throws for its parameters is 6A80 (docs/applet/commands.md 2). */
    private static SimulatedCard construct(Aid aid, byte[] parameters) {
        try {
            return SimulatedCard.installUnselected(aid.bytes(), parameters);
        } catch (CardLinkException | IllegalArgumentException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
    }

    private void makeSelectable(WireReader in) {
        field(in, "no load file");
        field(in, "no module");
        Aid aid = Aid.of(field(in, "application AID"));
        byte[] privileges = field(in, "privileges");
        Registry.Instance instance =
                registry.instance(aid).orElseThrow(() -> new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND));
        if (instance.state() != Registry.INSTALLED && instance.state() != Registry.SELECTABLE) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        if (privileges.length > 0 && (privileges[0] & Registry.CARD_RESET) != 0) {
            registry.makeDefault(instance);
        }
        instance.state(Registry.SELECTABLE);
    }

    byte[] delete(CommandApdu command) {
        abandonLoad();
        boolean related = command.p2() == WITH_RELATED;
        if (command.p1() != 0 || command.p2() != 0 && !related) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        Optional<BerTlv> object;
        try {
            object = BerTlv.find(BerTlv.decodeAll(command.data()), AID_TAG);
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        Aid aid = Aid.of(
                object.orElseThrow(() -> new Refusal(StatusWord.WRONG_DATA)).value());
        if (aid.equals(domain)) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        registry.delete(aid, related);
        return NO_RECEIPT.clone();
    }
}
