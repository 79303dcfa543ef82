package io.simshift.cli.ota;

import io.simshift.cli.ota.CommandResult.State;
import io.simshift.cli.script.CommandNames;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.Spi;
import io.simshift.simulator.ota.Delivery;
import java.util.Optional;

/** What a packet's fate means, and how to go on from it. */
final class Advice {
    private Advice() {}

    /** Where no answer came that belongs to the packet. */
    static OtaExchange withoutAnswer(OtaExchange exchange) {
        Delivery delivery = exchange.delivery();
        boolean refused = !delivery.status().letsScriptGoOn();
        if (refused) {
            String part = delivery.ofMessages() > 1
                    ? "short message " + delivery.messages() + " of " + delivery.ofMessages()
                    : "the short message";
            String concatenation = delivery.ofMessages() > 1 ? ", or takes no packets in several messages" : "";
            return with(
                    exchange,
                    "the card refused " + part + ": ENVELOPE was answered " + delivery.status() + ", "
                            + delivery.status().describe()
                            + (delivery.status().equals(StatusWord.WRONG_DATA)
                                    ? "; it could not read the packet" + concatenation
                                    : ""));
        }
        return exchange.command().spi().porMode() == Spi.PorMode.ALWAYS
                ? with(
                        exchange,
                        "no answer came that belongs to the packet: the card took it, and whether it did anything is not known")
                : exchange;
    }

    /** Where an answer with this status came. */
    static OtaExchange about(OtaExchange exchange, PorStatus status) {
        if (!status.isOk()) {
            return with(exchange, "status " + status + ", " + status.describe() + advice(exchange, status));
        }
        Optional<String> problem = exchange.answer().problem();
        if (problem.isPresent()) {
            return with(exchange, problem.get());
        }
        return exchange.answer().results().stream()
                .filter(CommandResult::failed)
                .findFirst()
                .map(result -> with(exchange, failure(result)))
                .orElse(exchange);
    }

    private static String failure(CommandResult result) {
        String command = CommandNames.name(result.line().command()) + " in line "
                + result.line().number();
        return result.state() == State.NOT_EXECUTED
                ? command + " was not executed"
                : command + " was answered "
                        + result.status()
                                .map(status -> status + ", " + status.describe())
                                .orElse("with an error");
    }

    private static String advice(OtaExchange exchange, PorStatus status) {
        long counter = exchange.command().counter().value();
        return switch (status.code()) {
            case 0x01 ->
                "; KID or its algorithm is another on the card, or the packet was changed. More wrong check"
                        + " values can make the card slow the keyset down, or block it";
            case 0x02 ->
                "; the card has seen a counter of " + counter + " or higher: --resync raises it until the card"
                        + " takes it, --counter sets it. Nothing of the script was executed";
            case 0x03 ->
                "; the card wants a counter that is one higher than its own, and " + counter
                        + " is more: SPI with counter mode 'higher' (1639) takes it";
            case 0x04 -> "; the keyset takes no packets any more: it needs new keys";
            case 0x05 -> "; KIc or its algorithm is another on the card";
            case 0x06 ->
                "; the card has no such keyset, or not with this algorithm (KIc "
                        + exchange.command().kic() + ", KID "
                        + exchange.command().kid() + "), or does not know SPI "
                        + exchange.command().spi();
            case 0x07 -> "; shorter scripts may do";
            case 0x08, 0x0B -> ", but the real answer did not come";
            case 0x09 ->
                "; nothing on the card listens to TAR " + exchange.command().tar();
            case 0x0A ->
                "; TAR " + exchange.command().tar() + " or the keyset wants more than SPI "
                        + exchange.command().spi() + ": check value, ciphering or counter";
            default -> "";
        };
    }

    private static OtaExchange with(OtaExchange exchange, String problem) {
        return new OtaExchange(
                exchange.packet(),
                exchange.format(),
                exchange.command(),
                exchange.keyset(),
                exchange.tries(),
                exchange.delivery(),
                exchange.response(),
                exchange.received(),
                exchange.answer(),
                exchange.remarks(),
                Optional.of(problem));
    }
}
