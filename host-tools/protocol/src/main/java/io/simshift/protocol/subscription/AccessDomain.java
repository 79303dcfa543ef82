package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;
import java.util.EnumSet;
import java.util.Set;

/**
 * What scripts for one TAR may do with the card's files (ETSI TS 102 226 8.2.1.3.2.4). Access condition NEV stays NEV
 * whatever it says, and keys are in no file.
 *
 * @param kind how it is given
 * @param fulfilled access conditions that count as fulfilled, with {@link Kind#CONDITIONS} only
 */
public record AccessDomain(Kind kind, Set<Condition> fulfilled) {
    /** Whatever the access conditions are. */
    public static final AccessDomain FULL = new AccessDomain(Kind.FULL, Set.of());
    /** Nothing. */
    public static final AccessDomain NONE = new AccessDomain(Kind.NONE, Set.of());

    private static final String CLAUSE = "TS 102 226 8.2.1.3.2.4";
    private static final int CONDITIONS_LENGTH = 2;

    /** The first byte. */
    public enum Kind {
        FULL(0x00),
        CONDITIONS(0x02),
        NONE(0xFF);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /** An access condition; its bit in the bit map is {@code 1 << ordinal()}. */
    public enum Condition {
        ALWAYS,
        PIN1,
        ADM1
    }

    public AccessDomain {
        fulfilled = Set.copyOf(fulfilled);
        if (kind != Kind.CONDITIONS && !fulfilled.isEmpty()) {
            throw new IllegalArgumentException("full access and no access name no access conditions");
        }
    }

    /** What these access conditions open. */
    public static AccessDomain of(Set<Condition> fulfilled) {
        return new AccessDomain(Kind.CONDITIONS, fulfilled);
    }

    /** One byte, or two with a bit map of access conditions. */
    public byte[] encode() {
        if (kind != Kind.CONDITIONS) {
            return new byte[] {(byte) kind.code};
        }
        int bits = 0;
        for (Condition condition : fulfilled) {
            bits |= 1 << condition.ordinal();
        }
        return new byte[] {(byte) kind.code, (byte) bits};
    }

    /** Reads the bytes. */
    public static AccessDomain decode(byte[] bytes) {
        if (bytes.length == CONDITIONS_LENGTH && bytes[0] == Kind.CONDITIONS.code) {
            return of(conditions(bytes[1]));
        }
        if (bytes.length == 1 && bytes[0] == (byte) Kind.FULL.code) {
            return FULL;
        }
        if (bytes.length == 1 && bytes[0] == (byte) Kind.NONE.code) {
            return NONE;
        }
        throw new WireFormatException(CLAUSE, 0, "an access domain is 00, FF, or 02 with a bit map of one byte");
    }

    private static Set<Condition> conditions(int bits) {
        Set<Condition> conditions = EnumSet.noneOf(Condition.class);
        for (Condition condition : Condition.values()) {
            if ((bits & 1 << condition.ordinal()) != 0) {
                conditions.add(condition);
            }
        }
        if (bits >> Condition.values().length != 0) {
            throw new WireFormatException(CLAUSE, 1, "a bit of the access conditions stands for nothing");
        }
        return conditions;
    }
}
