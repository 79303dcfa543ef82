package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverCsv;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow handover}. */
@Command(
        name = "handover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Signs what a donor says about cards (a hand-over, a cancellation), or what a recipient says (a confirmation)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow handover --donor A --recipient B --list list.csv --valid-days 30 --identity a.p12 --out handover.txt",
            "  simshift escrow handover --kind confirmation --donor A --recipient B --list list.csv --identity b.p12 --out arrived.txt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class HandoverCommand implements Callable<Integer> {
    @Option(
            names = "--kind",
            paramLabel = "hand-over|cancellation|confirmation",
            defaultValue = "hand-over",
            description = "What is said (default: hand-over).")
    private String kind;

    @Option(
            names = "--donor",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "From whom the cards go.")
    private OperatorId donor;

    @Option(
            names = "--recipient",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "To whom.")
    private OperatorId recipient;

    @Option(
            names = "--list",
            paramLabel = "FILE",
            required = true,
            description = "CSV with the columns new_imsi,iccid,slot_index.")
    private Path list;

    @Option(
            names = "--valid-days",
            paramLabel = "N",
            description = "It counts for nothing after so many days (default: no end).")
    private Integer validDays;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The signed document; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        OperatorIdentity key = identity.open();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> end = Optional.ofNullable(validDays).map(days -> now.plus(Duration.ofDays(days)));
        try (Reader in = Files.newBufferedReader(list)) {
            EscrowHome.refused(() -> {
                List<HandoverEntry> entries = HandoverCsv.read(list.toString(), in);
                Handover handover = new Handover(kind(), donor, recipient, now, end, entries);
                Files.write(out, SignedHandover.sign(handover, key).encode());
            });
        }
        spec.commandLine().getOut().println("Signed: " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private Handover.Kind kind() {
        return switch (kind) {
            case "hand-over" -> Handover.Kind.HAND_OVER;
            case "cancellation" -> Handover.Kind.CANCELLATION;
            case "confirmation" -> Handover.Kind.CONFIRMATION;
            default -> throw CommandFailure.usage("--kind is hand-over, cancellation or confirmation, not " + kind);
        };
    }
}
