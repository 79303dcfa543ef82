package io.simshift.cli.bip;

import io.simshift.cli.CommandRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** {@code simshift bip serve} that runs while a test goes on. */
final class Background {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exitCode;

    Background(String... arguments) {
        CommandLine command = new CommandLine(new ServeCommand());
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        exitCode = CompletableFuture.supplyAsync(() -> command.execute(arguments), task -> new Thread(task).start());
    }

    /** Where it listens for this bearer, as it says. */
    InetSocketAddress address(String bearer) throws InterruptedException {
        Pattern line = Pattern.compile("by " + bearer + " at 127\\.0\\.0\\.1:([0-9]+)");
        for (int i = 0; i < 2_000; i++) {
            Matcher found = line.matcher(out.toString());
            if (found.find()) {
                return new InetSocketAddress("127.0.0.1", Integer.parseInt(found.group(1)));
            }
            if (exitCode.isDone()) {
                break;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("it does not listen: " + out + err);
    }

    CommandRun end() throws Exception {
        int code = exitCode.get(30, TimeUnit.SECONDS);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
