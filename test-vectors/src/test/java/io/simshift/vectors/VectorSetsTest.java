package io.simshift.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorSetsTest {
    @Test
    void readsEveryShippedFile() {
        VectorSets sets = VectorSets.shipped();
        assertThat(sets.names()).contains("milenage/milenage_ts35207_ts35208.csv", "ota/command_packets.csv");
        for (String name : sets.names()) {
            assertThat(sets.file(name).rows()).as(name).isNotEmpty();
        }
    }

    @Test
    void indexNamesEveryShippedFile() throws URISyntaxException {
        Path resources = Path.of(VectorSetsTest.class
                .getClassLoader()
                .getResource("vectors/index.txt")
                .toURI()
                .resolve("."));
        assertThat(VectorSets.shipped().names())
                .containsExactlyElementsOf(VectorSets.in(resources).names());
    }

    @Test
    void readsADirectoryAsTheShippedFiles(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("mac"));
        Files.writeString(directory.resolve("mac/own.csv"), "id,mac\n1,00ff\n");
        Files.writeString(directory.resolve("README.md"), "no vectors");
        VectorSets sets = VectorSets.in(directory);
        assertThat(sets.names()).containsExactly("mac/own.csv");
        assertThat(sets.folder("mac").get(0).rows().get(0).hex("mac")).containsExactly(0x00, 0xFF);
        assertThat(sets.folder("ota")).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithADirectory(@TempDir Path directory) throws IOException {
        assertThatThrownBy(() -> VectorSets.in(directory.resolve("missing")))
                .isInstanceOf(VectorException.class)
                .hasMessageContaining("missing: there is no such directory");
        assertThatThrownBy(() -> VectorSets.in(directory)).hasMessageContaining("there is no vector file");
        Files.write(directory.resolve("latin.csv"), "id\n\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> VectorSets.in(directory).file("latin.csv"))
                .hasMessageContaining("latin.csv: it is not UTF-8");
        assertThatThrownBy(() -> VectorSets.in(directory).file("other.csv"))
                .hasMessageContaining("other.csv: there is no such vector file");
    }

    @Test
    void saysThatAFolderOfADirectoryCannotBeRead(@TempDir Path directory) throws IOException {
        Path locked = Files.createDirectories(directory.resolve("locked"));
        assumeTrue(locked.toFile().setReadable(false) && !Files.isReadable(locked), "this user may read everything");
        try {
            assertThatThrownBy(() -> VectorSets.in(directory))
                    .isInstanceOf(VectorException.class)
                    .hasMessageContaining("it can't be read");
        } finally {
            assertThat(locked.toFile().setReadable(true)).isTrue();
        }
    }
}
