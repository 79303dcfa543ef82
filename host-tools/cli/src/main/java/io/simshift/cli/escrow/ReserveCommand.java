package io.simshift.cli.escrow;

import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPort;
import io.simshift.server.handover.SignedHandover;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code simshift escrow reserve}. */
@Command(
        name = "reserve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Reserves the slots of a signed hand-over for its recipient, before the cards are switched."},
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow reserve --dir escrow --handover handover.txt",
            "  simshift escrow reserve --url https://127.0.0.1:8440 --escrow-certificate escrow.pem --identity a.p12 --handover handover.txt"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ReserveCommand extends DocumentErrand {
    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The signed hand-over.")
    private Path document;

    @Override
    Path document() {
        return document;
    }

    @Override
    List<EscrowAnswer> take(EscrowPort escrow, SignedHandover signed) {
        return escrow.reserve(signed);
    }
}
