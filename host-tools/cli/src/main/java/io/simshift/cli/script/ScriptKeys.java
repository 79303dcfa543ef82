package io.simshift.cli.script;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import java.util.Optional;

/** Keys that a script names but does not hold. */
@FunctionalInterface
public interface ScriptKeys {
    /** For scripts that name none. */
    ScriptKeys NONE = rekey -> {
        throw new IllegalArgumentException("REKEY takes its keys from a keys file (--keys)");
    };

    /**
     * What a script says of a re-key.
     *
     * @param keyset that the packet goes under; empty for the one of the command line
     * @param slot the active slot
     * @param to name of the keyset with the new keys
     * @param aka check value of K and OPc, where these stay
     */
    record Rekey(Optional<String> keyset, SlotIndex slot, String to, Optional<byte[]> aka) {}

    /**
     * STORE SLOT with new keys for a subscription in use (docs/applet/commands.md 4.7.1).
     *
     * @throws IllegalArgumentException where the keys are not there, or do not fit
     */
    CommandApdu rekey(Rekey rekey);
}
