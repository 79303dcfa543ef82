package io.simshift.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadsTest {
    @TempDir
    private Path folder;

    @Test
    void whatAKilledServerHasLeftIsDeletedAndNothingElse() throws Exception {
        Path left = Uploads.create(folder.resolve("uploads"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left)))
                .isEqualTo("rw-------");
        Path other = Files.writeString(left.resolveSibling("notes.txt"), "mine");
        Uploads.clean(left.getParent());
        assertThat(left).doesNotExist();
        assertThat(other).exists();
        Uploads.clean(folder.resolve("none"));
    }
}
