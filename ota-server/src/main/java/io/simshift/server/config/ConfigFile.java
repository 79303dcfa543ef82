package io.simshift.server.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a server's configuration. */
public final class ConfigFile {
    private static final int MAX_CHARACTERS = 1_000_000;

    private ConfigFile() {}

    /**
     * Reads {@code file}; {@code examples/server-operator.yaml} and {@code examples/server-escrow.yaml} show every key.
     *
     * @param environment its variables that begin with SIMSHIFT_ go before the file
     * @param role what the process is to be; where the file says another, that is an error. Empty: as the file says
     * @throws ConfigException naming file and line, where a key is unknown, missing, or has a wrong value
     */
    public static ServerSettings read(Path file, Map<String, String> environment, Optional<ServerSettings.Role> role) {
        Environment overrides = new Environment(environment);
        Section root = new Section(new Section.Source(file, overrides), "", parse(file));
        ServerSettings settings = SettingsReader.read(root, role);
        overrides.end();
        return settings;
    }

    private static Node parse(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CHARACTERS);
        options.setAllowDuplicateKeys(false);
        try {
            String text = Files.readString(file);
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (NoSuchFileException e) {
            throw new ConfigException("there is no configuration " + file, e);
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": the file is not text in UTF-8", e);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new ConfigException(file.getFileName() + ":" + line + ": this is not YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new ConfigException(file.getFileName() + ": this is not YAML: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
