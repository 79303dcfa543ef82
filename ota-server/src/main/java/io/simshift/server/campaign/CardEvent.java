package io.simshift.server.campaign;

import io.simshift.protocol.identity.TransferId;
import io.simshift.server.transfer.Phase;
import java.time.Instant;

/**
 * One thing that happened to a card on its way.
 *
 * @param number grows from event to event
 * @param type name of the event
 * @param body its values as JSON; holds no key and no packet
 * @param phase where the transfer stood afterwards
 */
public record CardEvent(
        long number, String campaign, TransferId transfer, Instant at, String type, String body, Phase phase) {}
