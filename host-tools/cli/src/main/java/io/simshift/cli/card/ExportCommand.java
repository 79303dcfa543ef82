package io.simshift.cli.card;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.files.CardFile;
import io.simshift.cli.files.FileRange;
import io.simshift.cli.files.FileTree;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.simulator.card.CardLinkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift card export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints all files of a card as JSON: paths, file control parameters, contents.",
            "",
            "Every file identifier is tried, so that files without a name here are found too; with a card in a reader that"
                    + " takes about half a minute. Session keys (EF.KEYS and the like) are not read, and the keys of the"
                    + " card are in no file. A file that the card does not let read has the status word instead."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift card export --reader pcsc > card.json",
            "  simshift card export --reader sim:examples/card-profile.json"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the card can't be reached, or refused a PIN", "2:wrong usage"})
public final class ExportCommand implements Callable<Integer> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @Option(
            names = "--reader",
            paramLabel = ReaderChoice.LABEL,
            required = true,
            converter = ReaderChoice.Converter.class,
            description = ReaderChoice.DESCRIPTION)
    private ReaderChoice reader;

    @Mixin
    private CardPins pins;

    @Option(names = "--named", description = "Try only files that have a name here: some dozens of commands.")
    private boolean named;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<CardFile> files;
        try (ConnectedCard card = reader.connect()) {
            card.link().reset();
            pins.verify(card.link());
            files = FileTree.read(card.link(), named ? FileRange.NAMED : FileRange.ALL);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        }
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ArrayNode list = root.putArray("files");
        files.forEach(file -> node(list.addObject(), file));
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        out.flush();
        return ExitCodes.OK;
    }

    private static void node(ObjectNode node, CardFile file) {
        node.put("path", file.pathText());
        file.name().ifPresent(name -> node.put("name", name));
        file.application().ifPresent(aid -> node.put("application", HEX.formatHex(aid)));
        node.put(
                "structure",
                file.fcp().structure().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        file.shortFileId().ifPresent(sfi -> node.put("shortFileIdentifier", sfi));
        node.put("fileControlParameters", HEX.formatHex(file.fcp().encode()));
        if (file.isDirectory()) {
            return;
        }
        if (file.holdsKeys()) {
            node.put("notRead", "session keys");
        } else if (!file.status().equals(StatusWord.OK)) {
            node.put("notRead", file.status() + " " + file.status().describe());
        } else if (file.fcp().recordLength().isPresent()) {
            ArrayNode records = node.putArray("records");
            file.content().forEach(record -> records.add(HEX.formatHex(record)));
        } else {
            node.put(
                    "content",
                    file.content().isEmpty() ? "" : HEX.formatHex(file.content().get(0)));
        }
    }
}
