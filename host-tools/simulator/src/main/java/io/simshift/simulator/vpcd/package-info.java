/** A card behind PC/SC: the card's side of the virtual reader of vsmartcard (Debian's vsmartcard-vpcd), over TCP. */
package io.simshift.simulator.vpcd;
