package io.simshift.simulator.tear;

import java.util.List;
import java.util.function.Consumer;

/**
 * Something that happens to a card, and that the power is cut in.
 *
 * @param name for the command line and the report, for example {@code "switch"}
 * @param description one line
 * @param preparation brings a fresh card into the state in which it happens; never cut
 * @param session what a terminal does after each reset before it happens; never cut
 * @param steps what is cut: after a cut in one of them the card is as before it or as after it
 * @param repeatable whether it can be done again after a restart; CANCEL cannot, once the restart has flipped
 */
record Operation(
        String name,
        String description,
        Consumer<Terminal> preparation,
        Consumer<Terminal> session,
        List<Consumer<Terminal>> steps,
        boolean repeatable) {
    Operation {
        steps = List.copyOf(steps);
    }

    /** On a powered card whose terminal has sent its profile. */
    static Operation of(
            String name, String description, Consumer<Terminal> preparation, List<Consumer<Terminal>> steps) {
        return new Operation(name, description, preparation, Terminal::start, steps, true);
    }

    /** Where the reset itself is what is cut: no session before it. */
    static Operation ofReset(String name, String description, Consumer<Terminal> preparation) {
        return new Operation(name, description, preparation, terminal -> {}, List.of(Terminal::start), true);
    }
}
