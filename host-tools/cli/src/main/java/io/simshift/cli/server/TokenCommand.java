package io.simshift.cli.server;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.access.Role;
import io.simshift.server.access.TokenFile;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code simshift server token}: people's tokens. A running server notices changes at once. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and revokes people's tokens.",
        synopsisSubcommandLabel = "COMMAND")
public final class TokenCommand implements Runnable {
    private static final int DAYS_MAX = 3650;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing: create, list or revoke");
    }

    private static TokenFile file(ConfigOptions config) {
        return new TokenFile(
                config.read(System.getenv()).common().dataFolder().resolve(TokenFile.NAME), Clock.systemUTC());
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Makes a token and prints it, this once: the server keeps only its hash.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  simshift server token create --config operator.yaml --name alice --grant operator,viewer --days 30"
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
    int create(
            @Mixin ConfigOptions config,
            @Option(names = "--name", paramLabel = "NAME", required = true, description = "Whose it is.") String name,
            @Option(
                            names = "--grant",
                            paramLabel = "ROLE",
                            required = true,
                            split = ",",
                            description = "viewer, operator, approver, security-officer; several with commas.")
                    List<String> words,
            @Option(
                            names = "--days",
                            paramLabel = "N",
                            defaultValue = "90",
                            description = "How long it is valid (default: ${DEFAULT-VALUE}).")
                    int days) {
        if (days < 1 || days > DAYS_MAX) {
            throw CommandFailure.usage("A token is valid for 1 to " + DAYS_MAX + " days, not " + days);
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (String word : words) {
            roles.add(Role.of(word)
                    .filter(Role::isForPeople)
                    .orElseThrow(() -> CommandFailure.usage("There is no role '" + word
                            + "' for people; there are viewer, operator, approver, security-officer")));
        }
        print(ConfigOptions.told(() -> file(config).create(name, roles, Duration.ofDays(days), new SecureRandom())));
        return ExitCodes.OK;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists tokens, without what proves them.",
            footerHeading = "%nExamples:%n",
            footer = {"  simshift server token list --config operator.yaml"},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
    int list(@Mixin ConfigOptions config) {
        for (TokenFile.Entry entry : ConfigOptions.told(() -> file(config).entries())) {
            print(entry.id() + "  " + entry.name() + "  "
                    + entry.roles().stream().sorted().map(Role::word).collect(Collectors.joining(","))
                    + "  until " + entry.expiresAt());
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Takes a token back, at once.",
            footerHeading = "%nExamples:%n",
            footer = {"  simshift server token revoke --config operator.yaml --id 3e35c714"},
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"})
    int revoke(
            @Mixin ConfigOptions config,
            @Option(
                            names = "--id",
                            paramLabel = "ID",
                            required = true,
                            description = "As the list shows it: the part after sst_.")
                    String id) {
        if (!ConfigOptions.told(() -> file(config).revoke(id))) {
            throw CommandFailure.failed("There is no token " + id);
        }
        return ExitCodes.OK;
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
