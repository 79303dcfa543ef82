package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.handover.SignedHandover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow reserve}. */
@Command(
        name = "reserve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Reserves the slots of a signed hand-over for its recipient, before the cards are switched."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow reserve --dir escrow --handover handover.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ReserveCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The signed hand-over.")
    private Path document;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SignedHandover[] signed = new SignedHandover[1];
        byte[] bytes = Files.readAllBytes(document);
        EscrowHome.refused(() -> signed[0] = SignedHandover.decode(bytes));
        int[] exitCode = {ExitCodes.OK};
        home.with(escrow -> exitCode[0] = Answers.print(spec.commandLine().getOut(), escrow.reserve(signed[0])));
        return exitCode[0];
    }
}
