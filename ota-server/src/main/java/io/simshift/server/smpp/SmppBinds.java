package io.simshift.server.smpp;

import io.simshift.protocol.smpp.BindType;
import java.util.ArrayList;
import java.util.List;

/**
 * How many sessions there are with one message centre, and of what kind.
 *
 * @param form transceivers, or pairs
 * @param count of transceivers, or of pairs; 1 to {@value #COUNT_MAX}
 */
public record SmppBinds(Form form, int count) {
    /** More would be one account's for hardly any centre. */
    public static final int COUNT_MAX = 32;

    /** SMPP 3.4 2.2: which way messages flow in a session. */
    public enum Form {
        /** Both ways in each. */
        TRANSCEIVER(List.of(BindType.TRANSCEIVER)),
        /** One session out and one in, as SMPP 3.3 knew them and some centres still want them. */
        TRANSMITTER_AND_RECEIVER(List.of(BindType.TRANSMITTER, BindType.RECEIVER));

        private final List<BindType> types;

        Form(List<BindType> types) {
            this.types = types;
        }
    }

    public SmppBinds {
        if (count < 1 || count > COUNT_MAX) {
            throw new IllegalArgumentException("binds are 1 to " + COUNT_MAX + ", not " + count);
        }
    }

    /** One transceiver. */
    public static SmppBinds one() {
        return new SmppBinds(Form.TRANSCEIVER, 1);
    }

    List<BindType> types() {
        List<BindType> types = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            types.addAll(form.types);
        }
        return types;
    }
}
