package io.simshift.applet.cref;

import io.simshift.applet.cap.JavaCardKit;
import io.simshift.protocol.cap.CapFile;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The applet's sources as a CAP file for Java Card 2.2.2. */
final class CrefCap {
    private static final Path SOURCES = Path.of("src/main/java/io/simshift/applet");

    private CrefCap() {}

    /** Compiles with the API of 2.2.2 and converts, all below {@code work}. */
    static CapFile build(CrefKits kits, Path work) throws IOException {
        Path classes = Files.createDirectories(work.resolve("classes"));
        compile(kits.api(), classes);
        Path cap = new JavaCardKit(kits.converter())
                .convert(
                        classes,
                        work.resolve("cap"),
                        List.of("-exportpath", kits.exports().toString()));
        return CapFile.decode(Files.readAllBytes(cap));
    }

    /** Class files for Java 7, the last ones that this converter takes. */
    private static void compile(Path api, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of(
                "--release",
                "7",
                "-Xlint:-options",
                "-proc:none",
                "-g",
                "-cp",
                api.toString(),
                "-d",
                classes.toString());
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(sources.sorted().toList()))
                    .call();
            if (!compiled) {
                throw new AssertionError("the applet does not compile against the API of 2.2.2:\n" + messages);
            }
        }
    }
}
