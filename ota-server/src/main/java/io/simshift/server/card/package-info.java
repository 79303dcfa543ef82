/** The operator's own cards: who they are, which slot is theirs, under which keys and counter they are reached. */
package io.simshift.server.card;
