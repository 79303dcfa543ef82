package io.simshift.protocol.cat;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * TERMINAL RESPONSE: what became of a proactive command (TS 102 223 6.8).
 *
 * @param details those of the command
 * @param generalResult 00 to 1F done, 20 to 2F worth another try, 30 to 3F not
 * @param additional additional information on the result, may have no bytes
 * @param objects the objects behind the result, in order
 */
public record TerminalResponse(
        CommandDetails details, int generalResult, byte[] additional, List<ComprehensionTlv> objects) {
    /** General result "command performed successfully". */
    public static final int OK = 0x00;
    /** General result "command performed with modification". */
    public static final int PERFORMED_MODIFIED = 0x07;
    /** General result "bearer independent protocol error". */
    public static final int BIP_ERROR = 0x3A;
    /** General result "terminal currently unable to process command". */
    public static final int TERMINAL_UNABLE = 0x20;
    /** General result "network currently unable to process command". */
    public static final int NETWORK_UNABLE = 0x21;
    /** General result "command beyond terminal's capabilities". */
    public static final int BEYOND_CAPABILITIES = 0x30;
    /** General result "command data not understood by terminal". */
    public static final int DATA_NOT_UNDERSTOOD = 0x32;
    /** General result "action in contradiction with the current timer state". */
    public static final int TIMER_STATE = 0x24;
    /** General result "required values are missing". */
    public static final int REQUIRED_VALUES_MISSING = 0x36;
    /** General result "SMS RP-ERROR". */
    public static final int SMS_RP_ERROR = 0x35;

    private static final String CLAUSE = "TS 102 223 6.8";
    private static final int RESULT_TAG = 0x03;

    public TerminalResponse {
        if ((generalResult & ~0xFF) != 0) {
            throw new IllegalArgumentException("a general result is one byte");
        }
        additional = additional.clone();
        objects = List.copyOf(objects);
    }

    /** A response to {@code command} with this general result and nothing else. */
    public static TerminalResponse to(ProactiveCommand command, int generalResult) {
        return new TerminalResponse(command.details(), generalResult, new byte[0], List.of());
    }

    /**
     * The response to a proactive command that can't be decoded.
     *
     * @param fetched what FETCH brought; where not even its command details can be read, they are zeros here (6.8.1)
     */
    public static TerminalResponse notUnderstood(byte[] fetched) {
        CommandDetails details = CommandDetails.recover(fetched).orElse(CommandDetails.UNKNOWN);
        return new TerminalResponse(details, DATA_NOT_UNDERSTOOD, new byte[0], List.of());
    }

    /** The COMPREHENSION-TLVs. */
    public byte[] encode() {
        List<ComprehensionTlv> all = new ArrayList<>();
        all.add(details.encode());
        all.add(DeviceIdentities.TERMINAL_TO_UICC.encode(true));
        byte[] result = new WireWriter().u8(generalResult).bytes(additional).toByteArray();
        all.add(ComprehensionTlv.required(RESULT_TAG, result));
        all.addAll(objects);
        return ComprehensionTlv.encodeAll(all);
    }

    /** Reads the COMPREHENSION-TLVs. */
    public static TerminalResponse decode(byte[] bytes) {
        List<ComprehensionTlv> all = ComprehensionTlv.decodeAll(bytes);
        boolean begun = all.size() >= 3
                && all.get(0).tag() == CommandDetails.TAG
                && all.get(1).tag() == DeviceIdentities.TAG
                && all.get(2).tag() == RESULT_TAG;
        if (!begun) {
            throw new WireFormatException(
                    CLAUSE, 0, "a terminal response begins with command details, device identities and result");
        }
        if (!DeviceIdentities.decode(all.get(1)).equals(DeviceIdentities.TERMINAL_TO_UICC)) {
            throw new WireFormatException(CLAUSE, 0, "device identities are not terminal to UICC");
        }
        WireReader result = new WireReader(all.get(2).value(), "TS 102 223 8.12");
        int generalResult = result.u8("general result");
        return new TerminalResponse(
                CommandDetails.decode(all.get(0)), generalResult, result.rest(), all.subList(3, all.size()));
    }

    /** The APDU TERMINAL RESPONSE. */
    public CommandApdu toApdu() {
        return CommandApdu.of(0x80, 0x14, 0x00, 0x00, encode());
    }

    /** Whether the command was performed, perhaps with limits. */
    public boolean isPerformed() {
        return generalResult < 0x20;
    }

    /** Whether the card may try again later. */
    public boolean isWorthRetry() {
        return generalResult >= 0x20 && generalResult < 0x30;
    }

    @Override
    public byte[] additional() {
        return additional.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TerminalResponse that && Arrays.equals(encode(), that.encode());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encode());
    }
}
