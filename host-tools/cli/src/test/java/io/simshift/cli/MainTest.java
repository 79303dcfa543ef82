package io.simshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.WireFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class MainTest {
    private static final String TRACE_LINE = "io.simshift.cli.MainTest";

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        CommandRun run = CommandRun.of("--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("vectors", "packet", "Exit codes:", "Examples:", "SIMSHIFT_DEBUG");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithADescription(CommandLine command) {
        String[] description = command.getCommandSpec().usageMessage().description();
        assertThat(description).as(command.getCommandName()).isNotEmpty();
        assertThat(command.getUsageMessage()).contains("--help");
        command.getCommandSpec()
                .options()
                .forEach(option -> assertThat(String.join("", option.description()))
                        .as(option.longestName())
                        .isNotBlank());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandThatDoesSomethingHasExamplesAndExitCodes(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            assertThat(command.getUsageMessage())
                    .as(command.getCommandName())
                    .contains("Examples:", "Exit codes:", "  simshift ");
        }
    }

    static Stream<CommandLine> commands() {
        return withSubcommands(Main.commandLine(false));
    }

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        Stream<CommandLine> below = command.getSubcommands().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("help"))
                .flatMap(entry -> withSubcommands(entry.getValue()));
        return Stream.concat(Stream.of(command), below);
    }

    @Test
    void versionNamesTheProductAndTheJavaItRunsOn() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Simshift ").contains("Java " + System.getProperty("java.version"));
        assertThat(CommandRun.of("packet", "decode", "--version").out()).isEqualTo(run.out());
    }

    @Test
    void noCommandIsWrongUsage() {
        CommandRun run = CommandRun.of();
        assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("Usage: simshift", "A command is missing");
    }

    @Test
    void wrongArgumentsGetOneLineAndAHint() {
        CommandRun run = CommandRun.of("vectors", "--no-such-option");
        assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err().lines())
                .containsExactly("simshift: Unknown option: '--no-such-option'", "Try 'simshift vectors --help'.");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorOfACommandIsOneLine(Exception thrown, int exitCode, String line) {
        CommandRun run = CommandRun.of(throwing(thrown, false));
        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.err().lines()).containsExactly("simshift: " + line);
        assertThat(run.out()).isEmpty();
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(CommandFailure.failed("It broke"), 1, "It broke"),
                Arguments.of(CommandFailure.usage("No such thing"), 2, "No such thing"),
                Arguments.of(CommandFailure.failed("two\n  lines"), 1, "two; lines"),
                Arguments.of(
                        new WireFormatException("TS 102 225 5.1", 3, "CHL is wrong"),
                        1,
                        "CHL is wrong (offset 3, TS 102 225 5.1)"),
                Arguments.of(new NoSuchFileException("a.csv"), 1, "No such file or folder: a.csv"),
                Arguments.of(new AccessDeniedException("a.csv"), 1, "No permission for a.csv"),
                Arguments.of(
                        new BindException("Address already in use"),
                        1,
                        "A network port cannot be used: Address already in use"),
                Arguments.of(new UncheckedIOException(new IOException("gone")), 1, "Input or output failed: gone"),
                Arguments.of(
                        new IllegalStateException("oops"),
                        1,
                        "Unexpected error: java.lang.IllegalStateException: oops"
                                + " (this is a defect of Simshift; SIMSHIFT_DEBUG=1 shows where)"));
    }

    @Test
    void debuggingShowsTheStackTrace() {
        CommandRun run = CommandRun.of(throwing(new IllegalStateException("oops"), true));
        assertThat(run.err()).contains("Unexpected error", "at " + TRACE_LINE).doesNotContain("SIMSHIFT_DEBUG=1");
    }

    private static CommandLine throwing(Exception thrown, boolean debug) {
        CommandLine commandLine = new CommandLine(new Throwing(thrown));
        new ErrorLines(debug).installIn(commandLine);
        return commandLine;
    }

    @Command(name = "throwing")
    private record Throwing(Exception thrown) implements Callable<Integer> {
        @Override
        public Integer call() throws Exception {
            throw thrown;
        }
    }
}
