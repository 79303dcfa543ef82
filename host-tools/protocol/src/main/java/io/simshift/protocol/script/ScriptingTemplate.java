package io.simshift.protocol.script;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;

/** The outer object of expanded format (TS 102 226 5.2.1): its tag says whether the length is definite. */
record ScriptingTemplate(LengthForm form, List<BerTlv> objects) {
    private static final String CLAUSE = "TS 102 226 5.2.1";
    private static final int INDEFINITE_LENGTH = 0x80;

    /** The two tags of a template. */
    record Tags(int definite, int indefinite) {
        boolean has(int tag) {
            return tag == definite || tag == indefinite;
        }
    }

    byte[] encode(Tags tags) {
        byte[] content = BerTlv.encodeAll(objects);
        if (form == LengthForm.DEFINITE) {
            return new BerTlv(tags.definite(), content).encode();
        }
        return new WireWriter()
                .u8(tags.indefinite())
                .u8(INDEFINITE_LENGTH)
                .bytes(content)
                .u16(0)
                .toByteArray();
    }

    static ScriptingTemplate decode(byte[] bytes, Tags tags) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int tag = in.u8("tag of the template");
        if (!tags.has(tag)) {
            throw in.failAt(0, String.format("%02X is no tag of this template", tag));
        }
        return tag == tags.definite() ? definite(in) : indefinite(in);
    }

    private static ScriptingTemplate definite(WireReader in) {
        WireReader content = in.slice(in.berLength("length of the template"), "template");
        in.requireEnd();
        List<BerTlv> objects = new ArrayList<>();
        while (content.hasMore()) {
            objects.add(BerTlv.read(content));
        }
        return new ScriptingTemplate(LengthForm.DEFINITE, List.copyOf(objects));
    }

    private static ScriptingTemplate indefinite(WireReader in) {
        if (in.u8("length of the template") != INDEFINITE_LENGTH) {
            throw in.failAt(1, "the tag asks for the indefinite length 80");
        }
        List<BerTlv> objects = new ArrayList<>();
        while (in.peek("end of contents") != 0) {
            objects.add(BerTlv.read(in));
        }
        if (in.u16("end of contents") != 0) {
            throw in.failAt(in.offset() - 1, "the contents end with 00 00");
        }
        in.requireEnd();
        return new ScriptingTemplate(LengthForm.INDEFINITE, List.copyOf(objects));
    }

    static WireFormatException unknown(BerTlv object) {
        return new WireFormatException(
                CLAUSE, 0, String.format("an object with tag %02X has no meaning in a script", object.tag()));
    }
}
