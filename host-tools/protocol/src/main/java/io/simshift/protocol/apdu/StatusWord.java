package io.simshift.protocol.apdu;

/** The two bytes that end every answer of a card (ISO/IEC 7816-4 5.6, ETSI TS 102 221 10.2). */
public record StatusWord(int value) {
    public static final StatusWord OK = new StatusWord(0x9000);
    public static final StatusWord TOOLKIT_BUSY = new StatusWord(0x9300);
    public static final StatusWord AUTHENTICATION_MAC_FAILURE = new StatusWord(0x9862);
    public static final StatusWord AUTHENTICATION_CONTEXT_NOT_SUPPORTED = new StatusWord(0x9864);
    public static final StatusWord MEMORY_FAILURE = new StatusWord(0x6581);
    public static final StatusWord WRONG_LENGTH = new StatusWord(0x6700);
    public static final StatusWord SECURITY_STATUS_NOT_SATISFIED = new StatusWord(0x6982);
    public static final StatusWord CONDITIONS_NOT_SATISFIED = new StatusWord(0x6985);
    public static final StatusWord WRONG_DATA = new StatusWord(0x6A80);
    public static final StatusWord FUNCTION_NOT_SUPPORTED = new StatusWord(0x6A81);
    public static final StatusWord FILE_NOT_FOUND = new StatusWord(0x6A82);
    public static final StatusWord RECORD_NOT_FOUND = new StatusWord(0x6A83);
    public static final StatusWord INCORRECT_P1_P2 = new StatusWord(0x6A86);
    public static final StatusWord REFERENCED_DATA_NOT_FOUND = new StatusWord(0x6A88);
    public static final StatusWord WRONG_P1_P2 = new StatusWord(0x6B00);
    public static final StatusWord INS_NOT_SUPPORTED = new StatusWord(0x6D00);
    public static final StatusWord CLA_NOT_SUPPORTED = new StatusWord(0x6E00);
    public static final StatusWord UNKNOWN = new StatusWord(0x6F00);

    private static final String UNCHANGED = "done, with a warning; memory unchanged";
    private static final String CHANGED = "done, with a warning; memory changed";

    public StatusWord {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("status word " + Integer.toHexString(value) + " is not two bytes");
        }
    }

    public static StatusWord of(int sw1, int sw2) {
        return new StatusWord((sw1 & 0xFF) << 8 | sw2 & 0xFF);
    }

    public int sw1() {
        return value >> 8;
    }

    public int sw2() {
        return value & 0xFF;
    }

    /** 9000, or 91XX: done, and a proactive command waits. */
    public boolean isOk() {
        return value == 0x9000 || hasProactiveCommand();
    }

    /** What lets a script go on (TS 102 226 5.1): 9000, 91XX, 61XX, 62XX, 63XX. */
    public boolean letsScriptGoOn() {
        return isOk() || hasResponseData() || sw1() == 0x62 || sw1() == 0x63;
    }

    /** 91XX: FETCH a proactive command of {@link #sw2()} bytes. */
    public boolean hasProactiveCommand() {
        return sw1() == 0x91;
    }

    /** 61XX: GET RESPONSE brings {@link #sw2()} bytes. */
    public boolean hasResponseData() {
        return sw1() == 0x61;
    }

    /** 6CXX: the same command again with Le = {@link #sw2()}. */
    public boolean wantsOtherLe() {
        return sw1() == 0x6C;
    }

    /** In plain words. */
    public String describe() {
        return switch (sw1()) {
            case 0x91 -> "done; a proactive command of " + sw2() + " bytes waits";
            case 0x61 -> "done; " + sw2() + " bytes wait";
            case 0x62 ->
                value == 0x6282 ? "done, with a warning; fewer bytes than asked, or no record found" : UNCHANGED;
            case 0x63 -> (value & 0xF0) == 0xC0 ? "not accepted; tries left: " + (value & 0x0F) : CHANGED;
            case 0x6C -> "wrong Le; " + sw2() + " bytes are there";
            default -> describeExact();
        };
    }

    private String describeExact() {
        return switch (value) {
            case 0x9000 -> "done";
            case 0x9300 -> "toolkit busy";
            case 0x9862 -> "authentication failed: MAC wrong";
            case 0x9864 -> "authentication failed: security context not supported";
            case 0x6581 -> "memory failure";
            case 0x6700 -> "wrong length";
            case 0x6881 -> "logical channel not supported";
            case 0x6882 -> "secure messaging not supported";
            case 0x6981 -> "command not compatible with the file's structure";
            case 0x6982 -> "security status not satisfied";
            case 0x6983 -> "PIN or key blocked";
            case 0x6984 -> "referenced data invalidated";
            case 0x6985 -> "conditions of use not satisfied";
            case 0x6986 -> "command not allowed, no file selected";
            case 0x6988 -> "secure messaging wrong";
            case 0x6999 -> "the application refused to be selected";
            case 0x6A80 -> "wrong data";
            case 0x6A81 -> "function not supported";
            case 0x6A82 -> "file not found";
            case 0x6A83 -> "record not found";
            case 0x6A84 -> "not enough memory";
            case 0x6A86 -> "wrong P1 or P2";
            case 0x6A87 -> "Lc does not fit P1 and P2";
            case 0x6A88 -> "referenced data not found";
            case 0x6A89 -> "file exists already";
            case 0x6B00 -> "P1 or P2 out of range";
            case 0x6D00 -> "instruction not supported";
            case 0x6E00 -> "class not supported";
            case 0x6F00 -> "unknown error";
            default -> "no plain words for this status word";
        };
    }

    /** Four hexadecimal digits. */
    @Override
    public String toString() {
        return String.format("%04X", value);
    }
}
