package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.handover.SignedHandover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that takes one signed document to the escrow, and prints what it says card by card. */
abstract class DocumentErrand implements Callable<Integer> {
    @Mixin
    private EscrowReach reach;

    @Spec
    private CommandSpec spec;

    abstract Path document();

    abstract List<EscrowAnswer> take(EscrowPort escrow, SignedHandover signed);

    @Override
    public final Integer call() throws IOException {
        byte[] bytes = Files.readAllBytes(document());
        int[] exitCode = {ExitCodes.OK};
        EscrowKeys.refused(() -> {
            SignedHandover signed = SignedHandover.decode(bytes);
            reach.with(escrow -> exitCode[0] = Answers.print(spec.commandLine().getOut(), take(escrow, signed)));
        });
        return exitCode[0];
    }
}
