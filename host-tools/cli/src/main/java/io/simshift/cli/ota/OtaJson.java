package io.simshift.cli.ota;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.script.CommandNames;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.OpenedResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** The same for programs. */
final class OtaJson {
    private static final HexFormat HEX = HexFormat.of();

    private final ObjectMapper mapper = new ObjectMapper();
    private final ObjectNode root = mapper.createObjectNode();
    private final ArrayNode packets;

    OtaJson(Optional<Iccid> iccid, boolean simulated) {
        ObjectNode card = root.putObject("card");
        iccid.ifPresent(number -> card.put("iccid", number.toString()));
        card.put("simulated", simulated);
        packets = root.putArray("packets");
    }

    void exchange(OtaExchange exchange) {
        CommandPacket command = exchange.command();
        ObjectNode node = packets.addObject();
        node.put("script", exchange.packet().file());
        node.put("format", exchange.format().name());
        node.put("tar", command.tar().toString());
        node.put("spi", command.spi().toString());
        node.put("keyset", exchange.keyset());
        node.put("kic", command.kic().toString());
        node.put("kid", command.kid().toString());
        node.put("counter", command.counter().value());
        node.put("tries", exchange.tries());
        node.put("messages", exchange.delivery().messages());
        node.put("envelopeStatus", exchange.delivery().status().toString());
        exchange.response().ifPresent(response -> response(node.putObject("answer"), exchange, response));
        ArrayNode commands = node.putArray("commands");
        exchange.answer().results().forEach(result -> command(commands.addObject(), result));
        ArrayNode remarks = node.putArray("remarks");
        exchange.remarks().forEach(remarks::add);
        node.put("reset", exchange.delivery().reset());
        exchange.problem().ifPresent(problem -> node.put("problem", problem));
    }

    private static void response(ObjectNode node, OtaExchange exchange, OpenedResponse response) {
        node.put("status", response.packet().status().toString());
        node.put("meaning", response.packet().status().describe());
        node.put(
                "protection",
                response.protection().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        node.put("data", HEX.formatHex(response.packet().data()));
        exchange.received().ifPresent(received -> {
            node.put("by", received.way().describe());
            node.put("messages", received.messages());
        });
    }

    private static void command(ObjectNode node, CommandResult result) {
        node.put("line", result.line().number());
        node.put("apdu", HEX.formatHex(result.line().command().encode()));
        node.put("name", CommandNames.name(result.line().command()));
        node.put("state", result.state().describe());
        result.status().ifPresent(status -> {
            node.put("status", status.toString());
            node.put("meaning", status.describe());
        });
        if (result.data().length > 0) {
            node.put("data", HEX.formatHex(result.data()));
        }
        if (!result.objects().isEmpty()) {
            ObjectNode objects = node.putObject("objects");
            result.objects().forEach(objects::put);
        }
    }

    void print(PrintWriter out, boolean ok) throws IOException {
        root.put("ok", ok);
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        out.flush();
    }
}
