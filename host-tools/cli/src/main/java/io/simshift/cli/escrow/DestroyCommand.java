package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.CardSelection;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow destroy}. */
@Command(
        name = "destroy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Destroys the escrow's copies of all keys of cards: they were scrapped, or another has their custody now. Copies in backups end with the next 'rotate --retire'."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow destroy --dir escrow --batch meters-1 --reason \"custody is with the third party\""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class DestroyCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Mixin
    private CardChoice cards;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "For the ledger; one line.")
    private String reason;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CardSelection selection = cards.selection();
        PrintWriter out = spec.commandLine().getOut();
        home.with(escrow -> out.println("Keys of " + escrow.destroy(selection, reason) + " cards destroyed"));
        out.flush();
        return ExitCodes.OK;
    }
}
