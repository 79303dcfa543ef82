package io.simshift.protocol.subscription;

/** Which AKA algorithm a slot has, without its lengths and constants: those a re-key leaves as they are (commands.md 4.7.1). */
public enum AkaKind {
    MILENAGE(AkaChoice.Milenage.CODE, 16, false),
    TUAK(AkaChoice.Tuak.CODE, 32, true),
    XOR_TEST(AkaChoice.XorTest.CODE, 16, false),
    /** Milenage with the constants of the card. */
    OWN_MILENAGE(AkaChoice.OwnMilenage.CODE, 16, false);

    private static final int K_BYTES = 16;
    private static final int LONG_K_BYTES = 32;

    private final int code;
    private final int opcBytes;
    private final boolean takesLongK;

    AkaKind(int code, int opcBytes, boolean takesLongK) {
        this.code = code;
        this.opcBytes = opcBytes;
        this.takesLongK = takesLongK;
    }

    /** That of a slot. */
    public static AkaKind of(AkaChoice choice) {
        return decode(choice.code());
    }

    /** By the first byte of tag 81; IllegalArgumentException where nothing has it. */
    static AkaKind decode(int code) {
        for (AkaKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("AKA algorithm " + code + " is unknown");
    }

    int code() {
        return code;
    }

    /** Length of OPc, or of TOPc. */
    public int opcBytes() {
        return opcBytes;
    }

    boolean takesK(int bytes) {
        return bytes == K_BYTES || takesLongK && bytes == LONG_K_BYTES;
    }
}
