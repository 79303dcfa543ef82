package io.simshift.cli.demo;

import java.io.PrintWriter;

/** What the user sees while the demo runs: one line for each step; on a terminal the line counts as the step goes on. */
final class Console {
    private static final int BAR_WIDTH = 20;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private String label = "";

    Console(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Begins a step. */
    synchronized void begin(String step) {
        label = step;
        if (terminal) {
            out.print(ERASE_LINE + step);
            out.flush();
        }
    }

    /** How far the step is. */
    synchronized void progress(int done, int total, String unit) {
        if (terminal) {
            int filled = total == 0 ? BAR_WIDTH : BAR_WIDTH * done / total;
            String bar = "\u2588".repeat(filled) + "\u2591".repeat(BAR_WIDTH - filled);
            out.print(ERASE_LINE + label + "  " + bar + "  " + done + "/" + total + " " + unit);
            out.flush();
        }
    }

    /** Ends a step with the line that stays. */
    synchronized void end(String line) {
        out.println((terminal ? ERASE_LINE : "") + line);
        out.flush();
        label = "";
    }

    /** A line in between. */
    synchronized void line(String line) {
        out.println((terminal ? ERASE_LINE : "") + line);
        if (terminal) {
            out.print(label);
        }
        out.flush();
    }
}
