package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.operator.OperatorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow issue}. */
@Command(
        name = "issue",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gives slot 1 of cards to the operator that starts with them, encrypted for its certificate. The same operator may ask again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift escrow issue --dir escrow --operator A --iccids cards.txt --out slots-a.cms"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
public final class IssueCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            required = true,
            converter = NameConverter.class,
            description = "To whom.")
    private OperatorId operator;

    @Option(names = "--iccids", paramLabel = "FILE", required = true, description = "One ICCID on each line.")
    private Path iccids;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The slots, CMS; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Iccid> cards = CardChoice.readList(iccids);
        home.with(escrow -> Files.write(out, escrow.issue(operator, cards)));
        spec.commandLine().getOut().println("Slot 1 of " + cards.size() + " cards for " + operator + ": " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }
}
