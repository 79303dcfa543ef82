package io.simshift.applet.cref;

import io.simshift.applet.cap.AppletSources;
import io.simshift.applet.cap.JavaCardKit;
import io.simshift.protocol.cap.CapFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The applet's sources as a CAP file for Java Card 2.2.2. */
final class CrefCap {
    private CrefCap() {}

    /** Compiles with the API of 2.2.2 and converts, all below {@code work}. */
    static CapFile build(CrefKits kits, Path work) throws IOException {
        Path classes = work.resolve("classes");
        // class files for Java 7 are the last ones that this converter takes
        new AppletSources(Path.of("")).compile(kits.api().toString(), 7, classes);
        Path cap = new JavaCardKit(kits.converter())
                .convert(
                        classes,
                        work.resolve("cap"),
                        List.of("-exportpath", kits.exports().toString()));
        return CapFile.decode(Files.readAllBytes(cap));
    }
}
