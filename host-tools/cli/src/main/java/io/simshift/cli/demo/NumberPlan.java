package io.simshift.cli.demo;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.simulator.light.LightNumbers;

/**
 * The numbers of one operator of the demo. Operator number n (from 1) has the test network 001-n; nothing here can be met
 * on a real network.
 */
final class NumberPlan {
    /** ICCIDs of the demo without check digit: 89, global services 883, and counting. */
    static final String FIRST_ICCID = "898830000000000001";

    private static final int MNC_MAX = 99;

    private final int operator;
    private final String name;
    private final String mcc;
    /** Of subscribers' numbers; empty for one of this operator's own. */
    private final String subscriberPrefix;

    /**
     * @param operator from 1
     * @param name for people and on the phone's display
     */
    NumberPlan(int operator, String name) {
        this(operator, name, "001", "");
    }

    /** Networks 262-01, 262-02 and so on of light cards, which keep their numbers wherever they go. */
    static NumberPlan light(int operator, String name) {
        return new NumberPlan(operator, name, "262", LightNumbers.SUBSCRIBER);
    }

    private NumberPlan(int operator, String name, String mcc, String subscriberPrefix) {
        if (operator < 1 || operator > MNC_MAX) {
            throw new IllegalArgumentException("the demo has room for 99 operators");
        }
        this.operator = operator;
        this.name = name;
        this.mcc = mcc;
        this.subscriberPrefix = subscriberPrefix;
    }

    OperatorProfile profile() {
        return new OperatorProfile(
                new OperatorId(name), plmn(), otaNumber(), new Msisdn(numbers("9000")), "Operator " + name);
    }

    Plmn plmn() {
        return new Plmn(mcc, mnc());
    }

    /** Number that the operator's OTA messages come from. */
    Msisdn otaNumber() {
        return new Msisdn(numbers("8000"));
    }

    /** An IMSI of this operator. */
    Imsi imsi(int subscriber) {
        return new Imsi(String.format("%s%s%010d", mcc, mnc(), subscriber));
    }

    /** The number that goes with an IMSI of this operator. */
    Msisdn msisdn(Imsi imsi) {
        return new Msisdn(prefix() + imsi.digits().substring(imsi.digits().length() - 8));
    }

    /** What numbers of this operator begin with; the last 8 digits of the IMSI follow. */
    String prefix() {
        return subscriberPrefix.isEmpty() ? numbers("") : subscriberPrefix;
    }

    private String mnc() {
        return String.format("%02d", operator);
    }

    private String numbers(String rest) {
        return "8835" + mnc() + rest;
    }
}
