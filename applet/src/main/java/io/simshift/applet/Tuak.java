package io.simshift.applet;

/**
 * TUAK (TS 35.231) with all its lengths and any number of iterations. The state of the permutation lies in the command's
 * memory behind RAND and AUTN; K, TOPc and all values stand in it with their last byte first.
 */
final class Tuak extends AkaFunctions {
    private static final byte[] NAME = {'T', 'U', 'A', 'K', '1', '.', '0'};

    // ---- INSTANCE (§6): the function in two bits, then lengths; their bits are those of the subscriber's parameters
    private static final byte F1 = 0x00;
    private static final byte F1_STAR = (byte) 0x80;
    private static final byte F2_TO_F5 = 0x40;
    private static final byte F5_STAR = (byte) 0xC0;
    /** RES: its length in bytes, 4 for none of these bits. */
    private static final byte RES = 0x38;

    private static final byte CK_256 = 0x04;
    private static final byte IK_256 = 0x02;
    static final byte KEY_256 = 0x01;
    /** The bits that do not say a length of RES. */
    private static final short SHIFT_TO_MAC = 6;

    // ---- where the fields are in the state
    private static final short STATE = Authenticate.BEHIND_AUTN;
    private static final short INSTANCE_AT = STATE + 32;
    private static final short RAND_AT = STATE + 40;
    private static final short AMF_AND_SQN_AT = STATE + 56;
    private static final short KEY_AT = STATE + 64;
    private static final short PADDING_AT = STATE + 96;
    private static final short PADDING_END_AT = STATE + 135;
    private static final short CK_AT = STATE + 32;
    private static final short IK_AT = STATE + 64;
    private static final short AK_AT = STATE + 96;
    /** Memory for RAND, AUTN and the state. */
    private static final short MEMORY_SIZE = STATE + Keccak.STATE_SIZE;

    private static final short BLOCK = 16;
    private static final short TOPC_SIZE = 32;
    private static final short SQN_AMF_SIZE = 8;

    private final byte[] state;
    private final byte[] memory;
    private final ProfileBanks banks;
    private final Keccak keccak;

    Tuak(Transient ram, ProfileBanks banks) {
        state = ram.state;
        memory = ram.message;
        this.banks = banks;
        keccak = new Keccak(ram);
    }

    /** Whether a card with this memory can run it. */
    static boolean fits(Transient ram) {
        return (short) ram.message.length >= MEMORY_SIZE;
    }

    /** Whether there is such a choice of lengths; {@link #KEY_256} is not one of them. */
    static boolean isChoice(byte lengths) {
        byte res = (byte) (lengths & RES);
        return (lengths & KEY_256) == 0
                && (byte) (lengths & 0xC0) != (byte) 0xC0
                && (res == 0 || res == 0x08 || res == 0x10 || res == 0x20);
    }

    /** Bytes of MAC-A and MAC-S: 8, 16 or 32. */
    static short macSize(byte lengths) {
        return (short) (8 << (short) ((short) (lengths & 0xFF) >> SHIFT_TO_MAC));
    }

    @Override
    short respond(byte bank, byte[] cmd, byte[] out) {
        byte lengths = banks.tuakLengths(bank);
        run(bank, (byte) (F2_TO_F5 | lengths & 0x3F), false);
        short res = (short) (lengths & RES);
        short at = value(STATE, res == 0 ? 4 : res, out, Authenticate.ANSWER);
        at = value(CK_AT, (lengths & CK_256) == 0 ? BLOCK : TOPC_SIZE, out, at);
        at = value(IK_AT, (lengths & IK_256) == 0 ? BLOCK : TOPC_SIZE, out, at);
        writeAk();
        return at;
    }

    /** Up to 32 bytes. */
    @Override
    short mac(byte bank, boolean ofAuts) {
        byte lengths = banks.tuakLengths(bank);
        short size = macSize(lengths);
        run(bank, (byte) ((ofAuts ? F1_STAR : F1) | size | lengths & KEY_256), true);
        reverse(memory, STATE, size, state, Transient.BLOCK);
        return Transient.BLOCK;
    }

    @Override
    void akStar(byte bank) {
        run(bank, (byte) (F5_STAR | banks.tuakLengths(bank) & KEY_256), false);
        writeAk();
    }

    private void writeAk() {
        reverse(memory, AK_AT, SequenceNumbers.SQN_SIZE, state, Transient.BLOCK);
    }

    private void run(byte bank, byte instance, boolean withSqn) {
        Transient.wipe(memory, STATE, Keccak.STATE_SIZE);
        if (withSqn) {
            reverse(state, Transient.WORK, SQN_AMF_SIZE, memory, AMF_AND_SQN_AT);
        }
        reverse(banks.opc(), ProfileBanks.opcOffset(bank), TOPC_SIZE, memory, STATE);
        memory[INSTANCE_AT] = instance;
        reverse(NAME, (short) 0, (short) NAME.length, memory, (short) (INSTANCE_AT + 1));
        reverse(memory, Authenticate.RAND, BLOCK, memory, RAND_AT);
        short length = banks.openK(bank);
        reverse(state, Transient.BLOCK, length, memory, KEY_AT);
        memory[PADDING_AT] = 0x1F;
        memory[PADDING_END_AT] = (byte) 0x80;
        for (short i = banks.tuakIterations(bank); i > 0; i--) {
            keccak.permute(memory, STATE);
        }
    }

    private short value(short from, short length, byte[] out, short at) {
        out[at] = (byte) length;
        return reverse(memory, from, length, out, (short) (at + 1));
    }

    /** Copies bytes so that the last comes first; returns the next offset. */
    private static short reverse(byte[] from, short off, short length, byte[] to, short toOff) {
        for (short i = (short) (off + length - 1); i >= off; i--) {
            to[toOff++] = from[i];
        }
        return toOff;
    }
}
