package io.simshift.cli.server;

import io.simshift.cli.CommandFailure;
import io.simshift.server.access.AccessException;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.escrow.SealException;
import io.simshift.server.http.HttpServerException;
import io.simshift.server.store.StoreException;
import io.simshift.server.vault.VaultException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which configuration, and what the process is to be. */
final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration (YAML); examples/server-operator.yaml and examples/server-escrow.yaml show"
                    + " every key. Variables SIMSHIFT_... of the environment go before it.")
    private Path config;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = RoleConverter.class,
            description = "operator or escrow, where the configuration does not say it.")
    private ServerSettings.Role role;

    /** The settings; a {@link CommandFailure} names file and line of what is wrong with them. */
    ServerSettings read(Map<String, String> environment) {
        if (config == null) {
            // Not picocli's to check: it would ask for it before each subcommand as well as behind it.
            throw CommandFailure.usage("Missing required option: '--config=FILE'");
        }
        return told(() -> ConfigFile.read(config, environment, Optional.ofNullable(role)));
    }

    /** What is wrong with a configuration is for its writer to know in one line. */
    static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (ConfigException
                | AccessException
                | VaultException
                | StoreException
                | SealException
                | HttpServerException e) {
            throw CommandFailure.failed(e.getMessage(), e);
        }
    }

    /** Reads operator or escrow. */
    static final class RoleConverter implements ITypeConverter<ServerSettings.Role> {
        @Override
        public ServerSettings.Role convert(String value) {
            for (ServerSettings.Role role : ServerSettings.Role.values()) {
                if (role.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return role;
                }
            }
            throw new TypeConversionException("'" + value + "' is neither operator nor escrow");
        }
    }
}
