package io.simshift.applet.cap;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An unpacked Java Card development kit of Oracle, whose tools are run each in a process of its own. */
public final class JavaCardKit {
    private static final String CONVERTER = "com.sun.javacard.converter.Main";
    private static final String VERIFIER = "com.sun.javacard.offcardverifier.Verifier";

    private final Path folder;
    private final Path java;
    private final String classPath;

    /** @param folder the kit, with its jars in {@code lib} */
    public JavaCardKit(Path folder) {
        this(folder, Path.of(System.getProperty("java.home"), "bin", "java"));
    }

    /** @param java what runs the tools */
    JavaCardKit(Path folder, Path java) {
        this.folder = folder;
        this.java = java;
        Path lib = folder.resolve("lib");
        if (!Files.isDirectory(lib)) {
            throw new BuildFailure(folder + " is no Java Card kit: it has no folder lib");
        }
        classPath = tools(lib);
        if (classPath.isEmpty()) {
            throw new BuildFailure(lib + " has no tools in it");
        }
    }

    /** All jars but those of the API itself: the converter takes its own from its class path. */
    private static String tools(Path lib) {
        try (Stream<Path> files = Files.list(lib)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith("api_"))
                    .sorted()
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Converts the applet's class files.
     *
     * @param options what says for which platform
     * @return the CAP file
     */
    public Path convert(Path classes, Path out, List<String> options) {
        List<String> arguments =
                new ArrayList<>(List.of("-classdir", classes.toString(), "-d", out.toString(), "-out", "CAP", "EXP"));
        arguments.addAll(options);
        arguments.addAll(List.of(
                "-applet",
                AppletPackage.colons(AppletPackage.CLASS_AID),
                AppletPackage.CLASS,
                AppletPackage.NAME,
                AppletPackage.colons(AppletPackage.AID),
                AppletPackage.VERSION));
        String output = run(CONVERTER, arguments);
        Path cap = out.resolve(AppletPackage.NAME.replace('.', '/')).resolve("javacard/applet.cap");
        if (!ToolOutput.saysNoErrors(output) || !Files.isRegularFile(cap)) {
            throw new BuildFailure("the converter failed:\n" + output);
        }
        return cap;
    }

    /** Has the off-card verifier look at a CAP file; returns the line with its result. */
    String verify(Path cap, String target) {
        String output = run(VERIFIER, List.of("-nobanner", "-target", target, cap.toString()));
        if (!ToolOutput.saysNoErrors(output)) {
            throw new BuildFailure("the off-card verifier refuses " + cap + ":\n" + output);
        }
        return ToolOutput.result(output);
    }

    /** Everything that a tool writes. Its exit status is worth nothing: the verifier exits with 0 after errors too. */
    private String run(String mainClass, List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(java.toString(), "-Djc.home=" + folder, "-cp", classPath, mainClass));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new BuildFailure("cannot run " + mainClass + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailure("interrupted while " + mainClass + " ran");
        }
    }
}
