package io.simshift.server.audit;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One decision to be kept for ever. Holds no key, no packet and no key check value.
 *
 * @param at when
 * @param actor who decided: {@code escrow}, or an operator's id
 * @param action what, for example {@code release}
 * @param details names and values, for example {@code iccid}; written in the order of the names
 */
public record AuditEntry(Instant at, String actor, String action, Map<String, String> details) {
    public AuditEntry {
        details = new TreeMap<>(details);
    }

    @Override
    public Map<String, String> details() {
        return new TreeMap<>(details);
    }
}
