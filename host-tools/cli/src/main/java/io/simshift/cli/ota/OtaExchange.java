package io.simshift.cli.ota;

import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.simulator.ota.Delivery;
import io.simshift.simulator.ota.ReceivedResponse;
import java.util.List;
import java.util.Optional;

/**
 * One packet to the card, and what came of it.
 *
 * @param packet what was asked for
 * @param format how its commands were coded
 * @param command what was sent
 * @param keyset name of its keyset
 * @param tries packets that it took: more than one where the counter had to be raised
 * @param delivery what the card did
 * @param response the card's answer, where one came that belongs to the packet
 * @param received how that came
 * @param answer the answer, command by command
 * @param remarks what else there is to say
 * @param problem why it was not done, with a hint how to go on; empty where all commands were
 */
record OtaExchange(
        ScriptPacket packet,
        ScriptFormat format,
        CommandPacket command,
        String keyset,
        int tries,
        Delivery delivery,
        Optional<OpenedResponse> response,
        Optional<ReceivedResponse> received,
        ScriptAnswer answer,
        List<String> remarks,
        Optional<String> problem) {
    OtaExchange {
        remarks = List.copyOf(remarks);
    }
}
