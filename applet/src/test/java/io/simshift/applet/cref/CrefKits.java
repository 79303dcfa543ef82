package io.simshift.applet.cref;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What cref needs: a kit whose converter knows the API of 2.2.2, and the kit of 2.2.2 with the VM itself.
 *
 * @param converter unpacked kit 3.0.5
 * @param vm unpacked kit 2.2.2 for Linux
 */
record CrefKits(Path converter, Path vm) {
    private static final String CONVERTER_PROPERTY = "javacard.sdk305";
    private static final String VM_PROPERTY = "javacard.sdk222";
    /** Loader of 32-bit programs: cref is one. */
    private static final Path LOADER = Path.of("/lib/ld-linux.so.2");

    /** From the system properties that {@code mvn -Pcref} hands on. */
    static CrefKits ofProperties() {
        return new CrefKits(path(CONVERTER_PROPERTY), path(VM_PROPERTY));
    }

    private static Path path(String property) {
        return Path.of(System.getProperty(property, ""));
    }

    /** Why there can be no machine; nothing where there can. */
    Optional<String> missing() {
        if (!Files.isRegularFile(converter.resolve("lib/tools.jar"))) {
            return Optional.of("-D" + CONVERTER_PROPERTY + " names no Java Card kit 3.0.5");
        }
        if (!Files.isRegularFile(program())) {
            return Optional.of("-D" + VM_PROPERTY + " names no Java Card kit 2.2.2 for Linux");
        }
        if (!Files.exists(LOADER)) {
            return Optional.of("cref is a 32-bit program, and there is no " + LOADER + " (Debian package libc6:i386)");
        }
        return Optional.empty();
    }

    /** The VM. */
    Path program() {
        return vm.resolve("bin/cref");
    }

    /** The API that the applet is compiled against. */
    Path api() {
        return vm.resolve("lib/api.jar");
    }

    /** Export files of that API. */
    Path exports() {
        return vm.resolve("api_export_files");
    }

    /** Oracle's client of the VM's reader. */
    Path client() {
        return vm.resolve("lib/apduio.jar");
    }
}
