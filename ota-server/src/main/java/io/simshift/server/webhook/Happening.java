package io.simshift.server.webhook;

/**
 * Something that receivers hear of.
 *
 * @param id the same whenever it is told, so that a receiver may tell it from others
 * @param campaign which it belongs to
 * @param json one JSON object
 */
public record Happening(String id, String campaign, String json) {}
