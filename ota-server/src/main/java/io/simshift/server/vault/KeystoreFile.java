package io.simshift.server.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/** A PKCS#12 file that only its owner may read, written in one step. */
public final class KeystoreFile {
    private KeystoreFile() {}

    /** A keystore without entries. */
    public static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException("an empty keystore cannot be made", e);
        }
    }

    /**
     * Reads {@code file}.
     *
     * @throws VaultException where it cannot be read, or not with this password
     */
    public static KeyStore load(Path file, char[] password) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            return store;
        } catch (IOException e) {
            if (e.getCause() instanceof GeneralSecurityException) {
                throw new VaultException("wrong password for " + file, e);
            }
            throw new VaultException("keystore " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes beside {@code file} first and waits for the disk, so that a crash leaves either the old keystore or the new
     * one, and nothing that is stored later rests on a keystore that a power cut takes away.
     */
    public static void write(KeyStore store, Path file, char[] password) throws GeneralSecurityException, IOException {
        if (password.length == 0) {
            throw new VaultException("an empty password protects nothing: " + file);
        }
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path fresh = Files.createTempFile(parent, file.getFileName().toString(), ".new", ownerOnly());
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, password);
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer content = ByteBuffer.wrap(bytes.toByteArray());
                while (content.hasRemaining()) {
                    out.write(content);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            syncFolder(parent);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** The new name is in the folder, so the folder has to reach the disk too; only POSIX systems can do that. */
    private static void syncFolder(Path folder) throws IOException {
        if (isPosix()) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly() {
        if (!isPosix()) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        };
    }
}
