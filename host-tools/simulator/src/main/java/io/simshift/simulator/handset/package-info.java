/** Terminals: what a modem does with its card and its network, from power on to the reset that REFRESH asks for. */
package io.simshift.simulator.handset;
