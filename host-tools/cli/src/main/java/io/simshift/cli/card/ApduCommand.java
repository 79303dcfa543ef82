package io.simshift.cli.card;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.HexInput;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.FollowingLink;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simshift card apdu}. */
@Command(
        name = "apdu",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends command APDUs to a card as they are, one after the other, and explains the status words.",
            "",
            "The card is reset first, and the USIM selected. What T=0 leaves to the terminal is done: GET RESPONSE behind"
                    + " 61XX, the right length behind 6CXX."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift card apdu --reader pcsc 00A40004022FE2 00B000000A",
            "  simshift card apdu --reader sim:examples/card-profile.json '00 A4 00 04 02 2F E2' '00 B0 00 00 0A'"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the card executed all of them (9000, 91XX, or a warning)",
            "1:it refused one, or can't be reached",
            "2:wrong usage"
        })
public final class ApduCommand implements Callable<Integer> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @Option(
            names = "--reader",
            paramLabel = ReaderChoice.LABEL,
            required = true,
            converter = ReaderChoice.Converter.class,
            description = ReaderChoice.DESCRIPTION)
    private ReaderChoice reader;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Parameters(
            paramLabel = "HEX",
            arity = "1..*",
            description = "Short command APDU; blanks between bytes are allowed in quotation marks.")
    private List<String> apdus;

    @Spec
    private CommandSpec spec;

    /** A command and what the card said. */
    private record Exchange(CommandApdu command, ResponseApdu response) {
        boolean done() {
            return response.status().letsScriptGoOn();
        }
    }

    @Override
    public Integer call() throws IOException {
        List<CommandApdu> commands = new ArrayList<>();
        for (int i = 0; i < apdus.size(); i++) {
            commands.add(command("APDU " + (i + 1), apdus.get(i)));
        }
        List<Exchange> exchanges = new ArrayList<>();
        try (ConnectedCard card = reader.connect()) {
            CardLink link = new FollowingLink(card.link());
            link.reset();
            for (CommandApdu command : commands) {
                Exchange exchange = new Exchange(command, ResponseApdu.decode(link.transmit(command.encode())));
                exchanges.add(exchange);
                if (!json) {
                    print(exchange);
                }
            }
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        }
        if (json) {
            printJson(exchanges);
        }
        return exchanges.stream().allMatch(Exchange::done) ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static CommandApdu command(String what, String text) {
        try {
            return CommandApdu.decode(HexInput.parse(what, text));
        } catch (WireFormatException e) {
            throw CommandFailure.usage(what + " is no command: " + e.getMessage());
        }
    }

    private void print(Exchange exchange) {
        PrintWriter out = spec.commandLine().getOut();
        byte[] data = exchange.response.data();
        out.println("> " + HEX.formatHex(exchange.command.encode()));
        out.println("< " + (data.length == 0 ? "" : HEX.formatHex(data) + " ") + exchange.response.status() + " "
                + exchange.response.status().describe());
        out.flush();
    }

    private void printJson(List<Exchange> exchanges) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ArrayNode list = root.putArray("exchanges");
        for (Exchange exchange : exchanges) {
            ObjectNode node = list.addObject();
            node.put("command", HEX.formatHex(exchange.command.encode()));
            node.put("data", HEX.formatHex(exchange.response.data()));
            node.put("status", exchange.response.status().toString());
            node.put("meaning", exchange.response.status().describe());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        out.flush();
    }
}
