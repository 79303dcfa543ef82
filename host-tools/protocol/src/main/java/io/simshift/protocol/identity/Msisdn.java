package io.simshift.protocol.identity;

/** A subscriber's number in international form (ITU-T E.164): 3 to 15 digits, no plus sign. */
public record Msisdn(String digits) implements Comparable<Msisdn> {
    public Msisdn {
        Digits.require("MSISDN", digits, 3, 15);
    }

    @Override
    public int compareTo(Msisdn other) {
        return digits.compareTo(other.digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
