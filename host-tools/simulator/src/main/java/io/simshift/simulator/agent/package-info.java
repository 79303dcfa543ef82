/**
 * The card's side of administration over HTTPS (GlobalPlatform Amendment B), outside the card: TLS-PSK does not fit a card of Java Card
 * 2.2.2, so this agent does it beside one.
 */
package io.simshift.simulator.agent;
