package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.math.BigInteger;

/**
 * Cards to be made.
 *
 * @param name for the records
 * @param firstIccid 18 or 19 digits without check digit; the following cards count up from it
 * @param cards how many
 * @param slots subscription slots on each, 1 to 64
 * @param keys what the slots get
 * @param firstImsi goes with slot 1 of the first card; the following cards count up from it
 */
public record Batch(String name, String firstIccid, int cards, int slots, KeyPlan keys, Imsi firstImsi) {
    public Batch {
        if (cards < 1) {
            throw new IllegalArgumentException("a batch has at least one card, not " + cards);
        }
        new SlotIndex(slots);
        Iccid.withCheckDigit(firstIccid);
        requireRoom("ICCID", firstIccid, cards);
        requireRoom("IMSI", firstImsi.digits(), cards);
    }

    /** With Milenage and a random OPc for each slot. */
    public Batch(String name, String firstIccid, int cards, int slots, OtaAlgorithm ota, Imsi firstImsi) {
        this(name, firstIccid, cards, slots, KeyPlan.of(ota), firstImsi);
    }

    private static void requireRoom(String name, String first, int cards) {
        if (plus(first, cards - 1).length() > first.length()) {
            throw new IllegalArgumentException(cards + " cards run over the last " + name + " of the range " + first);
        }
    }

    Iccid iccid(int card) {
        return Iccid.withCheckDigit(plus(firstIccid, card));
    }

    Imsi imsi(int card) {
        return new Imsi(plus(firstImsi.digits(), card));
    }

    private static String plus(String digits, int increment) {
        String sum = new BigInteger(digits).add(BigInteger.valueOf(increment)).toString();
        return "0".repeat(Math.max(0, digits.length() - sum.length())) + sum;
    }
}
