package io.simshift.simulator.document;

import io.simshift.protocol.secret.SecretBytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** One value of a JSON file in its place. What it is asked for and is not, it answers with a {@link DocumentException}. */
public final class JsonField {
    private final String file;
    private final int line;
    private final String name;
    private final Object content;

    /** @param name path of member names, for example {@code slots[1].k}; empty for the whole file */
    JsonField(String file, int line, String name, Object content) {
        this.file = file;
        this.line = line;
        this.name = name;
        this.content = content;
    }

    static String named(String name) {
        return name.isEmpty() ? "" : name + ": ";
    }

    /** A mistake in this place, for the caller to throw. */
    public DocumentException wrong(String what) {
        return new DocumentException(file, line, named(name) + what);
    }

    /**
     * An object with no other members than these.
     *
     * @param known all names that it may have
     */
    public JsonObject object(String... known) {
        if (!(content instanceof Map<?, ?> members)) {
            throw wrong("an object in braces is wanted here");
        }
        Set<String> names = new TreeSet<>(Arrays.asList(known));
        JsonObject object = new JsonObject(this, members);
        for (Object member : members.keySet()) {
            if (!names.contains(member)) {
                throw object.required((String) member)
                        .wrong("is not known here; known are " + String.join(", ", known));
            }
        }
        return object;
    }

    /** The elements of an array. */
    public List<JsonField> list() {
        if (!(content instanceof List<?> elements)) {
            throw wrong("a list in square brackets is wanted here");
        }
        return elements.stream().map(JsonField.class::cast).toList();
    }

    /** Whether it is an array. */
    public boolean isList() {
        return content instanceof List<?>;
    }

    /** A string. */
    public String text() {
        if (!(content instanceof String text)) {
            throw wrong("a text in quotation marks is wanted here");
        }
        return text;
    }

    /** A whole number from {@code min} to {@code max}. */
    public int number(int min, int max) {
        if (!(content instanceof BigInteger number)) {
            throw wrong("a whole number without quotation marks is wanted here");
        }
        boolean inRange =
                number.compareTo(BigInteger.valueOf(min)) >= 0 && number.compareTo(BigInteger.valueOf(max)) <= 0;
        if (!inRange) {
            throw wrong(number + " is not between " + min + " and " + max);
        }
        return number.intValue();
    }

    /**
     * A string as what it stands for.
     *
     * @param maker throws IllegalArgumentException for what it can't be; its message becomes part of this one's
     */
    public <T> T as(Function<String, T> maker) {
        try {
            return maker.apply(text());
        } catch (IllegalArgumentException e) {
            throw wrong(e.getMessage());
        }
    }

    /** Bytes in hexadecimal digits, at least one. */
    public byte[] bytes() {
        String text = text();
        try {
            byte[] bytes = HexFormat.of().parseHex(text);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // its message quotes the text, which may be a key
            throw wrong("is not an even number of hexadecimal digits");
        }
        throw wrong("is empty");
    }

    /** A key of {@code length} bytes in hexadecimal digits. No message repeats it. */
    public SecretBytes key(int length) {
        byte[] bytes = bytes();
        SecretBytes key = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (key.length() != length) {
            throw wrong("has " + key.length() + " bytes, not " + length);
        }
        return key;
    }

    /** The place alone: the value may be a key. */
    @Override
    public String toString() {
        return file + ":" + line + " " + name;
    }
}
