package io.simshift.protocol.smpp;

import io.simshift.protocol.WireFormatException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The delivery receipt in a deliver_sm (SMPP 3.4 Appendix B). Read from the TLVs first and from the text where they are
 * missing, since centres differ in which of the two they fill. Tolerated in the text: any order, any letter case, missing
 * fields, dates of 10, 12 or 14 digits.
 *
 * @param messageId as the message centre wrote it
 * @param state what became of the message; {@link MessageState#UNKNOWN} where the receipt says nothing we know
 * @param submitDate in the message centre's own time zone
 * @param doneDate in the message centre's own time zone
 * @param error the network's or the centre's error code, as written (often three digits); may be empty
 * @param text the beginning of the message; may be empty
 */
public record Receipt(
        String messageId,
        MessageState state,
        Optional<LocalDateTime> submitDate,
        Optional<LocalDateTime> doneDate,
        String error,
        String text) {
    private static final String CLAUSE = "SMPP 3.4 Appendix B";
    private static final int TEXT_MAX_CHARACTERS = 20;
    private static final Pattern ID = field("id", "\\S+");
    private static final Pattern STATE = field("stat", "\\w+");
    private static final Pattern SUBMIT_DATE = field("submit date", "\\d+");
    private static final Pattern DONE_DATE = field("done date", "\\d+");
    private static final Pattern ERROR = field("err", "\\w+");
    private static final Pattern TEXT = field("text", ".*");
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyMMddHHmm");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyMMddHHmmss");
    private static final DateTimeFormatter LONG_YEAR = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final DateTimeFormatter LONG_YEAR_MINUTES = DateTimeFormatter.ofPattern("uuuuMMddHHmm");

    public Receipt {
        Limits.requireText("message_id", messageId, Limits.MESSAGE_ID_BYTES);
        if (messageId.isEmpty()) {
            throw new IllegalArgumentException("a receipt names its message");
        }
    }

    /**
     * Reads a receipt.
     *
     * @throws WireFormatException where neither TLV nor text names a message
     */
    public static Receipt decode(ShortMessage message) {
        String body = new String(message.payload(), StandardCharsets.ISO_8859_1);
        String messageId = message.tlvs()
                .value(Tlv.RECEIPTED_MESSAGE_ID)
                .map(Receipt::withoutZeros)
                .filter(id -> !id.isEmpty())
                .or(() -> find(body, ID).filter(id -> !id.isEmpty()))
                .orElseThrow(() -> new WireFormatException(CLAUSE, 0, "the receipt names no message"));
        if (messageId.length() >= Limits.MESSAGE_ID_BYTES) {
            throw new WireFormatException(CLAUSE, 0, "the receipt's message_id is longer than 64 characters");
        }
        MessageState state = message.tlvs()
                .value(Tlv.MESSAGE_STATE)
                .filter(value -> value.length == 1)
                .flatMap(value -> MessageState.ofCode(value[0] & 0xFF))
                .or(() -> find(body, STATE).flatMap(MessageState::ofWord))
                .orElse(MessageState.UNKNOWN);
        return new Receipt(
                messageId,
                state,
                find(body, SUBMIT_DATE).flatMap(Receipt::date),
                find(body, DONE_DATE).flatMap(Receipt::date),
                find(body, ERROR).orElse(""),
                find(body, TEXT).orElse(""));
    }

    /** The text of Appendix B for one message, with its first 20 characters. */
    public byte[] encodeText() {
        String line = String.format(
                Locale.ROOT,
                "id:%s sub:001 dlvrd:%03d submit date:%s done date:%s stat:%s err:%s text:%s",
                messageId,
                state == MessageState.DELIVERED ? 1 : 0,
                submitDate.map(MINUTES::format).orElse("0000000000"),
                doneDate.map(MINUTES::format).orElse("0000000000"),
                state.word(),
                error.isEmpty() ? "000" : error,
                text.length() > TEXT_MAX_CHARACTERS ? text.substring(0, TEXT_MAX_CHARACTERS) : text);
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The TLVs receipted_message_id and message_state. */
    public Tlvs encodeTlvs() {
        byte[] id = (messageId + "\0").getBytes(StandardCharsets.ISO_8859_1);
        return Tlvs.of(
                new Tlv(Tlv.RECEIPTED_MESSAGE_ID, id), new Tlv(Tlv.MESSAGE_STATE, new byte[] {(byte) state.code()}));
    }

    private static Pattern field(String name, String value) {
        // A name starts the text or follows a blank: "id:" must not be found within "mid:".
        return Pattern.compile("(?:^|\\s)" + name + ":\\s*(" + value + ")", Pattern.CASE_INSENSITIVE);
    }

    private static Optional<String> find(String body, Pattern field) {
        Matcher found = field.matcher(body);
        return found.find() ? Optional.of(withoutZeros(found.group(1))) : Optional.empty();
    }

    private static Optional<LocalDateTime> date(String digits) {
        try {
            return switch (digits.length()) {
                case 10 -> Optional.of(LocalDateTime.parse(digits, MINUTES));
                case 12 -> Optional.of(twelveDigits(digits));
                case 14 -> Optional.of(LocalDateTime.parse(digits, LONG_YEAR));
                default -> Optional.empty();
            };
        } catch (DateTimeException e) {
            // A date is for people only; one that makes no sense must not cost the receipt.
            return Optional.empty();
        }
    }

    /** Twelve digits are yyMMddHHmmss or uuuuMMddHHmm. 2026… can only be a long year: there is no month 26. */
    private static LocalDateTime twelveDigits(String digits) {
        boolean longYear = digits.startsWith("20") && digits.charAt(2) > '1';
        return LocalDateTime.parse(digits, longYear ? LONG_YEAR_MINUTES : SECONDS);
    }

    private static String withoutZeros(byte[] text) {
        return withoutZeros(new String(text, StandardCharsets.ISO_8859_1));
    }

    private static String withoutZeros(String text) {
        return text.replace("\0", "").trim();
    }
}
