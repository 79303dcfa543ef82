/**
 * {@code simshift simulate-world}: cards, devices, networks, message centres, escrow and servers in one process and in
 * virtual time, under faults that a seed decides, watched by invariants.
 */
package io.simshift.cli.world;
