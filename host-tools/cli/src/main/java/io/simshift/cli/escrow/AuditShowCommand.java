package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.audit.AuditEntry;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.audit.LedgerReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow audit show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Prints the entries of a ledger. It checks nothing: see 'verify'.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow audit show --ledger simshift-demo --iccid 8988300000000000013",
            "  simshift escrow audit show --ledger simshift-demo --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the ledger can't be used; a line says why", "2:wrong usage"})
public final class AuditShowCommand implements Callable<Integer> {
    @Option(names = "--ledger", paramLabel = "DIR", required = true, description = AuditOptions.LEDGER)
    private Path ledger;

    @Option(
            names = "--iccid",
            paramLabel = "ICCID",
            converter = AuditOptions.IccidConverter.class,
            description = "Only what is about this card.")
    private Iccid iccid;

    @Option(names = "--json", description = "Print the entries as they are, one JSON object in each line.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        AuditOptions.told(() -> {
            try (LedgerReader in = LedgerReader.open(new LedgerFiles(ledger).entries())) {
                for (LedgerReader.Line line = in.next(); line != null; line = in.next()) {
                    AuditEntry entry = in.parse(line);
                    if (iccid == null || iccid.digits().equals(entry.details().get("iccid"))) {
                        out.println(json ? line.line() : text(line.number(), entry));
                    }
                }
            }
            return null;
        });
        out.flush();
        return ExitCodes.OK;
    }

    private static String text(long number, AuditEntry entry) {
        Map<String, String> details = entry.details();
        String who = details.containsKey("donor") && details.containsKey("recipient")
                ? details.remove("donor") + " -> " + details.remove("recipient") + "  "
                : "";
        String rest = details.entrySet().stream()
                .map(detail -> detail.getKey() + "=" + detail.getValue())
                .collect(Collectors.joining(" "));
        return String.format("%6d  %s  %-10s  %s%s", number, entry.at(), entry.action(), who, rest);
    }
}
