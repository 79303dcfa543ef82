package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.packet.Counter;
import io.simshift.simulator.document.DocumentException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Counters in a file that is only ever added to: a line {@code CARD KEYSET COUNTER} for each packet, on disk before the
 * packet is made. A line that a power cut has torn was never used; the next run takes it off. One process at a time.
 */
final class CounterFile implements Counters, Closeable {
    private static final String HEADER =
            "# Counters of OTA packets: card, keyset, counter. The last line of a keyset counts; never take one away.\n";
    private static final String LINE = "(\\S+) (\\S+) ([0-9]{1,13})";

    private final Path path;
    private final String card;
    private final FileChannel file;
    private final Map<String, Counter> last = new HashMap<>();

    private CounterFile(Path path, String card, FileChannel file) {
        this.path = path;
        this.card = card;
        this.file = file;
    }

    /** Where the counters of a keys file are, unless somebody says otherwise. */
    static Path beside(Path keysFile) {
        return keysFile.resolveSibling(keysFile.getFileName() + ".counters");
    }

    /**
     * Opens a file, or makes it, and keeps others out.
     *
     * @param card which card's counters, without blanks; the file may hold those of others, too
     * @throws CommandFailure where another process has it
     * @throws DocumentException where it holds something else
     */
    static CounterFile open(Path path, String card) throws IOException {
        boolean fresh = !Files.exists(path);
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        CounterFile counters = new CounterFile(path, card, channel);
        try {
            counters.lock();
            counters.load();
            if (fresh) {
                counters.syncFolder();
            }
            return counters;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        try {
            if (file.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(e);
        }
        throw inUse(null);
    }

    private CommandFailure inUse(Exception cause) {
        return CommandFailure.failed("The counters in " + path + " are in use by another run", cause);
    }

    private void load() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            // read on: a channel may give less than is there
            continue;
        }
        String text = new String(bytes.array(), StandardCharsets.US_ASCII);
        int whole = text.lastIndexOf('\n') + 1;
        file.truncate(whole);
        file.position(whole);
        int number = 0;
        for (String line : text.substring(0, whole).lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                load(number, line);
            }
        }
        if (whole == 0) {
            append(HEADER);
        }
    }

    private void load(int number, String line) {
        if (!line.matches(LINE)) {
            throw new DocumentException(path.toString(), number, "is no line of CARD KEYSET COUNTER");
        }
        String[] parts = line.split(" ");
        long value = Long.parseLong(parts[2]);
        if (value > Counter.BLOCKED.value()) {
            throw new DocumentException(path.toString(), number, "a counter has five bytes");
        }
        Counter counter = new Counter(value);
        if (parts[0].equals(card)) {
            last.merge(parts[1], counter, (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }

    @Override
    public Counter last(String keyset) {
        return last.getOrDefault(keyset, Counter.ZERO);
    }

    @Override
    public void take(String keyset, Counter value) throws IOException {
        if (value.compareTo(last(keyset)) <= 0) {
            throw new IllegalArgumentException("counter " + value.value() + " was taken already");
        }
        append(card + " " + keyset + " " + value.value() + "\n");
        last.put(keyset, value);
    }

    private void append(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
        file.force(true);
    }

    /** So that the file's name, too, outlives a power cut. */
    private void syncFolder() throws IOException {
        boolean folderCanBeOpened =
                path.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (folderCanBeOpened) {
            try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
