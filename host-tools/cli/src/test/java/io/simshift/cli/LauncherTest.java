package io.simshift.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher at the root of the repository, in a small tree of its own with stand-ins for java and mvn. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
final class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "..", "simshift").toAbsolutePath().normalize();
    private static final String SYSTEM_PATH = "/usr/bin:/bin";

    @TempDir
    private Path dir;

    private Path root;
    private Path jar;

    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectories(dir.resolve("my repository"));
        Files.copy(LAUNCHER, root.resolve("simshift"));
        executable(root.resolve("simshift"));
        old(Files.writeString(root.resolve("pom.xml"), "<project/>"));
        Path source = root.resolve("host-tools/cli/src/main/java/A.java");
        Files.createDirectories(source.getParent());
        old(Files.writeString(source, "class A {}"));
        for (Path path = source.getParent(); !path.equals(root); path = path.getParent()) {
            old(path);
        }
        jar = root.resolve("host-tools/cli/target/cli-1.jar");
        script("jdk/bin/java", "echo \"java $*\"");
        script("jdk/bin/javac", "exit 0");
        Files.writeString(dir.resolve("jdk/release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"21.0.1\"\n");
        script(
                "bin/mvn",
                "echo \"mvn $*\"; mkdir -p host-tools/cli/target/lib; echo jar >host-tools/cli/target/cli-1.jar");
    }

    @Test
    void buildsOnceAndThenRunsAtOnce() throws Exception {
        Run first = launch(root, "vectors", "--dir", "two words");
        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out())
                .contains("-jar " + jar + " vectors --dir two words")
                .doesNotContain("mvn");
        assertThat(first.err()).contains("Building Simshift (first run", "Built in");
        assertThat(Files.readString(root.resolve("host-tools/cli/target/build.log")))
                .contains("-pl host-tools/cli -am package");

        Run second = launch(root, "vectors");
        assertThat(second.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
        assertThat(second.out()).contains("-jar " + jar + " vectors");
    }

    @Test
    void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
        launch(root, "vectors");
        Path source = root.resolve("host-tools/cli/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        assertThat(launch(root, "vectors").err()).contains("its sources have changed");

        old(source);
        assertThat(launch(root, "vectors").err()).isEmpty();
        Files.delete(source);
        Files.setLastModifiedTime(
                source.getParent(), FileTime.from(Instant.now().plus(Duration.ofMinutes(1))));
        assertThat(launch(root, "vectors").err()).contains("its sources have changed");
    }

    @Test
    void worksFromAnyFolderThroughSymbolicLinks() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("bin/shift"), Path.of("..", "my repository", "simshift"));
        Path linkOfLink = Files.createSymbolicLink(dir.resolve("again"), link);
        Path elsewhere = Files.createDirectories(dir.resolve("elsewhere"));
        Run run = start(
                elsewhere,
                List.of(linkOfLink.toString(), "--version"),
                dir.resolve("jdk").toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("-jar " + jar + " --version");
    }

    @Test
    void aFailedBuildShowsItsErrorsAndItsLog() throws Exception {
        script("bin/mvn", "echo '[INFO] much'; echo '[ERROR] A.java does not compile'; exit 1");
        Run run = launch(root, "vectors");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("[ERROR] A.java does not compile")
                .contains("could not be built", "host-tools/cli/target/build.log")
                .doesNotContain("much");
    }

    @Test
    void anOldJavaIsNamed() throws Exception {
        Files.writeString(dir.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
        Run run = launch(root, "vectors");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).contains("Java 17 or later is needed", "is 11.0.2");
    }

    @Test
    void aJavaWithoutReleaseFileIsAsked() throws Exception {
        Files.delete(dir.resolve("jdk/release"));
        script(
                "jdk/bin/java",
                "[ \"$1\" != -version ] || { echo 'openjdk version \"1.8.0_292\"' >&2; exit; }; echo run");
        assertThat(launch(root, "vectors").err()).contains("is 1.8.0_292");
    }

    @Test
    void aMissingMavenIsNamed() throws Exception {
        Files.delete(dir.resolve("bin/mvn"));
        for (String tool : List.of("find", "mkdir", "readlink", "touch", "uname")) {
            script("tools/" + tool, "PATH=" + SYSTEM_PATH + " exec " + tool + " \"$@\"");
        }
        Run run = startWithPath(
                root,
                List.of("bash", "./simshift", "vectors"),
                dir.resolve("jdk").toString(),
                dir.resolve("tools").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("Maven (mvn) is needed");
    }

    @Test
    @EnabledIf("hasFlock")
    void twoStartsAtOnceBuildOnce() throws Exception {
        script(
                "bin/mvn",
                "echo call >>calls; sleep 1; mkdir -p host-tools/cli/target/lib; echo jar >host-tools/cli/target/cli-1.jar");
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            List<Future<Run>> runs = both.invokeAll(List.of(() -> launch(root, "one"), () -> launch(root, "two")));
            for (Future<Run> run : runs) {
                assertThat(run.get().exitCode()).isZero();
            }
        } finally {
            both.shutdownNow();
        }
        assertThat(Files.readAllLines(root.resolve("calls"))).hasSize(1);
    }

    static boolean hasFlock() {
        return Files.isExecutable(Path.of("/usr/bin/flock")) || Files.isExecutable(Path.of("/bin/flock"));
    }

    private Run launch(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./simshift"));
        command.addAll(List.of(arguments));
        return start(folder, command, dir.resolve("jdk").toString());
    }

    private Run start(Path folder, List<String> command, String javaHome) throws Exception {
        return startWithPath(folder, command, javaHome, dir.resolve("bin") + ":" + SYSTEM_PATH);
    }

    private Run startWithPath(Path folder, List<String> command, String javaHome, String path) throws Exception {
        Path out = Files.createTempFile(dir, "out", ".txt");
        Path err = Files.createTempFile(dir, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        builder.environment().put("PATH", path);
        builder.environment().remove("SIMSHIFT_JAVA_OPTS");
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    private void script(String name, String body) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void old(Path path) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }
}
