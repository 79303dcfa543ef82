package io.simshift.protocol.packet;

/** Response status code of a response packet (TS 102 225 5.2): one byte. */
public record PorStatus(int code) {
    public static final PorStatus OK = new PorStatus(0x00);
    public static final PorStatus CHECK_FAILED = new PorStatus(0x01);
    public static final PorStatus COUNTER_LOW = new PorStatus(0x02);
    public static final PorStatus COUNTER_HIGH = new PorStatus(0x03);
    public static final PorStatus COUNTER_BLOCKED = new PorStatus(0x04);
    public static final PorStatus CIPHERING_ERROR = new PorStatus(0x05);
    public static final PorStatus UNIDENTIFIED_SECURITY_ERROR = new PorStatus(0x06);
    public static final PorStatus INSUFFICIENT_MEMORY = new PorStatus(0x07);
    public static final PorStatus MORE_TIME = new PorStatus(0x08);
    public static final PorStatus TAR_UNKNOWN = new PorStatus(0x09);
    public static final PorStatus INSUFFICIENT_SECURITY_LEVEL = new PorStatus(0x0A);
    public static final PorStatus RESPONSE_BY_SUBMIT = new PorStatus(0x0B);
    public static final PorStatus RESPONSE_BY_USSD = new PorStatus(0x0C);

    public PorStatus {
        if ((code & ~0xFF) != 0) {
            throw new IllegalArgumentException("a response status is one byte");
        }
    }

    public boolean isOk() {
        return code == 0;
    }

    /**
     * Whether a card that could not trust the command, or not even take it in, may answer in clear although SPI asked for
     * more: 01, 05, 06, 07, 09, 0A.
     */
    public boolean mayComePlain() {
        return switch (code) {
            case 0x01, 0x05, 0x06, 0x07, 0x09, 0x0A -> true;
            default -> false;
        };
    }

    /** In plain words. */
    public String describe() {
        return switch (code) {
            case 0x00 -> "done";
            case 0x01 -> "check value wrong";
            case 0x02 -> "counter too low";
            case 0x03 -> "counter too high";
            case 0x04 -> "counter blocked";
            case 0x05 -> "ciphering error";
            case 0x06 -> "unidentified security error";
            case 0x07 -> "not enough memory";
            case 0x08 -> "more time needed, the final answer follows";
            case 0x09 -> "TAR unknown";
            case 0x0A -> "security level too low";
            case 0x0B -> "the real answer comes by SMS-SUBMIT";
            case 0x0C -> "the real answer comes by USSD";
            default -> code >= 0xC0 && code <= 0xFE ? "proprietary" : "reserved";
        };
    }

    /** Two hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%02X", code);
    }
}
