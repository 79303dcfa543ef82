package io.simshift.server.escrow;

import io.simshift.server.handover.Consent;
import java.util.Optional;

/**
 * What the escrow says to a consent, or to one that is taken back, about one card.
 *
 * @param refusal why it was not taken; empty where it was
 * @param detail one readable line with a refusal
 */
public record ConsentAnswer(Consent.Card card, Optional<Refusal> refusal, String detail) {}
