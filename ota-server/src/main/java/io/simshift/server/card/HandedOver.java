package io.simshift.server.card;

import io.simshift.server.operator.OperatorId;
import java.time.Instant;

/**
 * Where a card comes from.
 *
 * @param donor who has handed it over
 * @param at when the hand-over was written, as it says itself
 */
public record HandedOver(OperatorId donor, Instant at) {}
