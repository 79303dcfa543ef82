package io.simshift.cli.server;

import io.simshift.cli.ExitCodes;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.node.ServerNode;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code simshift server}. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs an operator's server, or an escrow, until it is told to stop (SIGTERM, Ctrl-C): calls in progress end, open"
                    + " transfers go on at the next start. docs/server.md has the rest."
        },
        subcommands = {CertificateCommand.class, TokenCommand.class, ServerBackupCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift server --config examples/server-operator.yaml",
            "  SIMSHIFT_HTTP_LISTEN=127.0.0.1:9443 simshift server --config escrow.yaml --role escrow",
            "  simshift server certificate --config operator.yaml > a.pem",
            "  simshift server token create --config operator.yaml --name alice --grant operator --days 30",
            "  simshift server backup --config operator.yaml --to backup-of-today"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "143:stopped by SIGTERM, with everything in order",
            "1:could not start; a line says why",
            "2:wrong usage"
        })
public final class ServerCommand implements Callable<Integer> {
    /** As it stands on the command line. */
    public static final String NAME = "server";

    private static final Logger LOG = LoggerFactory.getLogger("io.simshift.server");

    @Mixin
    private ConfigOptions config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        ServerSettings settings = config.read(System.getenv());
        ServerLog.install(settings.common().log());
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        ServerNode node = ConfigOptions.told(() -> ServerNode.start(settings, Clock.systemUTC(), new SecureRandom()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            told.countDown();
            await(stopped);
        }));
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on " + node.url());
        out.flush();
        LOG.info("listening on {}", node.url());
        told.await();
        LOG.info("stopping");
        node.close();
        LOG.info("stopped");
        stopped.countDown();
        return ExitCodes.OK;
    }

    /** The machine ends with the hook: it has to wait until the server has let go of its files. */
    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
