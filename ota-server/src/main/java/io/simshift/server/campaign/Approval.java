package io.simshift.server.campaign;

import java.time.Instant;

/**
 * One party's yes.
 *
 * @param by who gave it, as authenticated by the caller
 */
public record Approval(Party party, String by, Instant at) {}
