package io.simshift.applet.cap;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The applet's sources, compiled for a converter, with or without what a card may lack. */
public final class AppletSources {
    private static final String FOLDER = "src/main/java/io/simshift/applet";
    /** What a CAP file can be built without: names of the switches in Features, and the classes that go with each. */
    static final Map<String, Set<String>> FEATURES = Map.of(
            "TUAK", Set.of("Tuak.java", "Keccak.java"),
            "GSM", Set.of("GsmCommands.java", "GsmAnswer.java"),
            "BIP", Set.of("Channel.java"));

    private final Path folder;

    /** @param module folder of the module */
    public AppletSources(Path module) {
        folder = module.resolve(FOLDER);
    }

    /** A copy of them without these features, below {@code work}, which is emptied: class files of an earlier one would stay. */
    AppletSources without(Set<String> features, Path work) throws IOException {
        empty(work);
        AppletSources copy = new AppletSources(work);
        Files.createDirectories(copy.folder);
        for (Path source : files()) {
            String name = source.getFileName().toString();
            if (features.stream().noneMatch(feature -> FEATURES.get(feature).contains(name))) {
                String text = Files.readString(source);
                if (name.equals("Features.java")) {
                    text = shutOff(text, features);
                }
                Files.writeString(copy.folder.resolve(name), text);
            }
        }
        return copy;
    }

    private static void empty(Path work) throws IOException {
        if (Files.exists(work)) {
            try (Stream<Path> inside = Files.walk(work)) {
                for (Path file :
                        inside.skip(1).sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static String shutOff(String text, Set<String> features) {
        String without = text;
        for (String feature : features) {
            String on = feature + " = true;";
            if (!text.contains(on)) {
                throw new BuildFailure("Features.java does not say '" + on + "'");
            }
            without = without.replace(on, feature + " = false;");
        }
        return without;
    }

    /**
     * Compiles them.
     *
     * @param api class path of the Java Card API
     * @param release version of Java whose class files the converter takes
     */
    public void compile(String api, int release, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "--release",
                Integer.toString(release),
                "-Xlint:-options",
                "-proc:none",
                "-g",
                "-cp",
                api,
                "-d",
                Files.createDirectories(classes).toString());
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjectsFromPaths(files()))
                    .call();
            if (!compiled) {
                throw new BuildFailure("the applet does not compile:\n" + messages);
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}
