package io.simshift.cli.card;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.files.CardFile;
import io.simshift.cli.files.FileRange;
import io.simshift.cli.files.FileTree;
import io.simshift.cli.ota.CardQueries;
import io.simshift.cli.reader.CardIdentity;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.ota.OtaTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift card info}. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says what a card is: its ICCID and IMSI, its applications and files; and with OTA keys also its life-cycle, its"
                    + " slots with their states and check values, and what it can do.",
            "",
            "What needs keys is asked with QUERY in secured packets under the first keyset of --keys. Their counters are"
                    + " kept in the same file as those of 'card ota'."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift card info --reader sim:examples/card-profile.json",
            "  simshift card info --reader pcsc --keys card.json --json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the card can't be reached, or the keys do not fit", "2:wrong usage"})
public final class InfoCommand implements Callable<Integer> {
    /** No service centre takes part. */
    private static final SmsAddress NOBODY = SmsAddress.of(SmsAddress.UNKNOWN, "0000");

    private static final int REFERENCES = 256;

    @Option(
            names = "--reader",
            paramLabel = ReaderChoice.LABEL,
            required = true,
            converter = ReaderChoice.Converter.class,
            description = ReaderChoice.DESCRIPTION)
    private ReaderChoice reader;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "OTA keys of the card (docs/ota.md 3); default for a simulated card: those of its profile.")
    private Path keysFile;

    @Mixin
    private CardPins pins;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CardReport report;
        try (ConnectedCard card = reader.connect()) {
            report = read(card);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            report.printJson(out);
        } else {
            report.print(out);
        }
        out.flush();
        return ExitCodes.OK;
    }

    private CardReport read(ConnectedCard card) throws IOException {
        byte[] atr = card.link().reset();
        pins.verify(card.link());
        List<CardFile> files = FileTree.read(card.link(), FileRange.NAMED);
        OtaTerminal terminal = new OtaTerminal(card.link(), NOBODY, new SecureRandom().nextInt(REFERENCES));
        Optional<Iccid> iccid = CardIdentity.read(terminal);
        List<QueryAnswer> answers = List.of();
        if (keysFile != null || card.madeFrom().isPresent()) {
            terminal.start();
            answers = CardQueries.run(terminal, card, Optional.ofNullable(keysFile), iccid);
        }
        return new CardReport(card.where(), atr, iccid, files, answers);
    }
}
