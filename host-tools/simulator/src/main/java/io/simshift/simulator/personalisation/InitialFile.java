package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.files.FileId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Content that an EF gets at personalisation.
 *
 * @param name for people, for example {@code "EF.IMSI"}
 * @param path file identifiers below the MF, 2 bytes each; 7FFF stands for ADF.USIM (TS 102 221 8.4.2)
 * @param record number of the record to write, 1 the first; 0 for a transparent EF
 * @param content from the file's or the record's beginning; a record is written whole
 */
public record InitialFile(String name, byte[] path, int record, byte[] content) {
    private static final int CLA = 0x00;
    private static final int SELECT = 0xA4;
    private static final int UPDATE_BINARY = 0xD6;
    private static final int UPDATE_RECORD = 0xDC;
    private static final int HEADER_BYTES = 5;
    private static final int PATH_FROM_MF = 0x08;
    private static final int NO_DATA = 0x0C;
    private static final int ABSOLUTE_RECORD = 0x04;
    private static final int RECORD_MAX = 254;
    /** Four directories: deeper than any UICC has them. */
    private static final int PATH_BYTES_MAX = 8;

    public InitialFile {
        if (path.length < 2 || path.length > PATH_BYTES_MAX || path.length % 2 != 0) {
            throw new IllegalArgumentException("path of " + name + " has " + path.length + " bytes");
        }
        if (record < 0 || record > RECORD_MAX || content.length == 0) {
            throw new IllegalArgumentException(name + " has no content, or no record " + record);
        }
        if (record != 0 && content.length > room(SecuredChannel.SCRIPT_BYTES_MAX, path)) {
            throw new IllegalArgumentException("a record of " + name + " with " + content.length
                    + " bytes does not fit one message: at most " + room(SecuredChannel.SCRIPT_BYTES_MAX, path));
        }
        path = path.clone();
        content = content.clone();
    }

    /** What a script has left for the content of one write, behind SELECT and the header of UPDATE. */
    private static int room(int scriptBytes, byte[] path) {
        return scriptBytes - HEADER_BYTES - path.length - HEADER_BYTES;
    }

    /** A transparent EF under the MF. */
    public static InitialFile underMf(FileId file, byte[] content) {
        return new InitialFile(file.text(), file.encode(), 0, content);
    }

    /** A transparent EF under ADF.USIM. */
    public static InitialFile underUsim(FileId file, byte[] content) {
        return new InitialFile(file.text(), usimPath(file), 0, content);
    }

    /** A record of a linear fixed EF under ADF.USIM. */
    public static InitialFile usimRecord(FileId file, int record, byte[] content) {
        return new InitialFile(file.text(), usimPath(file), record, content);
    }

    private static byte[] usimPath(FileId file) {
        return new WireWriter()
                .bytes(FileId.ADF_USIM.encode())
                .bytes(file.encode())
                .toByteArray();
    }

    @Override
    public byte[] path() {
        return path.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    /** The writes, each with the SELECT before it, and each short enough for a script of {@code scriptBytes}. */
    List<List<CommandApdu>> writes(int scriptBytes) {
        CommandApdu select = CommandApdu.of(CLA, SELECT, PATH_FROM_MF, NO_DATA, path);
        int room = room(scriptBytes, path);
        List<List<CommandApdu>> writes = new ArrayList<>();
        for (int offset = 0; offset < content.length; offset += room) {
            writes.add(List.of(select, update(offset, Math.min(room, content.length - offset))));
        }
        return List.copyOf(writes);
    }

    private CommandApdu update(int offset, int length) {
        byte[] part = Arrays.copyOfRange(content, offset, offset + length);
        return record == 0
                ? CommandApdu.of(CLA, UPDATE_BINARY, offset >> 8, offset & 0xFF, part)
                : CommandApdu.of(CLA, UPDATE_RECORD, record, ABSOLUTE_RECORD, part);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InitialFile that
                && name.equals(that.name)
                && Arrays.equals(path, that.path)
                && record == that.record
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(path) + record;
    }

    @Override
    public String toString() {
        return name + (record == 0 ? "" : " record " + record) + ", " + content.length + " bytes";
    }
}
