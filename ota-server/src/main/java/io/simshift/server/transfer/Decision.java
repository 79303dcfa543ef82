package io.simshift.server.transfer;

import java.util.List;

/**
 * What the machine decided.
 *
 * @param state the state from now on
 * @param effects what is to be done, in this order, once the state is durable
 */
public record Decision(TransferState state, List<Effect> effects) {
    public Decision {
        effects = List.copyOf(effects);
    }

    static Decision of(TransferState state, Effect... effects) {
        return new Decision(state, List.of(effects));
    }
}
