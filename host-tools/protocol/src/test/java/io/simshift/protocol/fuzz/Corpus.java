package io.simshift.protocol.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Inputs of a fuzz target that are always run: {@code <class>.hex} beside it, one input a line, {@code #} comments. */
final class Corpus implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        return of(context.getRequiredTestClass()).stream();
    }

    private static List<Arguments> of(Class<?> target) {
        String name = target.getSimpleName() + ".hex";
        List<Arguments> inputs = new ArrayList<>();
        try (InputStream stream = target.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("no corpus " + name);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String hex = line.replaceAll("#.*|\\s", "");
                if (!hex.isEmpty()) {
                    inputs.add(Arguments.of(Named.of(hex, HexFormat.of().parseHex(hex))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inputs;
    }
}
