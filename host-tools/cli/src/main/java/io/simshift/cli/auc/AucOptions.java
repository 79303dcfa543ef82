package io.simshift.cli.auc;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.identity.Imsi;
import io.simshift.simulator.auc.AucSubscriber;
import io.simshift.simulator.auc.SequenceFile;
import io.simshift.simulator.auc.SubscriberFile;
import io.simshift.simulator.auc.VectorIssuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options about the authentication centre itself. */
final class AucOptions {
    private static final int AMF_BYTES = 2;

    @Option(
            names = "--subscribers",
            paramLabel = "FILE",
            required = true,
            description = "CSV with the columns imsi,algorithm,k,opc.")
    private Path subscribers;

    @Option(
            names = "--state",
            paramLabel = "FILE",
            required = true,
            description = "Where the last sequence number of each subscriber is kept; made where there is none.")
    private Path state;

    @Option(
            names = "--ind",
            paramLabel = "N",
            defaultValue = "0",
            description = "Index of the card's sequence number array that the vectors use, 0 to 31; each of several"
                    + " authentication centres of a subscriber has its own. Default ${DEFAULT-VALUE}.")
    private int ind;

    @Option(
            names = "--amf",
            paramLabel = "HEX",
            defaultValue = "8000",
            description = "Authentication management field. Its first bit is the separation bit, which EAP-AKA' and LTE"
                    + " need. Default ${DEFAULT-VALUE}.")
    private String amf;

    /** The last sequence numbers; the caller closes them. */
    SequenceFile openState() throws IOException {
        return SequenceFile.open(state);
    }

    /** @param err gets a warning where others may read the subscribers' keys */
    VectorIssuer issuer(SequenceFile sequence, PrintWriter err) throws IOException {
        Map<Imsi, AucSubscriber> known = SubscriberFile.read(subscribers);
        warnOfReaders(err);
        try {
            return new VectorIssuer(known, sequence, ind, amf(), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--ind: " + e.getMessage());
        }
    }

    private Amf amf() {
        byte[] bytes = HexInput.parse("--amf", amf);
        if (bytes.length != AMF_BYTES) {
            throw CommandFailure.usage("--amf: two bytes are wanted, not " + bytes.length);
        }
        return new Amf((bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF);
    }

    private void warnOfReaders(PrintWriter err) throws IOException {
        boolean posix =
                subscribers.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (posix && Files.getPosixFilePermissions(subscribers).contains(PosixFilePermission.OTHERS_READ)) {
            err.println("Everybody on this machine may read " + subscribers + ", which holds keys");
            err.flush();
        }
    }
}
