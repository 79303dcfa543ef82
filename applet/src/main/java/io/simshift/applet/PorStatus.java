package io.simshift.applet;

/** Response status codes (TS 102 225 §5.2). */
final class PorStatus {
    static final byte OK = 0x00;
    static final byte CHECK_FAILED = 0x01;
    static final byte CNTR_LOW = 0x02;
    static final byte CNTR_HIGH = 0x03;
    static final byte CNTR_BLOCKED = 0x04;
    static final byte CIPHERING_ERROR = 0x05;
    static final byte SECURITY_ERROR = 0x06;
    static final byte NO_MEMORY = 0x07;
    static final byte TAR_UNKNOWN = 0x09;
    static final byte LOW_SECURITY = 0x0A;
    /** TS 31.115 §4.5: the report says that the PoR itself comes by SMS-SUBMIT. */
    static final byte FOLLOWS_BY_SUBMIT = 0x0B;

    private PorStatus() {}

    /** Whether the sender is trusted with a PoR as SPI2 asks for; the others go out plain. */
    static boolean isSecured(byte status) {
        return status == OK || status >= CNTR_LOW && status <= CNTR_BLOCKED || status == FOLLOWS_BY_SUBMIT;
    }
}
