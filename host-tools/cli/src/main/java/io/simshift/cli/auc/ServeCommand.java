package io.simshift.cli.auc;

import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Imsi;
import io.simshift.simulator.auc.EapSimDb;
import io.simshift.simulator.auc.EapSimDbListener;
import io.simshift.simulator.auc.EapSimDbSocket;
import io.simshift.simulator.auc.SequenceFile;
import io.simshift.simulator.auc.VectorIssuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift auc serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Answers hostapd's questions for EAP-AKA, EAP-AKA' and EAP-SIM (eap_sim_db=unix:PATH), until it is ended"
                    + " (Ctrl-C).",
            "",
            "Each question is one line: what was asked, for whom, what came of it. The socket is for its owner alone. Linux"
                    + " only."
        },
        footerHeading = "%nExamples:%n",
        footer = "  simshift auc serve --subscribers a.csv --state a.sqn --socket /run/auc-a.sock",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:ended by its user", "1:a file or the socket cannot be used", "2:wrong usage"})
public final class ServeCommand implements Callable<Integer> {
    @Mixin
    private AucOptions auc;

    @Option(names = "--socket", paramLabel = "PATH", required = true, description = "The socket to make.")
    private Path path;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        CountDownLatch ending = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread onExit = new Thread(() -> end(ending, ended), "auc end");
        Runtime.getRuntime().addShutdownHook(onExit);
        try (SequenceFile state = auc.openState()) {
            VectorIssuer issuer = auc.issuer(state, err);
            Lines lines = new Lines(out, err);
            try (EapSimDbSocket socket = EapSimDbSocket.open(path, new EapSimDb(issuer, lines), lines)) {
                say(
                        out,
                        "Serving " + (issuer.size() == 1 ? "1 subscriber" : issuer.size() + " subscribers") + " at "
                                + socket.path());
                ending.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
        return ExitCodes.OK;
    }

    /** The process ends with this thread: it waits until the socket is gone and the state closed. */
    private static void end(CountDownLatch ending, CountDownLatch ended) {
        ending.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(PrintWriter stream, String line) {
        stream.println(line);
        stream.flush();
    }

    /** One line for each question. */
    private record Lines(PrintWriter out, PrintWriter err) implements EapSimDbListener {
        @Override
        public void asked(String question, Imsi imsi, String outcome) {
            say(out, question + " " + imsi + ": " + outcome);
        }

        @Override
        public void failed(String question, Imsi imsi, Exception cause) {
            say(err, "simshift: " + question + " " + imsi + ": " + cause.getMessage());
        }

        @Override
        public void refused(String why) {
            say(err, "simshift: refused: " + why);
        }
    }
}
