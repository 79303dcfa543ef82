package io.simshift.applet.cap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory of a card the applet may take, as docs/applet/requirements.md says.
 *
 * @param codeBytes components of the CAP file that stay on the card after linking
 * @param transientBytes arrays that a reset clears
 * @param persistentBytes objects and arrays in EEPROM with 16 slots
 */
record Budget(int codeBytes, int transientBytes, int persistentBytes) {
    /** What there is of each. */
    record Use(int codeBytes, int transientBytes, int persistentBytes) {}

    /** Reads the table of the section "Budget". */
    static Budget read(Path requirements) {
        try {
            return parse(Files.readString(requirements));
        } catch (IOException e) {
            throw new BuildFailure("cannot read the budget: " + e.getMessage());
        }
    }

    static Budget parse(String requirements) {
        return new Budget(
                row(requirements, "CAP code"),
                row(requirements, "transient"),
                row(requirements, "persistent with 16 slots"));
    }

    private static int row(String requirements, String name) {
        Matcher row = Pattern.compile("(?m)^\\| budget: " + name + " \\| ([0-9,]+) \\|")
                .matcher(requirements);
        if (!row.find()) {
            throw new BuildFailure("docs/applet/requirements.md has no row 'budget: " + name + "'");
        }
        return Integer.parseInt(row.group(1).replace(",", ""));
    }

    /** One line for each figure; those above the budget say so. */
    List<String> lines(Use use) {
        return List.of(
                line("CAP code", use.codeBytes(), codeBytes),
                line("transient", use.transientBytes(), transientBytes),
                line("persistent with 16 slots", use.persistentBytes(), persistentBytes));
    }

    private static String line(String name, int used, int allowed) {
        String verdict = used <= allowed ? "" : "   ABOVE THE BUDGET";
        return String.format("%-26s %,7d of %,7d bytes%s", name, used, allowed, verdict);
    }

    boolean holds(Use use) {
        return use.codeBytes() <= codeBytes
                && use.transientBytes() <= transientBytes
                && use.persistentBytes() <= persistentBytes;
    }
}
