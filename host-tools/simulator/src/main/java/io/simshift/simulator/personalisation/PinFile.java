package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.files.FileId;
import java.util.Map;

/** EF.PIN (docs/applet/files.md): what the manufacturer says of the card's PINs. */
public final class PinFile {
    /** The PINs of the card in the order of the file, each with the key reference of TS 102 221 9.5.1. */
    public enum Name {
        /** Key reference 01. */
        PIN1("pin1"),
        /** 11: may take the place of PIN1. */
        UNIVERSAL("universal"),
        /** 81. */
        PIN2("pin2"),
        /** 0A. */
        ADM1("adm1");

        private final String text;

        Name(String text) {
            this.text = text;
        }

        /** The name in a profile. */
        public String text() {
            return text;
        }
    }

    private PinFile() {}

    /** The content; a PIN that is not there does not exist on the card. */
    public static InitialFile of(Map<Name, Pin> pins) {
        WireWriter content = new WireWriter();
        for (Name name : Name.values()) {
            Pin pin = pins.get(name);
            if (pin == null) {
                content.fill(0, Pin.ENCODED_BYTES);
            } else {
                pin.encode(content);
            }
        }
        return InitialFile.underMf(FileId.EF_PIN, content.toByteArray());
    }
}
