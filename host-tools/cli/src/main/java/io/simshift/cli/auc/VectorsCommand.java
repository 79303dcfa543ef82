package io.simshift.cli.auc;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.HexInput;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.GsmTriplet;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.auc.SequenceFile;
import io.simshift.simulator.auc.VectorIssuer;
import io.simshift.simulator.auc.VectorIssuer.Resynchronisation;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift auc vectors}. */
@Command(
        name = "vectors",
        mixinStandardHelpOptions = true,
        description = {
            "Prints authentication vectors of one subscriber, one on each line.",
            "",
            "A line is 'rand=... autn=... xres=... ck=... ik=...', or 'rand=... sres=... kc=...' with --gsm: session keys, so"
                    + " mind where it goes. Each run uses new sequence numbers."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift auc vectors --subscribers a.csv --state a.sqn --imsi 001010000000001",
            "  simshift auc vectors --subscribers a.csv --state a.sqn --imsi 001010000000001 --count 5 --gsm"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed",
            "1:no such subscriber, a wrong AUTS, or a file that cannot be used",
            "2:wrong usage"
        })
public final class VectorsCommand implements Callable<Integer> {
    private static final int COUNT_MAX = 1000;

    @Mixin
    private AucOptions auc;

    @Option(names = "--imsi", paramLabel = "IMSI", required = true, description = "Whose vectors.")
    private String imsi;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many, 1 to " + COUNT_MAX + "; default ${DEFAULT-VALUE}.")
    private int count;

    @Option(names = "--gsm", description = "GSM triplets, with SRES by c2 and Kc by c3.")
    private boolean gsm;

    @ArgGroup(exclusive = false)
    private Token token;

    /** What a card answered to a challenge that was not fresh. */
    static final class Token {
        @Option(
                names = "--auts",
                paramLabel = "HEX",
                required = true,
                description = "First set the sequence number by this token of the card.")
        private String auts;

        @Option(names = "--rand", paramLabel = "HEX", required = true, description = "The challenge that AUTS answers.")
        private String rand;
    }

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (count < 1 || count > COUNT_MAX) {
            throw CommandFailure.usage("--count: " + count + " is not between 1 and " + COUNT_MAX);
        }
        Imsi subscriber = subscriber();
        try (SequenceFile state = auc.openState()) {
            VectorIssuer issuer = auc.issuer(state, spec.commandLine().getErr());
            if (token != null) {
                resynchronise(issuer, subscriber);
            }
            List<String> lines = gsm ? triplets(issuer, subscriber) : vectors(issuer, subscriber);
            lines.forEach(spec.commandLine().getOut()::println);
            spec.commandLine().getOut().flush();
        } catch (IllegalStateException e) {
            throw CommandFailure.failed("IMSI " + subscriber + ": " + e.getMessage(), e);
        }
        return ExitCodes.OK;
    }

    private Imsi subscriber() {
        try {
            return new Imsi(imsi);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--imsi: " + e.getMessage());
        }
    }

    private void resynchronise(VectorIssuer issuer, Imsi subscriber) throws IOException {
        byte[] rand = HexInput.parse("--rand", token.rand);
        if (rand.length != AkaAlgorithm.RAND_BYTES) {
            throw CommandFailure.usage("--rand: RAND has " + AkaAlgorithm.RAND_BYTES + " bytes, not " + rand.length);
        }
        Auts auts;
        try {
            auts = Auts.decode(HexInput.parse("--auts", token.auts));
        } catch (WireFormatException e) {
            throw CommandFailure.usage("--auts: " + e.getMessage());
        }
        if (issuer.resynchronise(subscriber, rand, auts) == Resynchronisation.MAC_FAILURE) {
            throw CommandFailure.failed("MAC-S of the AUTS is not right for IMSI " + subscriber + " and this RAND");
        }
    }

    private List<String> vectors(VectorIssuer issuer, Imsi subscriber) throws IOException {
        return issuer.vectors(subscriber, count).orElseThrow(() -> unknown(subscriber)).stream()
                .map(VectorsCommand::line)
                .toList();
    }

    private List<String> triplets(VectorIssuer issuer, Imsi subscriber) {
        return issuer.triplets(subscriber, count).orElseThrow(() -> unknown(subscriber)).stream()
                .map(VectorsCommand::line)
                .toList();
    }

    private static CommandFailure unknown(Imsi subscriber) {
        return CommandFailure.failed("IMSI " + subscriber + " is not among the subscribers");
    }

    private static String line(AkaVector vector) {
        return "rand=" + hex(vector.rand()) + " autn=" + hex(vector.autn().encode()) + " xres=" + hex(vector.xres())
                + " ck=" + hex(vector.ck()) + " ik=" + hex(vector.ik());
    }

    private static String line(GsmTriplet triplet) {
        return "rand=" + hex(triplet.rand()) + " sres=" + hex(triplet.sres()) + " kc=" + hex(triplet.kc());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static String hex(SecretBytes key) {
        return hex(key.reveal());
    }
}
