/**
 * Cards without a card: the same packets, keys, counters and answers as the applet gives to an OTA server, in a few bytes of
 * memory each, by the million; and the message centre that they are reached through.
 */
package io.simshift.simulator.light;
