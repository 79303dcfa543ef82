package io.simshift.applet.cap;

import io.simshift.applet.MemoryFigures;
import io.simshift.protocol.cap.CapFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What {@code mvn -Pcap} runs: converts the applet for Java Card 3.0.4, has Oracle's off-card verifier look at the result,
 * and holds its sizes against the budget.
 */
public final class CapBuild {
    private static final String TARGET = "3.0.4";
    private static final int JAVA_OF_CONVERTER = 8;
    private static final int SLOTS_OF_BUDGET = 16;

    private CapBuild() {}

    /** @param args folder of the module; the kit comes as system property {@code javacard.sdk} */
    public static void main(String[] args) throws IOException {
        String kit = System.getProperty("javacard.sdk", "");
        if (kit.isEmpty()) {
            System.out.println("CAP file: skipped, because no Java Card kit is given: -Djavacard.sdk=KIT");
            return;
        }
        try {
            Path module = Path.of(args[0]);
            Budget budget = Budget.read(module.resolve("../docs/applet/requirements.md"));
            for (Variant variant : Variant.of(System.getProperty("simshift.without", ""))) {
                build(new JavaCardKit(Path.of(kit)), variant, module, budget);
            }
        } catch (BuildFailure e) {
            System.err.println("CAP file: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Components that do not count: what they are for is done when the package is linked. */
    static String loadOnly(CapFile file) {
        String each = file.components().stream()
                .filter(component -> !component.staysOnCard())
                .map(component -> component.fileName().replace(".cap", " ")
                        + String.format("%,d", file.component(component).length))
                .collect(Collectors.joining(", "));
        return String.format("%-26s %s bytes", "load only, not counted", each);
    }

    /** Class files of the applet without what the variant leaves out. */
    private static Path classes(Variant variant, Path target) throws IOException {
        Path classes = target.resolve("cap-sources/classes");
        new AppletSources(target.resolve(".."))
                .without(variant.without(), target.resolve("cap-sources"))
                .compile(System.getProperty("java.class.path"), JAVA_OF_CONVERTER, classes);
        return classes;
    }

    private static void build(JavaCardKit kit, Variant variant, Path module, Budget budget) throws IOException {
        Path target = module.resolve("target");
        Path converted = kit.convert(classes(variant, target), target.resolve("cap"), List.of("-target", TARGET));
        String verified = kit.verify(converted, TARGET);
        CapFile file = CapFile.decode(Files.readAllBytes(converted));
        Path cap = target.resolve(variant.fileName());
        Files.copy(converted, cap, StandardCopyOption.REPLACE_EXISTING);
        System.out.println("CAP file: " + cap.normalize() + ", Java Card " + TARGET + ", without "
                + String.join(", ", new TreeSet<>(variant.without())));
        System.out.println("  " + verified);
        Budget.Use use = new Budget.Use(
                file.bytesOnCard(), MemoryFigures.transientBytes(), MemoryFigures.persistentBytes(SLOTS_OF_BUDGET));
        budget.lines(use).forEach(line -> System.out.println("  " + line));
        System.out.println("  " + loadOnly(file));
        if (!budget.holds(use)) {
            throw new BuildFailure("the applet takes more memory than docs/applet/requirements.md allows");
        }
    }
}
