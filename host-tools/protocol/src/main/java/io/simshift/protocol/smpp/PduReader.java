package io.simshift.protocol.smpp;

import io.simshift.protocol.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the fields of one framed PDU from left to right; a field that breaks its limits raises {@link Fault}. */
final class PduReader {
    private static final int TLV_HEADER_BYTES = 4;
    private static final int ABSOLUTE_TIME_CHARACTERS = 16;

    private final byte[] frame;
    private final String clause;
    private int position = Pdu.HEADER_BYTES;

    PduReader(byte[] frame, String clause) {
        this.frame = frame;
        this.clause = clause;
    }

    /** A body that breaks the standard, with the command_status that says so to the peer. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        private final int answerStatus;
        private final WireFormatException cause;

        Fault(int answerStatus, WireFormatException cause) {
            super(cause);
            this.answerStatus = answerStatus;
            this.cause = cause;
        }

        int answerStatus() {
            return answerStatus;
        }

        WireFormatException wireFormat() {
            return cause;
        }
    }

    boolean atEnd() {
        return position == frame.length;
    }

    int oneByte(String field) throws Fault {
        if (atEnd()) {
            throw fault(CommandStatus.INVALID_COMMAND_LENGTH, "the body ends before " + field);
        }
        return frame[position++] & 0xFF;
    }

    /** A C-octet string of at most {@code sizeMaxBytes} bytes with its 00 (SMPP 3.4 3.1). */
    String text(String field, int sizeMaxBytes, int answerStatus) throws Fault {
        int start = position;
        int end = endOfText(field, sizeMaxBytes, answerStatus);
        return end == start ? "" : new String(frame, start, end - start, StandardCharsets.ISO_8859_1);
    }

    byte[] textBytes(String field, int sizeMaxBytes, int answerStatus) throws Fault {
        int start = position;
        return Arrays.copyOfRange(frame, start, endOfText(field, sizeMaxBytes, answerStatus));
    }

    /** Where the 00 is; goes on behind it. */
    private int endOfText(String field, int sizeMaxBytes, int answerStatus) throws Fault {
        int limit = Math.min(frame.length, position + sizeMaxBytes);
        for (int end = position; end < limit; end++) {
            if (frame[end] == 0) {
                position = end + 1;
                return end;
            }
        }
        boolean ended = limit == frame.length && limit - position < sizeMaxBytes;
        throw fault(answerStatus, field + (ended ? " has no 00 at its end" : " is longer than " + sizeMaxBytes));
    }

    /** Empty, or 16 characters (SMPP 3.4 7.1.1). */
    String time(String field, int answerStatus) throws Fault {
        int start = position;
        String text = text(field, ABSOLUTE_TIME_CHARACTERS + 1, answerStatus);
        if (!text.isEmpty() && text.length() != ABSOLUTE_TIME_CHARACTERS) {
            position = start;
            throw fault(answerStatus, field + " has " + text.length() + " characters, not 0 or 16");
        }
        return text;
    }

    SmppAddress address(String field, int sizeMaxBytes, int answerStatus) throws Fault {
        if (frame.length - position < 2) {
            // the names are made up for the fault only
            throw fault(
                    CommandStatus.INVALID_COMMAND_LENGTH,
                    "the body ends before " + field + (atEnd() ? "_ton" : "_npi"));
        }
        int ton = frame[position++] & 0xFF;
        int npi = frame[position++] & 0xFF;
        return new SmppAddress(ton, npi, text(field, sizeMaxBytes, answerStatus));
    }

    /** sm_length and short_message. */
    byte[] shortMessage() throws Fault {
        int length = oneByte("sm_length");
        if (length > frame.length - position) {
            throw fault(CommandStatus.INVALID_MESSAGE_LENGTH, "short_message is shorter than sm_length " + length);
        }
        if (length > ShortMessage.LENGTH_MAX_BYTES) {
            throw fault(CommandStatus.INVALID_MESSAGE_LENGTH, "sm_length " + length + " is above 254");
        }
        position += length;
        return Arrays.copyOfRange(frame, position - length, position);
    }

    /** All that is left, as TLVs (SMPP 3.4 3.2.4). */
    Tlvs tlvs() throws Fault {
        if (atEnd()) {
            return Tlvs.NONE;
        }
        List<Tlv> all = new ArrayList<>();
        while (!atEnd()) {
            all.add(tlv());
        }
        return new Tlvs(all);
    }

    private Tlv tlv() throws Fault {
        if (frame.length - position < TLV_HEADER_BYTES) {
            throw fault(CommandStatus.INVALID_OPTIONAL_PART, "the body ends within the header of a TLV");
        }
        int tag = (frame[position] & 0xFF) << 8 | frame[position + 1] & 0xFF;
        int length = (frame[position + 2] & 0xFF) << 8 | frame[position + 3] & 0xFF;
        if (length > frame.length - position - TLV_HEADER_BYTES) {
            throw fault(
                    CommandStatus.INVALID_PARAMETER_LENGTH,
                    String.format("TLV %04X of %d bytes goes past the end", tag, length));
        }
        int start = position + TLV_HEADER_BYTES;
        position = start + length;
        return new Tlv(tag, Arrays.copyOfRange(frame, start, position));
    }

    private Fault fault(int answerStatus, String message) {
        return new Fault(answerStatus, new WireFormatException(clause, position, message));
    }
}
