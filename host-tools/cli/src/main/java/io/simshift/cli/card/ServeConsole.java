package io.simshift.cli.card;

import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.globalplatform.ScpVariant;
import io.simshift.simulator.profile.CardProfile;
import io.simshift.simulator.vpcd.ReaderListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** What {@code simshift card serve} tells its user. */
final class ServeConsole implements ReaderListener {
    private final PrintWriter out;
    private final PrintWriter err;
    private final InetSocketAddress reader;

    ServeConsole(PrintWriter out, PrintWriter err, InetSocketAddress reader) {
        this.out = out;
        this.err = err;
        this.reader = reader;
    }

    void made(CardProfile profile) {
        say(
                out,
                "Card " + profile.order().iccid() + ", IMSI " + profile.imsi() + ", "
                        + profile.order().slots().size() + " of "
                        + profile.order().installed().slots() + " slots filled");
    }

    void blank(ScpVariant scp) {
        say(out, "Blank card, secure channel " + scp + ", test keys 404142434445464748494A4B4C4D4E4F");
    }

    @Override
    public void inserted() {
        say(out, "In the reader at " + place());
    }

    @Override
    public void readerGone() {
        say(out, "The reader at " + place() + " has gone");
    }

    @Override
    public void readerUnreachable(IOException cause) {
        say(err, "simshift: " + unreachable(cause) + "; trying again until it can");
    }

    @Override
    public void cardFailed(CardLinkException cause) {
        say(err, "simshift: The card could not answer a command: " + cause.getMessage());
    }

    void trace(String line) {
        say(err, line);
    }

    String unreachable(IOException cause) {
        String why = cause instanceof UnknownHostException ? "no such host" : cause.getMessage();
        return "The reader at " + place() + " can't be reached (" + why + ")";
    }

    private String place() {
        return reader.getHostString() + ":" + reader.getPort();
    }

    private static void say(PrintWriter stream, String line) {
        stream.println(line);
        stream.flush();
    }
}
