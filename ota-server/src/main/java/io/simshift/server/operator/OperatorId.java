package io.simshift.server.operator;

import java.util.regex.Pattern;

/** Short name of an operator, unique at the escrow: 1 to 32 letters, digits, dots, dashes or underscores. */
public record OperatorId(String value) implements Comparable<OperatorId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    public OperatorId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "operator id '" + value + "' is not 1 to 32 letters, digits, dots, dashes or underscores");
        }
    }

    @Override
    public int compareTo(OperatorId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
