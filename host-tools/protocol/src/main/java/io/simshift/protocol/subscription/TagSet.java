package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.tlv.BerTlv;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The data objects of one command or answer, in any order: none unknown, none twice. */
final class TagSet {
    private final Map<Integer, byte[]> values = new LinkedHashMap<>();
    private final String clause;

    private TagSet(String clause) {
        this.clause = clause;
    }

    static TagSet decode(byte[] data, String clause, Integer... known) {
        return of(BerTlv.decodeAll(data), clause, known);
    }

    static TagSet of(List<BerTlv> objects, String clause, Integer... known) {
        TagSet set = new TagSet(clause);
        List<Integer> allowed = List.of(known);
        int offset = 0;
        for (BerTlv object : objects) {
            if (!allowed.contains(object.tag())) {
                throw new WireFormatException(
                        clause, offset, "tag " + Integer.toHexString(object.tag()) + " is unknown");
            }
            if (set.values.put(object.tag(), object.value()) != null) {
                throw new WireFormatException(
                        clause, offset, "tag " + Integer.toHexString(object.tag()) + " is there twice");
            }
            offset += object.encode().length;
        }
        return set;
    }

    boolean has(int tag) {
        return values.containsKey(tag);
    }

    byte[] required(int tag, int length) {
        byte[] value = values.get(tag);
        if (value == null) {
            throw fail("tag " + Integer.toHexString(tag) + " is missing");
        }
        if (value.length != length) {
            throw fail("tag " + Integer.toHexString(tag) + " has " + length + " bytes, not " + value.length);
        }
        return value;
    }

    int requiredByte(int tag) {
        return required(tag, 1)[0] & 0xFF;
    }

    Optional<byte[]> optional(int tag) {
        return Optional.ofNullable(values.get(tag));
    }

    /** A value made from bytes, where a refusal by its constructor is the sender's fault. */
    <T> T make(int tag, int length, Function<byte[], T> constructor) {
        byte[] value = required(tag, length);
        try {
            return constructor.apply(value);
        } catch (IllegalArgumentException e) {
            throw fail("tag " + Integer.toHexString(tag) + ": " + e.getMessage());
        }
    }

    WireFormatException fail(String message) {
        return new WireFormatException(clause, 0, message);
    }
}
