package io.simshift.cli.world;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;

/** The numbers of one operator of a world, in the test network 001. Each IMSI is given out once. */
final class Numbers {
    /** ICCIDs of a world without check digit, counting up from here. */
    static final String FIRST_ICCID = "898830000100000001";

    private static final int IMSI_DIGITS_OF_MSISDN = 8;

    private final int operator;
    private final String name;
    private int given;

    /** @param operator from 1 to 99 */
    Numbers(int operator, String name) {
        this.operator = operator;
        this.name = name;
    }

    /** The ICCID of card number {@code card}, from 1. */
    static Iccid iccid(int card) {
        return Iccid.withCheckDigit(Long.toString(Long.parseLong(FIRST_ICCID) + card - 1));
    }

    OperatorProfile profile() {
        return new OperatorProfile(
                new OperatorId(name),
                new Plmn("001", mnc()),
                new Msisdn(number("8000")),
                new Msisdn(number("9000")),
                "Operator " + name);
    }

    private String mnc() {
        return String.format("%02d", operator);
    }

    private String number(String rest) {
        return "8835" + mnc() + rest;
    }

    /** An IMSI that nobody had before. */
    Imsi nextImsi() {
        given++;
        return new Imsi(String.format("001%s%010d", mnc(), given));
    }

    /** Makes {@code count} IMSIs known as given out; the first of them. */
    Imsi firstImsi(int count) {
        Imsi first = nextImsi();
        given += count - 1;
        return first;
    }

    /** The number that goes with an IMSI of this operator. */
    Msisdn msisdn(Imsi imsi) {
        return new Msisdn(number(imsi.digits().substring(imsi.digits().length() - IMSI_DIGITS_OF_MSISDN)));
    }
}
