package io.simshift.applet.cap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.cap.CapFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CapBuildTest {
    private static final Path REQUIREMENTS = Path.of("../docs/applet/requirements.md");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ INFO ] conversion completed with 0 errors and 0 warnings.",
                "[ INFO: ] conversion completed with 0 errors and 2 warnings.",
                "[ INFO ] Verification completed with 0 warnings and 0 errors."
            })
    void aToolThatSaysSoHasFoundNoErrors(String line) {
        assertThat(ToolOutput.saysNoErrors("[ INFO ] Converter\n" + line + "\n"))
                .isTrue();
        assertThat(ToolOutput.result("banner\n" + line)).doesNotStartWith("[").contains("completed with");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[ INFO ] Verification completed with 0 warnings and 1 errors.",
                "[ INFO ] Verification completed with 0 warnings and 10 errors.",
                "[ INFO ] conversion completed with 20 errors and 0 warnings.",
                "found 0 errors so far",
                "java.lang.NoClassDefFoundError"
            })
    void anythingElseIsAnError(String output) {
        assertThat(ToolOutput.saysNoErrors(output)).isFalse();
        assertThatThrownBy(() -> ToolOutput.result(output)).isInstanceOf(BuildFailure.class);
    }

    @Test
    void theBudgetIsThatOfTheRequirements() {
        assertThat(Budget.read(REQUIREMENTS)).isEqualTo(new Budget(32_768, 1_024, 40_960));
    }

    @Test
    void sizesUpToTheBudgetHoldIt() {
        Budget budget = new Budget(100, 20, 3);
        Budget.Use use = new Budget.Use(100, 20, 3);
        assertThat(budget.holds(use)).isTrue();
        assertThat(budget.lines(use)).hasSize(3).noneMatch(line -> line.contains("ABOVE"));
        assertThat(budget.holds(new Budget.Use(101, 20, 3))).isFalse();
        assertThat(budget.holds(new Budget.Use(100, 21, 3))).isFalse();
        assertThat(budget.holds(new Budget.Use(100, 20, 4))).isFalse();
        assertThat(budget.lines(new Budget.Use(100, 21, 3)).get(1)).contains("ABOVE THE BUDGET");
    }

    @Test
    void saysWhatIsLoadedButNotCounted() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (String component : List.of(
                    "Header 01000fdecaffed010204000105a001020304", "Method 070002aabb", "RefLocation 090004aabbccdd")) {
                zip.putNextEntry(new ZipEntry("p/javacard/" + component.split(" ")[0] + ".cap"));
                zip.write(HexFormat.of().parseHex(component.split(" ")[1]));
            }
        }
        assertThat(CapBuild.loadOnly(CapFile.decode(archive.toByteArray())))
                .isEqualTo("load only, not counted     RefLocation 7 bytes");
    }

    @Test
    void compilesWithoutWhatIsLeftOut(@TempDir Path folder) throws IOException {
        new AppletSources(Path.of(""))
                .without(Set.of("TUAK", "GSM"), folder)
                .compile(System.getProperty("java.class.path"), 8, folder.resolve("classes"));
        Path classes = folder.resolve("classes/io/simshift/applet");
        assertThat(classes.resolve("Milenage.class")).exists();
        assertThat(classes.resolve("Tuak.class")).doesNotExist();
        String features = Files.readString(folder.resolve("src/main/java/io/simshift/applet/Features.java"));
        assertThat(features).contains("TUAK = false;").contains("GSM = false;");
        assertThat(classes.resolve("GsmCommands.class")).doesNotExist();
    }

    /** A class that an earlier build without something else has left must not get into the file. */
    @Test
    void leavesNothingOfAnEarlierBuildBehind(@TempDir Path folder) throws IOException {
        Path classes = folder.resolve("classes");
        String api = System.getProperty("java.class.path");
        new AppletSources(Path.of("")).without(Set.of("GSM"), folder).compile(api, 8, classes);
        assertThat(classes.resolve("io/simshift/applet/Tuak.class")).exists();
        new AppletSources(Path.of("")).without(Set.of("TUAK"), folder).compile(api, 8, classes);
        assertThat(classes.resolve("io/simshift/applet/Tuak.class")).doesNotExist();
        assertThat(classes.resolve("io/simshift/applet/GsmCommands.class")).exists();
    }

    @Test
    void saysWhichRowIsMissing() {
        assertThatThrownBy(() -> Budget.parse("| budget: CAP code | 1 |\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("'budget: transient'");
    }

    @Test
    void saysWhatIsNoKit(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> new JavaCardKit(folder)).hasMessageContaining("is no Java Card kit");
        Files.createDirectory(folder.resolve("lib"));
        Files.createFile(folder.resolve("lib/api_classic-3.0.4.jar"));
        assertThatThrownBy(() -> new JavaCardKit(folder)).hasMessageContaining("has no tools");
        Files.createFile(folder.resolve("lib/tools.jar"));
        JavaCardKit empty = new JavaCardKit(folder);
        assertThatThrownBy(() -> empty.verify(folder.resolve("no.cap"), "3.0.4"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContaining("refuses");
    }

    @Test
    void writesAidsAsTheConverterWantsThem() {
        assertThat(AppletPackage.colons(AppletPackage.AID))
                .isEqualTo("0xf0:0x53:0x49:0x4d:0x53:0x48:0x49:0x46:0x54:0x01");
    }
}
