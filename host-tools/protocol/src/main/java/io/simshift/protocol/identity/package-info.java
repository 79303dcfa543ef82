/** Identities of cards, subscriptions and transfers. */
package io.simshift.protocol.identity;
