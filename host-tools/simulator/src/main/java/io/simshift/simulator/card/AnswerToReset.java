package io.simshift.simulator.card;

import java.util.Arrays;

/** The answer to reset of a UICC (TS 102 221 6.3; ISO 7816-3 8.2). */
final class AnswerToReset {
    private static final byte[] WITHOUT_CHECK = {
        0x3B, // TS: direct convention
        (byte) 0x97, // T0: TA1 and TD1 follow, 7 historical bytes
        (byte) 0x95, // TA1: F = 512, D = 16
        (byte) 0x80, // TD1: T=0, TD2 follows
        0x1F, // TD2: T=15, TA3 follows
        0x42, // TA3: clock stops low, class B
        (byte) 0x80, // category indicator: COMPACT-TLV
        0x31, // card service data, 1 byte
        (byte) 0xA0, // SELECT by full and partial AID, EF.DIR
        0x73, // card capabilities, 3 bytes
        (byte) 0xBE, // selection by AID, path, FID and SFI
        0x21, // data coding
        0x00, // one logical channel
    };

    private AnswerToReset() {}

    /** The bytes, with the check byte TCK behind them. */
    static byte[] uicc() {
        byte[] atr = Arrays.copyOf(WITHOUT_CHECK, WITHOUT_CHECK.length + 1);
        byte check = 0;
        for (int i = 1; i < WITHOUT_CHECK.length; i++) {
            check ^= WITHOUT_CHECK[i];
        }
        atr[WITHOUT_CHECK.length] = check;
        return atr;
    }
}
