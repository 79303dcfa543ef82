package io.simshift.cli.escrow;

import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.handover.SignedHandover;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simshift escrow cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes slots back that a donor has handed over; they are spent."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow cancel --dir escrow --cancellation cancellation.txt",
            "  simshift escrow cancel --url https://127.0.0.1:8440 --escrow-certificate escrow.pem --identity a.p12 --cancellation cancellation.txt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class CancelCommand extends DocumentErrand {
    @Option(names = "--cancellation", paramLabel = "FILE", required = true, description = "The signed cancellation.")
    private Path document;

    @Override
    Path document() {
        return document;
    }

    @Override
    List<EscrowAnswer> take(EscrowPort escrow, SignedHandover signed) {
        return escrow.cancel(signed);
    }
}
