package io.simshift.server.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Variables of the environment that go before the file: {@code SIMSHIFT_HTTP_LISTEN} before {@code http.listen}. */
final class Environment {
    private static final String PREFIX = "SIMSHIFT_";
    /** Meant for the launcher and for logging. */
    private static final Set<String> OTHERS = Set.of("SIMSHIFT_DEBUG", "SIMSHIFT_JAVA_OPTS");

    private final Map<String, String> variables = new TreeMap<>();
    private final Set<String> asked = new TreeSet<>();

    Environment(Map<String, String> environment) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX) && !OTHERS.contains(name)) {
                variables.put(name, value);
            }
        });
    }

    private static String name(String path) {
        return PREFIX + path.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    Optional<String> take(String path) {
        asked.add(name(path));
        return Optional.ofNullable(variables.get(name(path))).filter(value -> !value.isEmpty());
    }

    boolean mentions(String path) {
        String name = name(path);
        return variables.keySet().stream()
                .anyMatch(variable -> variable.equals(name) || variable.startsWith(name + "_"));
    }

    /** Refuses variables that nobody has asked for. */
    void end() {
        for (String variable : variables.keySet()) {
            if (!asked.contains(variable)) {
                throw new ConfigException("unknown variable " + variable + " in the environment"
                        + Hints.hint(variable, asked).replaceFirst("; known here:.*", ""));
            }
        }
    }
}
