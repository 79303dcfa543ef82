package io.simshift.applet;

/**
 * What is selected, and what may be done with it: by the terminal, or by the script that runs. Five bytes of transient
 * memory.
 */
final class FileContext {
    private static final short DIRECTORY = 0;
    private static final short ELEMENTARY_FILE = 1;
    private static final short RECORD = 2;
    private static final short APPLICATION = 3;
    private static final short RIGHTS = 4;
    static final short SIZE = 5;

    // ---- rights: the low half and the highest bit say which access conditions count as fulfilled, see AccessRules
    /** ADF.USIM and its files are out of reach. */
    static final byte SHARED_FILES_ONLY = 0x10;
    /** Session keys can be neither read nor written, and the identity changes by SWITCH alone. */
    static final byte REMOTE = 0x20;

    /** The files are those of the staged bank, and there are no others. */
    static final byte STAGED = 0x40;

    private final byte[] state;
    private final short base;

    FileContext(Transient ram, short base) {
        state = ram.state;
        this.base = base;
    }

    /** Begins a session at a directory; {@code application}: ADF.USIM is active, so that 7FFF names it. */
    void begin(byte directory, boolean application, byte rights) {
        select(directory);
        setApplicationActive(application);
        setRights(rights);
    }

    private boolean has(byte right) {
        return (state[(short) (base + RIGHTS)] & right) != 0;
    }

    /** Whether any access condition counts as fulfilled. */
    boolean hasAccess() {
        return has(AccessRules.MANUFACTURER);
    }

    /** Whether contents are those of the staged bank. */
    boolean isStaged() {
        return has(STAGED);
    }

    byte rights() {
        return state[(short) (base + RIGHTS)];
    }

    void setRights(byte rights) {
        state[(short) (base + RIGHTS)] = rights;
    }

    /** Whether PIN1 was verified, or is not asked for. */
    boolean hasPin1() {
        return has(TarTable.ACCESS_PIN1);
    }

    private boolean excludes(byte row) {
        return isStaged() && FileTable.store(row) != FileTable.BANKED;
    }

    boolean mayRead(byte row) {
        boolean reserved = has(REMOTE) && FileTable.holdsKeys(row) || FileTable.store(row) == FileTable.PINS;
        return has(AccessRules.readCondition(FileTable.rule(row))) && !reserved && !excludes(row);
    }

    /** Whether the condition of a command that changes the file is met. */
    boolean mayChange(byte row, byte condition) {
        boolean reserved = has(REMOTE) && (FileTable.holdsKeys(row) || FileTable.isIdentity(row));
        return FileTable.store(row) != FileTable.RULES && has(condition) && !reserved && !excludes(row);
    }

    /** Whether a file can be selected at all. */
    boolean reaches(byte row) {
        return !has(SHARED_FILES_ONLY) || !FileTable.isUsim(row);
    }

    byte directory() {
        return state[(short) (base + DIRECTORY)];
    }

    byte file() {
        return state[(short) (base + ELEMENTARY_FILE)];
    }

    /** Record pointer, 0 if it is undefined. */
    byte record() {
        return state[(short) (base + RECORD)];
    }

    void setRecord(byte record) {
        state[(short) (base + RECORD)] = record;
    }

    /** Whether ADF.USIM is the active application, so that 7FFF names it. */
    boolean applicationActive() {
        return state[(short) (base + APPLICATION)] != 0;
    }

    void setApplicationActive(boolean active) {
        state[(short) (base + APPLICATION)] = (byte) (active ? 1 : 0);
    }

    /** Makes a directory, or an EF with its parent, the current one; the record pointer becomes undefined. */
    void select(byte row) {
        boolean isDirectory = FileTable.isDirectory(row);
        state[(short) (base + DIRECTORY)] = isDirectory ? row : FileTable.parent(row);
        state[(short) (base + ELEMENTARY_FILE)] = isDirectory ? FileTable.NO_EF : row;
        setRecord((byte) 0);
    }
}
