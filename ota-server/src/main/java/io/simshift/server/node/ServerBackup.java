package io.simshift.server.node;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of a server's data folder, while the server runs or not: each database as it is at one moment, then keystores and
 * tokens. Databases are copied before keystores, so that no key is missing that a row is wrapped with; the words of partners
 * before what came of them, since a word that is heard again does no harm, and one that was never heard does.
 */
public final class ServerBackup {
    private static final String DATABASE = ".db";
    /** What a database has beside it, and the lock of the process that owns it. */
    private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal", ".lock");

    private static final String BUSY_MILLIS = "10000";

    private ServerBackup() {}

    /**
     * Copies the databases and keystores of {@code folder} into {@code target}, for the owner's eyes only; uploads in progress
     * are left out.
     *
     * @param target an empty folder, or none yet
     * @throws IOException with a message for people, where one of the folders is not what it should be, or cannot be read or
     *     written
     */
    public static void copy(Path folder, Path target) throws IOException {
        List<Path> files = filesOf(folder);
        List<Path> databases = files.stream()
                .filter(ServerBackup::isDatabase)
                .sorted(Comparator.comparing(Path::getFileName))
                .toList();
        if (databases.isEmpty()) {
            throw new NoSuchFileException(folder.toString(), null, "no server has kept anything there yet");
        }
        makeEmpty(target);
        for (Path database : databases) {
            copyDatabase(database, target.resolve(database.getFileName()));
        }
        for (Path file : files) {
            if (!isDatabase(file) && BESIDE.stream().noneMatch(end -> name(file).endsWith(end))) {
                Path copy = target.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                keepToOwner(copy, "rw-------");
            }
        }
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    private static boolean isDatabase(Path file) {
        return name(file).endsWith(DATABASE);
    }

    private static void makeEmpty(Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> there = Files.list(target)) {
            if (there.findAny().isPresent()) {
                throw new FileSystemException(target.toString(), null, "the folder is not empty");
            }
        }
        keepToOwner(target, "rwx------");
    }

    private static void copyDatabase(Path file, Path copy) throws IOException {
        try (Connection db = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=" + BUSY_MILLIS);
                PreparedStatement vacuum = db.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new IOException("database " + file + " can't be copied: " + e.getMessage(), e);
        }
        keepToOwner(copy, "rw-------");
    }

    private static void keepToOwner(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
