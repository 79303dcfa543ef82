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

/** {@code simshift escrow confirm}. */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes a recipient's word that cards have arrived: no donor takes them back any more."},
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow confirm --dir escrow --confirmation confirmation.txt"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ConfirmCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--confirmation", paramLabel = "FILE", required = true, description = "The signed confirmation.")
    private Path document;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SignedHandover[] signed = new SignedHandover[1];
        byte[] bytes = Files.readAllBytes(document);
        EscrowHome.refused(() -> signed[0] = SignedHandover.decode(bytes));
        int[] exitCode = {ExitCodes.OK};
        home.with(escrow -> exitCode[0] = Answers.print(spec.commandLine().getOut(), escrow.confirm(signed[0])));
        return exitCode[0];
    }
}
