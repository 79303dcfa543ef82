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

/** {@code simshift escrow cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes slots back that a donor has handed over; they are spent."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow cancel --dir escrow --cancellation cancellation.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class CancelCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--cancellation", paramLabel = "FILE", required = true, description = "The signed cancellation.")
    private Path document;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SignedHandover[] signed = new SignedHandover[1];
        byte[] bytes = Files.readAllBytes(document);
        EscrowHome.refused(() -> signed[0] = SignedHandover.decode(bytes));
        int[] exitCode = {ExitCodes.OK};
        home.with(escrow -> exitCode[0] = Answers.print(spec.commandLine().getOut(), escrow.cancel(signed[0])));
        return exitCode[0];
    }
}
