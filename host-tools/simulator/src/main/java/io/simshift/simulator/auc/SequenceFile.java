package io.simshift.simulator.auc;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.identity.Imsi;
import io.simshift.simulator.document.DocumentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The last sequence number used for each subscriber, on disk. A line {@code IMSI SQN} is appended for each new one; the last
 * line of an IMSI counts. One process has the file at a time: a second file with ".lock" behind its name sees to that.
 */
public final class SequenceFile implements AutoCloseable {
    /** So many outdated lines are left in place when the file is opened. */
    private static final int OUTDATED_LINES_MAX = 10_000;

    private final Path path;
    private final FileChannel lockFile;
    private final Map<Imsi, SequenceNumber> last = new TreeMap<>();
    private FileChannel log;
    private boolean failed;

    private SequenceFile(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Opens the file, or begins one.
     *
     * @throws DocumentException where it holds something else
     * @throws IOException where it can't be read or written, or another process has it
     */
    public static SequenceFile open(Path path) throws IOException {
        FileChannel lockFile = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        SequenceFile file = new SequenceFile(path, lockFile);
        try {
            file.lock();
            file.load();
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new IOException(path + " is in use by another authentication centre");
        }
    }

    private void load() throws IOException {
        log = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        String text = Files.readString(path, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        int lines = 0;
        for (String line : text.substring(0, end).lines().toList()) {
            lines++;
            parse(line, lines);
        }
        // the process died while it wrote the last line: no vector with that number has left it
        log.truncate(end);
        if (lines > last.size() + OUTDATED_LINES_MAX) {
            rewrite();
        }
        log.position(log.size());
    }

    private void parse(String line, int number) {
        String[] fields = line.split(" ", -1);
        try {
            if (fields.length != 2) {
                throw new IllegalArgumentException("has " + fields.length + " fields");
            }
            SequenceNumber sqn = SequenceNumber.decode(HexFormat.of().parseHex(fields[1]));
            last.put(new Imsi(fields[0]), sqn);
        } catch (IllegalArgumentException | WireFormatException e) {
            throw new DocumentException(
                    path.toString(), number, "is not an IMSI and a sequence number: " + e.getMessage());
        }
    }

    /** The outdated lines go; until the new file has taken the old one's place, whole, the old one stays. */
    private void rewrite() throws IOException {
        StringBuilder text = new StringBuilder();
        last.forEach((imsi, sqn) -> text.append(line(imsi, sqn)));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        FileChannel next = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            write(next, text.toString());
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            next.close();
            throw e;
        }
        log.close();
        log = next;
    }

    private static String line(Imsi imsi, SequenceNumber sqn) {
        return imsi + " " + sqn + "\n";
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
        channel.force(true);
    }

    /** The number used last for this subscriber; zero where none was. */
    public synchronized SequenceNumber last(Imsi imsi) {
        return last.getOrDefault(imsi, SequenceNumber.ZERO);
    }

    /**
     * Sets the last number, on disk when this returns.
     *
     * @throws IOException where it can't be written; from then on nothing can, until the file is opened again
     */
    public synchronized void record(Imsi imsi, SequenceNumber sqn) throws IOException {
        if (failed) {
            throw new IOException(path + " could not be written before");
        }
        failed = true;
        write(log, line(imsi, sqn));
        last.put(imsi, sqn);
        failed = false;
    }

    @Override
    public synchronized void close() throws IOException {
        failed = true;
        if (log != null) {
            log.close();
        }
        lockFile.close();
    }
}
