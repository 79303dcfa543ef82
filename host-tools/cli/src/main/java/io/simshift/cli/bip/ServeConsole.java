package io.simshift.cli.bip;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.server.bip.Bearer;
import io.simshift.server.bip.CardArrival;
import io.simshift.server.bip.Script;
import io.simshift.server.bip.ScriptAnswer;
import io.simshift.server.bip.ScriptQueue;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Says what cards do, a line each. */
final class ServeConsole implements ScriptQueue.Listener {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final PrintWriter out;
    private int answers;
    private int sessions;

    ServeConsole(PrintWriter out) {
        this.out = out;
    }

    synchronized void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public synchronized void arrived(String card, CardArrival arrival) {
        sessions++;
        say("card " + card + " by " + arrival.bearer() + " from " + arrival.peer());
    }

    @Override
    public synchronized void answered(String card, Script script, ScriptAnswer answer) {
        say("  " + script.id() + ": " + answer.status().word() + ", " + HEX.formatHex(answer.content()));
        if (answer.content().length > 0 && ExpandedResponse.begins(answer.content()[0] & 0xFF)) {
            explain(answer.content());
        }
        answers++;
        notifyAll();
    }

    private void explain(byte[] template) {
        try {
            for (BerTlv object : ExpandedResponse.decode(template).objects()) {
                if (object.tag() == ExpandedResponse.R_APDU) {
                    ResponseApdu response = ResponseApdu.decode(object.value());
                    say("     " + response.status() + " " + HEX.formatHex(response.data()));
                }
            }
        } catch (WireFormatException e) {
            say("     no response scripting template: " + e.getMessage());
        }
    }

    @Override
    public synchronized void ended(String card, String why) {
        sessions--;
        say("card " + card + " is gone: " + why);
        notifyAll();
    }

    @Override
    public synchronized void unknown(CardArrival arrival) {
        String who = arrival.bearer() == Bearer.HTTPS ? "" : " as " + HEX.formatHex(arrival.identification());
        say("somebody else by " + arrival.bearer() + " from " + arrival.peer() + who);
    }

    /** Waits for so many answers, and then for the card to go; false where they do not come in time. */
    synchronized boolean awaitAnswers(int count, int withinSeconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(withinSeconds);
        while (answers < count || sessions > 0) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (leftMillis <= 0) {
                return answers >= count;
            }
            wait(leftMillis);
        }
        return true;
    }
}
