package io.simshift.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file (WAL, synchronous=FULL) with one writer thread. The writer takes whatever is queued, runs it in one
 * transaction and completes the callers' futures only after the commit. Work that fails is undone alone.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int GROUP_MAX = 1000;
    private static final int BUSY_TIMEOUT_MILLIS = 5000;
    /** Outside of the heap; the indexes of a million cards fit. */
    private static final int PAGE_CACHE_KILOBYTES = 128 * 1024;

    private static final long WAL_LIMIT_BYTES = 64L << 20;
    private static final int CHECKPOINT_PAGES = 16_000;

    private final Path file;
    private final FileChannel lockFile;
    private final Connection reader;
    private final ReentrantLock reading = new ReentrantLock();
    private final BlockingQueue<Job<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final boolean withThread;
    private volatile WriteBehind behind = new NothingBehind();
    private volatile boolean closed;
    private long commits;
    /** The writer's own, as those that follow. */
    private Connection writer;

    private boolean isWriterBroken;
    /** The one that runs. */
    private Job<?> current;

    private Database(Path file, FileChannel lockFile, Connection writer, Connection reader, boolean withThread) {
        this.file = file;
        this.lockFile = lockFile;
        this.writer = writer;
        this.reader = reader;
        this.thread = new Thread(this::writeLoop, "store-" + file.getFileName());
        this.thread.setDaemon(true);
        this.withThread = withThread;
    }

    /**
     * Opens {@code file}, or makes it from the schema.
     *
     * @param schemaResource a plain SQL script on the class path, statements separated by semicolons
     * @param schemaVersion the version that the script makes, kept in {@code PRAGMA user_version}
     * @throws StoreException where another process has it open, or its schema has another version
     */
    public static Database open(Path file, String schemaResource, int schemaVersion) {
        return open(file, script(file, schemaResource, schemaVersion), true);
    }

    /**
     * Opens {@code file}, after bringing its schema up to date, or makes it.
     *
     * @throws StoreException where another process has it open, or its schema is younger than this server
     */
    public static Database open(Path file, Migrations migrations) {
        return open(file, source -> migrations.bringUpToDate(file, source), true);
    }

    /** As {@link #open(Path, Migrations)} and {@link #openWithoutThread(Path, String, int)}. */
    public static Database openWithoutThread(Path file, Migrations migrations) {
        return open(file, source -> migrations.bringUpToDate(file, source), false);
    }

    /**
     * As {@link #open}, for a caller that does everything on one thread: a write is committed, and its future complete, when
     * {@link #write} returns.
     */
    public static Database openWithoutThread(Path file, String schemaResource, int schemaVersion) {
        return open(file, script(file, schemaResource, schemaVersion), false);
    }

    /** Makes the schema, or checks it, before anything else uses the file. */
    private interface Preparation {
        void prepare(DataSource source) throws SQLException, IOException;
    }

    private static Preparation script(Path file, String schemaResource, int schemaVersion) {
        return source -> {
            try (Connection connection = source.getConnection()) {
                prepareSchema(file, connection, schemaResource, schemaVersion);
            }
        };
    }

    private static Database open(Path file, Preparation schema, boolean withThread) {
        FileChannel lockFile = lock(file);
        Connection writer = null;
        try {
            PrivateFile.make(file);
            schema.prepare(source(file));
            writer = connectWriter(file);
            Database database = new Database(file, lockFile, writer, StatementCache.around(connect(file)), withThread);
            if (withThread) {
                database.thread.start();
            }
            return database;
        } catch (SQLException | IOException | RuntimeException e) {
            closeQuietly(writer, lockFile, e);
            throw e instanceof StoreException known
                    ? known
                    : new StoreException("database " + file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static FileChannel lock(Path file) {
        FileChannel channel = null;
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            channel = FileChannel.open(Path.of(file + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(null, channel, e);
        } catch (IOException e) {
            closeQuietly(null, channel, e);
            throw new StoreException("database " + file + " cannot be opened: " + e.getMessage(), e);
        }
        throw new StoreException("database " + file + " is in use by another server");
    }

    private static Connection connect(Path file) throws SQLException {
        return source(file).getConnection();
    }

    private static Connection connectWriter(Path file) throws SQLException {
        Connection writer = connect(file);
        try {
            checkpointSeldom(writer);
            writer.setAutoCommit(false);
        } catch (SQLException e) {
            writer.close();
            throw e;
        }
        return StatementCache.around(writer);
    }

    /** Pages that change again and again are copied into the database once for many commits; the log stays below 64 MB. */
    private static void checkpointSeldom(Connection writer) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        }
    }

    private static DataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        // Each job has a savepoint, and what it may have to take back would go to a file otherwise.
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(-PAGE_CACHE_KILOBYTES);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(WAL_LIMIT_BYTES));
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static void prepareSchema(Path file, Connection connection, String resource, int version)
            throws SQLException, IOException {
        int found = userVersion(connection);
        if (found == version) {
            return;
        }
        if (found != 0) {
            throw new StoreException(
                    "database " + file + " has schema version " + found + ", this server needs " + version);
        }
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (String sql : readScript(resource).split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA user_version = " + version);
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static int userVersion(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            return row.getInt(1);
        }
    }

    private static String readScript(String resource) throws IOException {
        try (InputStream in = Database.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no such schema: " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Lets {@code later} decide what goes into the tables when. To be called once, before anything is written or read.
     */
    public void attach(WriteBehind later) {
        behind = later;
        writeNow(db -> null);
    }

    /** Queues work; the future completes once the work is committed and synced, or fails with what the work threw. */
    public <T> CompletableFuture<T> write(SqlWork<T> work) {
        return write(work, result -> {});
    }

    /**
     * As {@link #write(SqlWork)}; {@code afterCommit} gets the result first, on the writer's thread, so that results are
     * seen in the order in which they were committed. It must not wait.
     */
    public <T> CompletableFuture<T> write(SqlWork<T> work, Consumer<T> afterCommit) {
        return queue(new Job<>(work, afterCommit, false));
    }

    /**
     * As {@link #write(SqlWork, Consumer)}, for work that changes only what the {@link WriteBehind} knows, and looks at the
     * tables only through it. Before it changes a table nevertheless it calls {@link #aboutToWrite}.
     */
    public <T> CompletableFuture<T> writeBehind(SqlWork<T> work, Consumer<T> afterCommit) {
        return queue(new Job<>(work, afterCommit, true));
    }

    private <T> CompletableFuture<T> queue(Job<T> job) {
        synchronized (queue) {
            if (closed) {
                job.future.completeExceptionally(new StoreException("database " + file + " is closed"));
                return job.future;
            }
            if (withThread) {
                queue.add(job);
            }
        }
        if (!withThread) {
            commitGroup(List.of(job));
        }
        return job.future;
    }

    /** The work that runs will change tables: where it fails, that is undone as well. Only for the writer. */
    public void aboutToWrite(Connection db) throws SQLException {
        if (current != null) {
            current.protect(db);
        }
    }

    /** Writes and waits. */
    public <T> T writeNow(SqlWork<T> work) {
        return wait(write(work));
    }

    /** As {@link #writeBehind}, and waits. */
    public <T> T writeBehindNow(SqlWork<T> work) {
        return wait(writeBehind(work, result -> {}));
    }

    private <T> T wait(CompletableFuture<T> written) {
        try {
            return written.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new StoreException("database " + file + ": " + e.getCause().getMessage(), e.getCause());
        }
    }

    /** Reads what has been committed. */
    public <T> T read(SqlWork<T> work) {
        settle();
        return readTables(work);
    }

    /**
     * As {@link #read}, for people who want to look: while nothing can be written, they see the tables as they were before.
     */
    public <T> T look(SqlWork<T> work) {
        try {
            settle();
        } catch (StoreException e) {
            LOG.warn("database {} is shown as it was: {}", file, e.getMessage());
        }
        return readTables(work);
    }

    private <T> T readTables(SqlWork<T> work) {
        reading.lock();
        try {
            return work.run(reader);
        } catch (SQLException e) {
            throw new StoreException("database " + file + ": " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    /** Whether the file can be read; waits for so long at most, and writes nothing. */
    public boolean isReadable(int seconds) {
        try {
            if (!reading.tryLock(seconds, TimeUnit.SECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            return reader.isValid(seconds);
        } catch (SQLException e) {
            throw new StoreException("database " + file + ": " + e.getMessage(), e);
        } finally {
            reading.unlock();
        }
    }

    /** Has everything that is committed written into the tables, and waits for it. */
    private void settle() {
        if (behind.isSettled() || closed) {
            return;
        }
        if (Thread.currentThread() != thread) {
            writeNow(db -> null);
        } else if (current == null) {
            commitGroup(List.of(new Job<>(db -> null, result -> {}, false)));
        }
    }

    /** Has everything that is committed written into the tables, soon. */
    public void settleSoon() {
        if (!behind.isSettled()) {
            write(db -> null);
        }
    }

    /** Number of commits so far: smaller than the number of writes where they were grouped. */
    public long commits() {
        return write(connection -> commits).join();
    }

    private void writeLoop() {
        List<Job<?>> group = new ArrayList<>();
        while (true) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                throw new IllegalStateException("the writer of " + file + " was interrupted", e);
            }
            queue.drainTo(group, GROUP_MAX - 1);
            boolean last = group.get(group.size() - 1).isEnd();
            commitGroup(group);
            group.clear();
            if (last) {
                return;
            }
        }
    }

    private void commitGroup(List<Job<?>> group) {
        try {
            if (isWriterBroken) {
                openWriterAgain();
            }
            behind.begin(writer);
            for (Job<?> job : group) {
                current = job;
                job.run(writer, behind);
            }
            behind.beforeCommit(writer);
            writer.commit();
            commits++;
        } catch (SQLException | RuntimeException | Error e) {
            current = null;
            rollBack(e);
            group.forEach(job -> job.fail(new StoreException("database " + file + ": " + e.getMessage(), e)));
            return;
        }
        current = null;
        behind.committed();
        group.forEach(Job::complete);
    }

    private void rollBack(Throwable cause) {
        behind.takenBack();
        try {
            writer.rollback();
        } catch (SQLException e) {
            // SQLite takes a transaction back by itself where the disk is full, and then the driver begins no other:
            // each
            // statement would be a transaction of its own.
            isWriterBroken = true;
            cause.addSuppressed(e);
        }
    }

    private void openWriterAgain() throws SQLException {
        try {
            writer.close();
        } catch (SQLException e) {
            LOG.debug("the old connection to {} did not close: {}", file, e.getMessage());
        }
        writer = connectWriter(file);
        isWriterBroken = false;
    }

    /** Commits what is queued, then closes. */
    @Override
    public void close() {
        synchronized (queue) {
            if (closed) {
                return;
            }
            closed = true;
            queue.add(Job.end());
        }
        if (!withThread) {
            commitGroup(List.of(Job.end()));
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Connection lastWriter = writer;
        try (lockFile;
                reader;
                lastWriter) {
            LOG.debug("database {} is closed", file);
        } catch (SQLException | IOException e) {
            throw new StoreException("database " + file + " cannot be closed: " + e.getMessage(), e);
        }
    }

    private static void closeQuietly(Connection connection, FileChannel channel, Exception cause) {
        try (channel;
                connection) {
            LOG.debug("a database that could not be opened is given up: {}", cause.getMessage());
        } catch (SQLException | IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static final class Job<T> {
        private final SqlWork<T> work;
        private final Consumer<T> afterCommit;
        private final boolean behindOnly;
        private final CompletableFuture<T> future = new CompletableFuture<>();
        private boolean isProtected;
        private T result;
        private Throwable failure;

        private Job(SqlWork<T> work, Consumer<T> afterCommit, boolean behindOnly) {
            this.work = work;
            this.afterCommit = afterCommit;
            this.behindOnly = behindOnly;
        }

        static Job<Void> end() {
            return new Job<>(null, result -> {}, true);
        }

        boolean isEnd() {
            return work == null;
        }

        void run(Connection connection, WriteBehind behind) throws SQLException {
            if (isEnd()) {
                behind.settle(connection);
                return;
            }
            if (!behindOnly) {
                behind.settle(connection);
                protect(connection);
            }
            int mark = behind.mark();
            try {
                result = work.run(connection);
            } catch (SQLException | RuntimeException | Error e) {
                // An Error too belongs to the caller: the writer is there for all and must live on.
                failure = e;
                if (!isProtected && e instanceof SQLException fromStore) {
                    // It may have taken back what others have done in this transaction.
                    throw fromStore;
                }
                behind.undoTo(mark);
                if (isProtected) {
                    execute(connection, "ROLLBACK TO SAVEPOINT job");
                }
            }
            if (isProtected) {
                execute(connection, "RELEASE SAVEPOINT job");
            }
            if (!behindOnly) {
                behind.tablesChanged();
            }
        }

        void protect(Connection connection) throws SQLException {
            if (!isProtected) {
                execute(connection, "SAVEPOINT job");
                isProtected = true;
            }
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.execute();
            }
        }

        void complete() {
            if (failure != null) {
                future.completeExceptionally(failure);
                return;
            }
            try {
                afterCommit.accept(result);
                future.complete(result);
            } catch (RuntimeException | Error e) {
                future.completeExceptionally(e);
            }
        }

        void fail(StoreException e) {
            future.completeExceptionally(failure != null ? failure : e);
        }
    }

    /** All is written at once. */
    private static final class NothingBehind implements WriteBehind {
        @Override
        public void begin(Connection db) {}

        @Override
        public int mark() {
            return 0;
        }

        @Override
        public void undoTo(int mark) {}

        @Override
        public void settle(Connection db) {}

        @Override
        public void tablesChanged() {}

        @Override
        public void beforeCommit(Connection db) {}

        @Override
        public void committed() {}

        @Override
        public void takenBack() {}

        @Override
        public boolean isSettled() {
            return true;
        }
    }
}
