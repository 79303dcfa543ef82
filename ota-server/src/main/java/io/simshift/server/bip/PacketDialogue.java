package io.simshift.server.bip;

import io.netty.channel.EventLoop;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.bip.IpPackets;
import io.simshift.protocol.scp81.ScriptStatus;
import java.util.Optional;

/**
 * Secured packets with one card, whatever carries them: it says who it is, then command and response take turns (TS 102 225,
 * TS 102 226 9). Event loop only.
 */
final class PacketDialogue {
    private final Bearer bearer;
    private final String peer;
    private final Line line;
    private final SessionDriver driver;
    private Turn turn = Turn.IDENTIFICATION;
    private Optional<Script> outstanding = Optional.empty();

    private enum Turn {
        IDENTIFICATION,
        SERVER,
        CARD
    }

    /** What carries packets. */
    interface Line {
        void send(byte[] packet);

        /** Closes once all that was sent has left. */
        void close(String why);
    }

    PacketDialogue(
            Bearer bearer,
            String peer,
            Line line,
            CardGate gate,
            SessionTable table,
            BipLimits limits,
            EventLoop loop) {
        this.bearer = bearer;
        this.peer = peer;
        this.line = line;
        this.driver = new SessionDriver(gate, table, limits, loop, line::close);
    }

    void begin() {
        driver.begin();
    }

    /** The card has said who it is, by a packet or otherwise. */
    void identified(byte[] who) {
        turn = Turn.SERVER;
        driver.arrive(new CardArrival(bearer, who, peer), () -> driver.ask(Optional.empty(), this::proceed));
    }

    /** A whole packet has come. */
    void received(byte[] packet) {
        if (driver.isEnded()) {
            return;
        }
        int identifier = packet.length == 0 ? 0 : packet[0];
        if (turn == Turn.IDENTIFICATION && identifier == IpPackets.IDENTIFICATION) {
            identify(packet);
        } else if (turn == Turn.CARD && identifier == IpPackets.RESPONSE) {
            turn = Turn.SERVER;
            ScriptAnswer answer = new ScriptAnswer(outstanding.orElseThrow().id(), ScriptStatus.OK, packet);
            driver.ask(Optional.of(answer), this::proceed);
        } else {
            driver.close(String.format("packet %02X out of turn", identifier));
        }
    }

    private void identify(byte[] packet) {
        try {
            identified(IpPackets.identified(packet));
        } catch (WireFormatException e) {
            broken(e);
        }
    }

    /** What came is no packet. */
    void broken(WireFormatException why) {
        driver.close(why.getMessage());
    }

    /** The connection is gone. */
    void lost(String why) {
        driver.end(why);
    }

    private void proceed(Optional<Script> next) {
        outstanding = next;
        if (next.isEmpty()) {
            driver.close("done");
        } else {
            turn = Turn.CARD;
            driver.awaitAnswer();
            line.send(next.get().content());
        }
    }
}
