package io.simshift.cli.server;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.node.ServerBackup;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift server backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Copies a server's databases, keystores and tokens into an empty folder, also while the server runs.",
            "",
            "To restore, put the folder in the place of dataFolder and start the server. A copy that is older than the last"
                    + " message that was sent makes the server ask cards for what it has forgotten: docs/operations.md."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift server backup --config operator.yaml --to backup-of-today"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
final class ServerBackupCommand implements Callable<Integer> {
    @Mixin
    private ConfigOptions config;

    @Option(names = "--to", paramLabel = "DIR", required = true, description = "An empty folder, or none yet.")
    private Path target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Path folder = config.read(System.getenv()).common().dataFolder();
        try {
            ServerBackup.copy(folder, target);
        } catch (FileSystemException e) {
            throw CommandFailure.failed("No backup of " + folder + ": " + e.getFile() + ": " + why(e), e);
        } catch (IOException e) {
            throw CommandFailure.failed("No backup of " + folder + ": " + e.getMessage(), e);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Backup of " + folder + " in " + target);
        out.flush();
        return ExitCodes.OK;
    }

    private static String why(FileSystemException e) {
        return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    }
}
