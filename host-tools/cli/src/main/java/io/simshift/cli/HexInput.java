package io.simshift.cli;

import java.io.ByteArrayOutputStream;

/** Bytes as people write them: hexadecimal digits in either case; blanks between bytes are allowed. */
public final class HexInput {
    private HexInput() {}

    /**
     * The bytes that {@code text} stands for.
     *
     * @param what what the text is, for the message, for example {@code "--hex"}
     * @throws CommandFailure (usage) where it is not hexadecimal, with the position of the first wrong character; the
     *     message never repeats the text, which may be a key
     */
    public static byte[] parse(String what, String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() / 2);
        int digits = 0;
        int high = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                continue;
            }
            int value = c < 0x80 ? Character.digit(c, 16) : -1;
            if (value < 0) {
                throw CommandFailure.usage(
                        what + ": the character at position " + (i + 1) + " is not a hexadecimal digit");
            }
            if (digits % 2 == 1) {
                bytes.write(high << 4 | value);
            }
            high = value;
            digits++;
        }
        if (digits % 2 == 1) {
            throw CommandFailure.usage(
                    what + ": an odd number of hexadecimal digits (" + digits + ") is no whole number of bytes");
        }
        return bytes.toByteArray();
    }
}
