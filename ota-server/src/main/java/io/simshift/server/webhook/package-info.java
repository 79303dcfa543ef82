/**
 * Webhooks: what has become of cards and campaigns is posted, signed, to addresses of the operator's own systems, at least
 * once. {@code webhooks.db} holds what was not taken yet.
 */
package io.simshift.server.webhook;
