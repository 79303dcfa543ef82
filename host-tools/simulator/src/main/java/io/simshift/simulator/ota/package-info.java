/**
 * Over-the-air management of a card straight over its contacts: command packets as short messages by ENVELOPE, the card's
 * responses by SMS-DELIVER-REPORT and SEND SHORT MESSAGE (3GPP TS 31.111 7.1, TS 31.115 4).
 */
package io.simshift.simulator.ota;
