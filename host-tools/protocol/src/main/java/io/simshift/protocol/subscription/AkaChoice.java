package io.simshift.protocol.subscription;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.aka.XorTestAlgorithm;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Optional;

/** The AKA algorithm of a slot (commands.md 4.7). */
public sealed interface AkaChoice {
    AkaChoice MILENAGE = new Milenage();

    /** First byte of tag 81. */
    int code();

    /** What follows the OTA algorithm in tag 81. */
    byte[] parameters();

    /** Refuses keys of other lengths. */
    void requireKeys(SecretBytes k, SecretBytes opc);

    /** The algorithm with a subscriber's keys. */
    AkaAlgorithm algorithm(SecretBytes k, SecretBytes opc);

    /** Milenage with the constants of the standard; K and OPc have 16 bytes. */
    record Milenage() implements AkaChoice {
        static final int CODE = 0x01;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public byte[] parameters() {
            return new byte[0];
        }

        @Override
        public void requireKeys(SecretBytes k, SecretBytes opc) {
            StoreSlotCommand.requireAkaKeys(k, opc);
        }

        @Override
        public AkaAlgorithm algorithm(SecretBytes k, SecretBytes opc) {
            return new io.simshift.protocol.aka.Milenage(k, opc);
        }
    }

    /** TUAK; K has 16 or 32 bytes, TOPc, in the place of OPc, 32. */
    record Tuak(TuakParameters parametersOfTuak) implements AkaChoice {
        static final int CODE = 0x02;

        private static final int MAC_SHIFT = 6;
        private static final int RES_BITS = 0x38;
        private static final int LONG_CK = 0x04;
        private static final int LONG_IK = 0x02;
        private static final int SHORT_RES_BYTES = 4;

        @Override
        public int code() {
            return CODE;
        }

        /** MAC length in the two high bits, RES, CK and IK where INSTANCE has them (TS 35.231 6); then iterations. */
        @Override
        public byte[] parameters() {
            int mac = Integer.numberOfTrailingZeros(parametersOfTuak.macBytes() / 8);
            int res = parametersOfTuak.resBytes() == SHORT_RES_BYTES ? 0 : parametersOfTuak.resBytes();
            int ck = parametersOfTuak.ckBytes() == 32 ? LONG_CK : 0;
            int ik = parametersOfTuak.ikBytes() == 32 ? LONG_IK : 0;
            return new WireWriter()
                    .u8(mac << MAC_SHIFT | res | ck | ik)
                    .u8(parametersOfTuak.iterations())
                    .toByteArray();
        }

        static Tuak decode(int lengths, int iterations) {
            int res = lengths & RES_BITS;
            if ((lengths & 1) != 0) {
                throw new IllegalArgumentException("the lengths of TUAK have a bit that stands for nothing");
            }
            return new Tuak(new TuakParameters(
                    8 << (lengths >> MAC_SHIFT),
                    res == 0 ? SHORT_RES_BYTES : res,
                    (lengths & LONG_CK) == 0 ? 16 : 32,
                    (lengths & LONG_IK) == 0 ? 16 : 32,
                    iterations));
        }

        @Override
        public void requireKeys(SecretBytes k, SecretBytes opc) {
            algorithm(k, opc);
        }

        @Override
        public AkaAlgorithm algorithm(SecretBytes k, SecretBytes opc) {
            return new io.simshift.protocol.aka.Tuak(k, opc, parametersOfTuak);
        }
    }

    /** The XOR test algorithm, on test cards alone; K has 16 bytes, and what stands in the place of OPc 16 that do nothing. */
    record XorTest() implements AkaChoice {
        static final int CODE = 0x03;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public byte[] parameters() {
            return new byte[0];
        }

        @Override
        public void requireKeys(SecretBytes k, SecretBytes opc) {
            StoreSlotCommand.requireAkaKeys(k, opc);
        }

        @Override
        public AkaAlgorithm algorithm(SecretBytes k, SecretBytes opc) {
            return new XorTestAlgorithm(k);
        }
    }

    /**
     * Milenage with the constants of the card; K and OPc have 16 bytes.
     *
     * @param constants what they are to be, for all such slots of the card; empty: what they are
     */
    record OwnMilenage(Optional<MilenageConstants> constants) implements AkaChoice {
        static final int CODE = 0x04;

        @Override
        public int code() {
            return CODE;
        }

        @Override
        public byte[] parameters() {
            return new byte[0];
        }

        @Override
        public void requireKeys(SecretBytes k, SecretBytes opc) {
            StoreSlotCommand.requireAkaKeys(k, opc);
        }

        /** Throws IllegalStateException where the constants are not known. */
        @Override
        public AkaAlgorithm algorithm(SecretBytes k, SecretBytes opc) {
            return new io.simshift.protocol.aka.Milenage(
                    k, opc, constants.orElseThrow(() -> new IllegalStateException("the constants are the card's")));
        }
    }

    /** Reads the bytes of tag 81 but the second, which is the OTA algorithm's. */
    static AkaChoice decode(byte[] algorithms) {
        if (algorithms.length == 2 && algorithms[0] == Milenage.CODE) {
            return MILENAGE;
        }
        if (algorithms.length == 2 && algorithms[0] == XorTest.CODE) {
            return new XorTest();
        }
        if (algorithms.length == 2 && algorithms[0] == OwnMilenage.CODE) {
            return new OwnMilenage(Optional.empty());
        }
        if (algorithms.length == 4 && algorithms[0] == Tuak.CODE) {
            return Tuak.decode(algorithms[2] & 0xFF, algorithms[3] & 0xFF);
        }
        throw new IllegalArgumentException(
                "AKA algorithm " + (algorithms[0] & 0xFF) + " is unknown, or has other parameters");
    }
}
