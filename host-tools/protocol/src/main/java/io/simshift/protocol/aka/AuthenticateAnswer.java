package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** The command AUTHENTICATE of a USIM and its three kinds of answer data (TS 31.102 7.1.2). */
public sealed interface AuthenticateAnswer {
    /** Answer data that begin so mean success in 3G context. */
    int SUCCESS_TAG = 0xDB;
    /** Answer data that begin so mean that the sequence number was not fresh. */
    int SYNCHRONISATION_FAILURE_TAG = 0xDC;

    /** DB: RES (4 to 16 bytes), CK and IK (16) and, where the USIM offers service 27, Kc (8). */
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
        byte[] data = new WireWriter()
                .u8(rand.length)
                .bytes(rand)
                .u8(Autn.LENGTH)
                .bytes(autn.encode())
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
        byte[] res = lengthAndValue(in, "RES", 4, 16);
        SecretBytes ck = key(in, "CK", 16);
        SecretBytes ik = key(in, "IK", 16);
        Optional<SecretBytes> kc = in.hasMore() ? Optional.of(key(in, "Kc", 8)) : Optional.empty();
        return new Success(res, ck, ik, kc);
    }

    private static AuthenticateAnswer synchronisationFailure(WireReader in) {
        in.u8("tag");
        return new SynchronisationFailure(Auts.decode(lengthAndValue(in, "AUTS", Auts.LENGTH, Auts.LENGTH)));
    }

    private static AuthenticateAnswer gsm(WireReader in) {
        byte[] sres = lengthAndValue(in, "SRES", 4, 4);
        return new Gsm(sres, key(in, "Kc", 8));
    }

    private static SecretBytes key(WireReader in, String field, int length) {
        return SecretBytes.copyOf(lengthAndValue(in, field, length, length));
    }

    private static byte[] lengthAndValue(WireReader in, String field, int min, int max) {
        int length = in.u8("length of " + field);
        if (length < min || length > max) {
            String range = min == max ? "" + min : min + " to " + max;
            throw in.failAt(in.offset() - 1, field + " has " + range + " bytes, not " + length);
        }
        return in.bytes(length, field);
    }
}
