package io.simshift.protocol.cat;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.Optional;

/** Command details (TS 102 223 8.6): number, type and qualifier of a proactive command, one byte each. */
public record CommandDetails(int number, int type, int qualifier) {
    static final int TAG = 0x01;
    /** What a terminal answers with where it could read none (TS 102 223 6.8.1). */
    static final CommandDetails UNKNOWN = new CommandDetails(0, 0, 0);

    private static final int COMPREHENSION_REQUIRED = 0x80;
    private static final int LENGTH = 3;

    public CommandDetails {
        if ((number & ~0xFF) != 0 || (type & ~0xFF) != 0 || (qualifier & ~0xFF) != 0) {
            throw new IllegalArgumentException("command details are one byte each");
        }
    }

    ComprehensionTlv encode() {
        return ComprehensionTlv.required(TAG, new byte[] {(byte) number, (byte) type, (byte) qualifier});
    }

    static CommandDetails decode(ComprehensionTlv object) {
        WireReader in = new WireReader(object.value(), "TS 102 223 8.6");
        CommandDetails details =
                new CommandDetails(in.u8("command number"), in.u8("type of command"), in.u8("command qualifier"));
        in.requireEnd();
        return details;
    }

    /** The details that a proactive command begins with, whatever is wrong behind them; nothing where it does not. */
    static Optional<CommandDetails> recover(byte[] proactiveCommand) {
        WireReader in = new WireReader(proactiveCommand, "TS 102 223 6.6");
        try {
            boolean command = in.u8("tag") == ProactiveCommand.TAG;
            in.berLength("length");
            boolean details = (in.u8("tag") & ~COMPREHENSION_REQUIRED) == TAG && in.u8("length") == LENGTH;
            return command && details
                    ? Optional.of(new CommandDetails(in.u8("number"), in.u8("type"), in.u8("qualifier")))
                    : Optional.empty();
        } catch (WireFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return String.format("%02X%02X%02X", number, type, qualifier);
    }
}
