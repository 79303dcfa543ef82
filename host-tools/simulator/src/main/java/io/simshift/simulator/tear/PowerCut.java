package io.simshift.simulator.tear;

/** The supply is gone: leaves the applet from wherever it is. An {@link Error}, so that no handler of the applet takes it. */
final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;

    PowerCut() {
        super("power cut", null, false, false);
    }
}
