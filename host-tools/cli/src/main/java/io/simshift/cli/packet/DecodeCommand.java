package io.simshift.cli.packet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.packet.Decoded.CheckState;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.Spi;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift packet decode}. */
@Command(
        name = "decode",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes a secured packet apart and explains each field.",
            "",
            "The bytes may begin with the user data header of the short message; 027000 marks a command packet, 027100 a"
                    + " response packet. Without keys the clear header is shown, with them the rest too, and the check value is"
                    + " verified."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift packet decode --hex 02700000281516391212B00001C0345741DD75... \\",
            "      --kic-key @kic.hex --kid-key env:KID_KEY",
            "  simshift packet decode --hex 027100000E0AB0001000000000010000016E00"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the packet was read; its check value, where a key for it was given, is right",
            "1:the check value is wrong, or the bytes are not a packet",
            "2:wrong usage, or keys that do not fit"
        })
public final class DecodeCommand implements Callable<Integer> {
    @Option(
            names = "--hex",
            paramLabel = "HEX",
            required = true,
            description = "The packet, with or without user data header. Of a packet in several short messages the user"
                    + " data of each, in their order, each with its own --hex.")
    private List<String> hex;

    @Mixin
    private KeyOptions keyOptions;

    @Option(names = "--response", description = "The packet is a response; needed where no user data header says so.")
    private boolean response;

    @Option(
            names = "--spi",
            paramLabel = "HEX4",
            converter = Converters.OfSpi.class,
            description = "Of a response: SPI of its command. Guessed if not given.")
    private Spi spi;

    @Option(
            names = "--kic",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description = "Of a response: KIc of its command; default 12, AES.")
    private KeyIdentifier kic;

    @Option(
            names = "--kid",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description = "Of a response: KID of its command; default 12, AES-CMAC.")
    private KeyIdentifier kid;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        GivenPacket given = GivenPacket.of(hex, keyOptions.transport(), response);
        if (!given.response() && (spi != null || kic != null || kid != null)) {
            throw CommandFailure.usage("--spi, --kic and --kid are for responses: a command packet has its own");
        }
        PacketOpener opener = new PacketOpener(given, keyOptions.kicKey(), keyOptions.kidKey(), keyOptions.implicit());
        Decoded decoded = given.response()
                ? opener.response(Optional.ofNullable(spi), KeyOptions.orDefault(kic), KeyOptions.orDefault(kid))
                : opener.command();
        if (json) {
            printJson(given, decoded);
        } else {
            printText(given, decoded);
        }
        if (decoded.problem().isPresent()) {
            String hint = decoded.check() == CheckState.WRONG
                    ? "; the keys are not those of this packet, or it was changed"
                    : "";
            throw CommandFailure.failed(
                    "The packet does not open: " + decoded.problem().get() + hint);
        }
        return ExitCodes.OK;
    }

    private void printText(GivenPacket given, Decoded decoded) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(given.response() ? "Response packet" : "Command packet");
        out.println();
        decoded.explanation().printText(out);
        out.flush();
    }

    private void printJson(GivenPacket given, Decoded decoded) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("kind", given.response() ? "response" : "command");
        root.put("check", decoded.check().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        decoded.problem().ifPresent(problem -> root.put("problem", problem));
        decoded.explanation().addTo(root);
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        out.flush();
    }
}
