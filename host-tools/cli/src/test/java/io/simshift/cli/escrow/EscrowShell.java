package io.simshift.cli.escrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code simshift escrow} in a folder whose file {@code password} opens everything. */
final class EscrowShell {
    private final Path folder;
    private String url = "";

    EscrowShell(Path folder) throws IOException {
        this.folder = folder;
        write("password", "secret\n");
    }

    /** Where the escrow runs whose certificate is in {@code escrow/ledger}. */
    void serves(String url) {
        this.url = url;
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /**
     * %FILE stands in the folder, !DIR is an escrow there with its password, @NAME is a key pair with its password; ^ is the
     * escrow that runs.
     */
    CommandRun run(String... arguments) {
        String password = folder.resolve("password").toString();
        List<String> all = new ArrayList<>(List.of("escrow"));
        for (String argument : arguments) {
            String rest = argument.substring(Math.min(1, argument.length()));
            switch (argument.isEmpty() ? ' ' : argument.charAt(0)) {
                case '%' -> all.add(folder.resolve(rest).toString());
                case '!' -> all.addAll(List.of("--dir", folder.resolve(rest).toString(), "--password-file", password));
                case '@' ->
                    all.addAll(List.of(
                            "--identity",
                            folder.resolve(rest + ".p12").toString(),
                            "--identity-password-file",
                            password));
                case '^' ->
                    all.addAll(List.of(
                            "--url",
                            url,
                            "--escrow-certificate",
                            folder.resolve("escrow/ledger/audit.pem").toString()));
                default -> all.add(argument);
            }
        }
        return CommandRun.of(all.toArray(String[]::new));
    }

    String ok(String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        return run.out();
    }

    CommandRun no(String message, String... arguments) {
        CommandRun run = run(arguments);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out() + run.err()).contains(message);
        return run;
    }
}
