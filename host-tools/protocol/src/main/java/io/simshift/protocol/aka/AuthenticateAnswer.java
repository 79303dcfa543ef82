package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The command AUTHENTICATE of a USIM and its three kinds of answer data (TS 31.102 7.1.2). */
public sealed interface AuthenticateAnswer {
    /** Answer data that begin so mean success in 3G context. */
    int SUCCESS_TAG = 0xDB;
    /** Answer data that begin so mean that the sequence number was not fresh. */
    int SYNCHRONISATION_FAILURE_TAG = 0xDC;

    /**
     * DB: RES (4 to 16 bytes), CK and IK (16) and, where the USIM offers service 27, Kc (8). TUAK's longest RES, CK and
     * IK have 32 bytes.
     */
    record Success(byte[] res, SecretBytes ck, SecretBytes ik, Optional<SecretBytes> kc) implements AuthenticateAnswer {
        public Success {
            res = res.clone();
        }

        @Override
        public byte[] res() {
            return res.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Success that
                    && MessageDigest.isEqual(res, that.res)
                    && ck.equals(that.ck)
                    && ik.equals(that.ik)
                    && kc.equals(that.kc);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(res);
        }

        /** No key. */
        @Override
        public String toString() {
            return "Success[]";
        }
    }

    /** DC: the sequence number was not fresh. */
    record SynchronisationFailure(Auts auts) implements AuthenticateAnswer {}

    /** SRES (4 bytes) and Kc (8) of the GSM context. */
    record Gsm(byte[] sres, SecretBytes kc) implements AuthenticateAnswer {
        public Gsm {
            sres = sres.clone();
        }

        @Override
        public byte[] sres() {
            return sres.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Gsm that && MessageDigest.isEqual(sres, that.sres) && kc.equals(that.kc);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sres);
        }

        /** No key. */
        @Override
        public String toString() {
            return "Gsm[]";
        }
    }

    /** AUTHENTICATE in 3G context. */
    static CommandApdu command(byte[] rand, Autn autn) {
        byte[] token = autn.encode();
        byte[] data = new WireWriter()
                .u8(rand.length)
                .bytes(rand)
                .u8(token.length)
                .bytes(token)
                .toByteArray();
        return CommandApdu.of(0x00, 0x88, 0x00, 0x81, data);
    }

    /** AUTHENTICATE in GSM context. */
    static CommandApdu gsmCommand(byte[] rand) {
        byte[] data = new WireWriter().u8(rand.length).bytes(rand).toByteArray();
        return CommandApdu.of(0x00, 0x88, 0x00, 0x80, data);
    }

    /** Reads the answer data of a successful AUTHENTICATE. */
    static AuthenticateAnswer decode(byte[] data) {
        WireReader in = new WireReader(data, "TS 31.102 7.1.2.1");
        AuthenticateAnswer answer = switch (in.peek("tag")) {
            case SUCCESS_TAG -> success(in);
            case SYNCHRONISATION_FAILURE_TAG -> synchronisationFailure(in);
            case 0x04 -> gsm(in);
            default -> throw in.fail("an answer begins with DB, DC or 04");
        };
        in.requireEnd();
        return answer;
    }

    private static AuthenticateAnswer success(WireReader in) {
        in.u8("tag");
        byte[] res = lengthAndValue(in, "RES", "4 to 16, or 32", length -> length >= 4 && length <= 16 || length == 32);
        SecretBytes ck = longKey(in, "CK");
        SecretBytes ik = longKey(in, "IK");
        Optional<SecretBytes> kc = in.hasMore() ? Optional.of(kc(in)) : Optional.empty();
        return new Success(res, ck, ik, kc);
    }

    private static AuthenticateAnswer synchronisationFailure(WireReader in) {
        in.u8("tag");
        byte[] auts = lengthAndValue(
                in, "AUTS", "14, 22 or 38", length -> MacLength.isAllowed(length - SequenceNumber.LENGTH));
        return new SynchronisationFailure(Auts.decode(auts));
    }

    private static AuthenticateAnswer gsm(WireReader in) {
        byte[] sres = lengthAndValue(in, "SRES", "4", length -> length == 4);
        return new Gsm(sres, kc(in));
    }

    private static SecretBytes longKey(WireReader in, String field) {
        return SecretBytes.copyOf(lengthAndValue(in, field, "16 or 32", length -> length == 16 || length == 32));
    }

    private static SecretBytes kc(WireReader in) {
        return SecretBytes.copyOf(lengthAndValue(in, "Kc", "8", length -> length == 8));
    }

    private static byte[] lengthAndValue(WireReader in, String field, String allowed, IntPredicate isAllowed) {
        int length = in.u8("length of " + field);
        if (!isAllowed.test(length)) {
            throw in.failAt(in.offset() - 1, field + " has " + allowed + " bytes, not " + length);
        }
        return in.bytes(length, field);
    }
}
