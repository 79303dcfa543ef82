package io.simshift.cli.ota;

import io.simshift.cli.script.CommandNames;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.Spi;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Tells a person what became of each packet, as it happens. */
final class OtaText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String INDENT = "  ";

    private final PrintWriter out;
    private Spi explained;

    OtaText(PrintWriter out) {
        this.out = out;
    }

    void card(String name, String where) {
        out.println("Card " + name + ", " + where);
        out.flush();
    }

    void exchange(int number, OtaExchange exchange) {
        CommandPacket command = exchange.command();
        int commands = exchange.packet().lines().size();
        out.println();
        out.println("Packet " + number + ": " + count(commands, "command") + " in "
                + exchange.format().describe() + ", " + count(command.data().length, "byte") + ", to TAR "
                + command.tar() + ", " + command.tar().describe());
        if (!command.spi().equals(explained)) {
            explained = command.spi();
            out.println(INDENT + "SPI " + explained + " asks for: " + explained.describeCommand());
            out.println(INDENT + "  in return: " + explained.describeResponse());
        }
        out.println(INDENT + "keyset " + exchange.keyset() + ", KIc " + command.kic() + ", KID " + command.kid()
                + ", counter " + command.counter().value() + tries(exchange));
        out.println(INDENT + count(exchange.delivery().messages(), "short message") + " to the card"
                + exchange.received()
                        .map(received -> ", answer in "
                                + count(received.messages(), received.way().describe()))
                        .orElse(", no answer"));
        exchange.response().ifPresent(response -> out.println(INDENT + status(exchange, response)));
        out.println();
        exchange.answer().results().forEach(this::result);
        exchange.remarks().forEach(remark -> out.println(INDENT + "Note: " + remark));
        if (exchange.delivery().reset()) {
            out.println(INDENT + "The card asked for a UICC reset (REFRESH); it was done.");
        }
        out.flush();
    }

    private static String tries(OtaExchange exchange) {
        return exchange.tries() == 1 ? "" : " (raised until the card took it, " + exchange.tries() + " packets)";
    }

    private static String status(OtaExchange exchange, OpenedResponse response) {
        String status = "status " + response.packet().status() + ": "
                + response.packet().status().describe();
        return status
                + switch (response.protection()) {
                    case AUTHENTICATED -> "; the card's cryptographic checksum is right";
                    case PLAIN_INSTEAD -> "; it came in clear, so anyone can have sent it";
                    case AS_ASKED ->
                        exchange.command().spi().porCheck() == Spi.Check.RC
                                ? "; its redundancy check is right"
                                : "; without check value, as asked for";
                };
    }

    private void result(CommandResult result) {
        out.printf(
                "%6d  %s: %s%n",
                result.line().number(), CommandNames.describe(result.line().command()), outcome(result));
        byte[] data = result.data();
        if (data.length > 0) {
            out.println("        " + HEX.formatHex(data));
        }
        for (Map.Entry<String, String> object : result.objects().entrySet()) {
            out.printf("        %-20s %s%n", object.getKey(), object.getValue());
        }
    }

    private static String outcome(CommandResult result) {
        Optional<String> status = result.status().map(word -> word + " " + word.describe());
        return status.orElse(result.state().describe());
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
