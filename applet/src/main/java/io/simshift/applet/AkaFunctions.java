package io.simshift.applet;

/** The functions f1 to f5 of an AKA algorithm (TS 33.102 §6.3), for the subscription of a bank. */
abstract class AkaFunctions {
    /**
     * f2 to f5 of RAND: writes {@code L RES L CK L IK} from {@link Authenticate#ANSWER} on, leaves AK in the first bytes of
     * {@link Transient#BLOCK}; returns the next offset.
     */
    abstract short respond(byte bank, byte[] cmd, byte[] out);

    /**
     * f1, or f1* of a resynchronisation token, of SQN ‖ AMF in {@link Transient#WORK}; returns where the MAC lies in the
     * scratch memory.
     */
    abstract short mac(byte bank, boolean ofAuts);

    /** f5*: leaves AK* in the first bytes of {@link Transient#BLOCK}. */
    abstract void akStar(byte bank);
}
