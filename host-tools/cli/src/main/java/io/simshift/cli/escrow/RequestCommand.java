package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow request}. */
@Command(
        name = "request",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"The recipient's signed request for what a hand-over gives it."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow request --handover handover.txt --recipient B --identity b.p12 --out request.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class RequestCommand implements Callable<Integer> {
    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The donor's signed hand-over.")
    private Path document;

    @Option(
            names = "--recipient",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "Who asks.")
    private OperatorId recipient;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The signed request; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = Files.readAllBytes(document);
        OperatorIdentity key = identity.open();
        EscrowHome.refused(() -> {
            SignedHandover handover = SignedHandover.decode(bytes);
            SignedCollection request = SignedCollection.sign(recipient, handover, Instant.now(), key);
            Files.write(out, request.document().encode());
        });
        spec.commandLine().getOut().println("Signed: " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
