package io.simshift.simulator.tear;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.PushCommand;
import java.util.List;
import java.util.function.Consumer;

/** Scripts that come over a channel: a session is transient, what its packets do is not. */
final class ChannelOperations {
    private static final CommandApdu PUSH = PushCommand.openChannel(ChannelParameters.to(
                    new Transport(Transport.TCP_CLIENT, 4_000), new byte[] {(byte) 192, 0, 2, 1}, 1_400))
            .toApdu();

    private ChannelOperations() {}

    /**
     * @param switching SWITCH
     * @param staging STAGE that is longer than one message
     */
    static List<Operation> all(int slot, Consumer<Terminal> issued, CommandApdu switching, CommandApdu staging) {
        return List.of(
                Operation.of(
                        "channel-switch",
                        "PUSH, and SWITCH over TCP",
                        issued,
                        List.of(terminal -> terminal.otaByChannel(slot, PUSH, switching))),
                Operation.of(
                        "channel-stage",
                        "PUSH, and a long STAGE over TCP",
                        issued,
                        List.of(terminal -> terminal.otaByChannel(slot, PUSH, staging))));
    }
}
