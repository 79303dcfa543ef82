package io.simshift.simulator.tear;

import java.util.Locale;

/** What a power cut does to the memory beyond stopping the processor. */
public enum Fault {
    /** Nothing. A copy that is not atomic stops after so many bytes. */
    CLEAN,
    /** The cell that was being written when a copy or fill that is not atomic was cut reads as garbage. */
    GARBAGE,
    /**
     * What a transaction's journal did not cover: writes by non-atomic methods inside an open transaction stay, although
     * the rest is rolled back. The Java Card API leaves open which of the two happens.
     */
    NON_ATOMIC_STAYS;

    /** The name on the command line and in reports: {@code non-atomic-stays}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
