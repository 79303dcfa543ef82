package io.simshift.server.handover;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The hand-over list as a file: columns {@code new_imsi,iccid,slot_index}. */
public final class HandoverCsv {
    /** The first line. */
    public static final String HEADER = "new_imsi,iccid,slot_index";

    private HandoverCsv() {}

    /** Writes header and entries, lines ended by LF. */
    public static void write(Writer out, List<HandoverEntry> entries) throws IOException {
        out.write(HEADER);
        out.write('\n');
        for (HandoverEntry entry : entries) {
            out.write(line(entry));
            out.write('\n');
        }
    }

    /** Writes {@code file}, replacing it. */
    public static void write(Path file, List<HandoverEntry> entries) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            write(out, entries);
        }
    }

    /**
     * Reads such a list; lines that begin with # are passed over.
     *
     * @param name how the list is called in error messages
     * @throws HandoverFormatException with {@code name:line} where a line is not as it must be
     */
    public static List<HandoverEntry> read(String name, Reader in) throws IOException {
        List<HandoverEntry> entries = new ArrayList<>();
        BufferedReader lines = new BufferedReader(in);
        int number = 0;
        boolean headerSeen = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            if (headerSeen) {
                entries.add(entry(name, number, line));
            } else if (line.equals(HEADER)) {
                headerSeen = true;
            } else {
                throw new HandoverFormatException(name, number, "the first line must be " + HEADER);
            }
        }
        if (!headerSeen) {
            throw new HandoverFormatException(name, number, "the line " + HEADER + " is missing");
        }
        return entries;
    }

    static String line(HandoverEntry entry) {
        return entry.newImsi() + "," + entry.iccid() + "," + entry.slot();
    }

    private static HandoverEntry entry(String name, int number, String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != 3) {
            throw new HandoverFormatException(name, number, "3 columns are needed, not " + fields.length);
        }
        try {
            int slot = Integer.parseInt(fields[2]);
            return new HandoverEntry(new Imsi(fields[0]), new Iccid(fields[1]), new SlotIndex(slot));
        } catch (NumberFormatException e) {
            throw new HandoverFormatException(name, number, "slot index '" + fields[2] + "' is not a number");
        } catch (IllegalArgumentException e) {
            throw new HandoverFormatException(name, number, e.getMessage());
        }
    }
}
