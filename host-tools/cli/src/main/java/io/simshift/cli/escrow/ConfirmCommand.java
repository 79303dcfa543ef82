package io.simshift.cli.escrow;

import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.handover.SignedHandover;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simshift escrow confirm}. */
@Command(
        name = "confirm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Takes a recipient's word that cards have arrived: no donor takes them back any more."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow confirm --dir escrow --confirmation confirmation.txt",
            "  simshift escrow confirm --url https://127.0.0.1:8440 --escrow-certificate escrow.pem --identity b.p12 --confirmation confirmation.txt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ConfirmCommand extends DocumentErrand {
    @Option(names = "--confirmation", paramLabel = "FILE", required = true, description = "The signed confirmation.")
    private Path document;

    @Override
    Path document() {
        return document;
    }

    @Override
    List<EscrowAnswer> take(EscrowPort escrow, SignedHandover signed) {
        return escrow.confirm(signed);
    }
}
