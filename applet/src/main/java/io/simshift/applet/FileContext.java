package io.simshift.applet;

/** What is selected: by the terminal, or by the script that runs. Four bytes of transient memory. */
final class FileContext {
    private static final short DIRECTORY = 0;
    private static final short ELEMENTARY_FILE = 1;
    private static final short RECORD = 2;
    private static final short APPLICATION = 3;
    static final short SIZE = 4;

    private final byte[] state;
    private final short base;
    private final boolean allRights;

    /** {@code allRights}: no access rule is asked, as for a script under the manufacturer keyset. */
    FileContext(Transient ram, short base, boolean allRights) {
        state = ram.state;
        this.base = base;
        this.allRights = allRights;
    }

    boolean mayUpdate(byte row) {
        return FileTable.store(row) != FileTable.RULES
                && (allRights || AccessRules.terminalMayUpdate(FileTable.rule(row)));
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
