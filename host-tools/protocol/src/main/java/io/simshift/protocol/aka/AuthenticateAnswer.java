package io.simshift.protocol.aka;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Optional;

/** The command AUTHENTICATE of a USIM and its three kinds of answer data (TS 31.102 7.1.2). */
public sealed interface AuthenticateAnswer {
    /** Answer data that begin so mean success in 3G context. */
    int SUCCESS_TAG = 0xDB;
    /** Answer data that begin so mean that the sequence number was not fresh. */
    int SYNCHRONISATION_FAILURE_TAG = 0xDC;

    /** DB: RES, CK, IK and, where the USIM offers service 27, Kc. */
    record Success(byte[] res, SecretBytes ck, SecretBytes ik, Optional<SecretBytes> kc) implements AuthenticateAnswer {
        /** No key. */
        @Override
        public String toString() {
            return "Success[]";
        }
    }

    /** DC: the sequence number was not fresh. */
    record SynchronisationFailure(Auts auts) implements AuthenticateAnswer {}

    /** SRES and Kc of the GSM context. */
    record Gsm(byte[] sres, SecretBytes kc) implements AuthenticateAnswer {
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
        byte[] res = lengthAndValue(in, "RES");
        SecretBytes ck = SecretBytes.copyOf(lengthAndValue(in, "CK"));
        SecretBytes ik = SecretBytes.copyOf(lengthAndValue(in, "IK"));
        Optional<SecretBytes> kc =
                in.hasMore() ? Optional.of(SecretBytes.copyOf(lengthAndValue(in, "Kc"))) : Optional.empty();
        return new Success(res, ck, ik, kc);
    }

    private static AuthenticateAnswer synchronisationFailure(WireReader in) {
        in.u8("tag");
        return new SynchronisationFailure(Auts.decode(lengthAndValue(in, "AUTS")));
    }

    private static AuthenticateAnswer gsm(WireReader in) {
        byte[] sres = lengthAndValue(in, "SRES");
        return new Gsm(sres, SecretBytes.copyOf(lengthAndValue(in, "Kc")));
    }

    private static byte[] lengthAndValue(WireReader in, String field) {
        return in.bytes(in.u8("length of " + field), field);
    }
}
