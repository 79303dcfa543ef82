package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow consent sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "An owner's, a donor's or a recipient's signed word that the cards of a hand-over may move, or no longer may."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow consent sign --handover handover.txt --party meters --identity meters.p12 --out consent.txt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class ConsentSignCommand implements Callable<Integer> {
    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The donor's hand-over.")
    private Path document;

    @Option(
            names = "--party",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "Who says it.")
    private OperatorId party;

    @Option(
            names = "--valid-days",
            paramLabel = "N",
            description = "It counts for nothing after so many days (default: no end).")
    private Integer validDays;

    @Option(names = "--withdraw", description = "Takes back what was said before.")
    private boolean withdraw;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The signed consent; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = Files.readAllBytes(document);
        OperatorIdentity key = identity.open();
        EscrowHome.refused(() -> {
            Instant now = Instant.now();
            Optional<Instant> end = Optional.ofNullable(validDays).map(days -> now.plus(Duration.ofDays(days)));
            Consent consent = Consent.to(SignedHandover.decode(bytes).handover(), party, now, end);
            String text = withdraw ? consent.withdrawn(now).text() : consent.text();
            Files.write(out, SignedDocument.sign(text, key).encode());
        });
        spec.commandLine().getOut().println("Signed: " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
