package io.simshift.vectors;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A collection of vector files, each in a folder named after what it is about: {@code milenage/…csv}. */
public final class VectorSets {
    private static final String SHIPPED = "vectors/";
    private static final String INDEX = "index.txt";

    private final List<String> names;
    private final Source source;

    private interface Source {
        byte[] read(String name) throws IOException;
    }

    private VectorSets(List<String> names, Source source) {
        this.names = List.copyOf(names);
        this.source = source;
    }

    /** Those shipped with Simshift. */
    public static VectorSets shipped() {
        Source source = name -> {
            try (InputStream in = VectorSets.class.getClassLoader().getResourceAsStream(SHIPPED + name)) {
                if (in == null) {
                    throw new IOException("it is not there");
                }
                return in.readAllBytes();
            }
        };
        return new VectorSets(text(INDEX, source).lines().toList(), source);
    }

    /**
     * Those under a directory, in the same layout: every {@code *.csv} of its folders, in the order of their names.
     *
     * @throws VectorException where the directory can't be read or holds none
     */
    public static VectorSets in(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new VectorException(directory.toString(), "there is no such directory", null);
        }
        List<String> names;
        try (Stream<Path> paths = Files.walk(directory)) {
            names = paths.filter(path -> path.toString().endsWith(".csv") && Files.isRegularFile(path))
                    .map(path -> directory.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new VectorException(directory.toString(), "it can't be read: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            // What goes wrong behind the first folder comes out of the stream in this form.
            throw new VectorException(
                    directory.toString(), "it can't be read: " + e.getCause().getMessage(), e);
        }
        if (names.isEmpty()) {
            throw new VectorException(directory.toString(), "there is no vector file (*.csv)", null);
        }
        return new VectorSets(names, name -> Files.readAllBytes(directory.resolve(name)));
    }

    /** Names of all files, folder first. */
    public List<String> names() {
        return names;
    }

    /**
     * One file.
     *
     * @throws VectorException where it is missing or malformed
     */
    public VectorFile file(String name) {
        if (!names.contains(name)) {
            throw new VectorException(name, "there is no such vector file", null);
        }
        return VectorFile.parse(name, text(name, source));
    }

    /** All files of a folder, for example {@code "milenage"}. */
    public List<VectorFile> folder(String folder) {
        return names.stream()
                .filter(name -> name.startsWith(folder + "/"))
                .map(this::file)
                .toList();
    }

    private static String text(String name, Source source) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(source.read(name)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new VectorException(name, "it is not UTF-8", e);
        } catch (IOException e) {
            throw new VectorException(name, "it can't be read: " + e.getMessage(), e);
        }
    }
}
