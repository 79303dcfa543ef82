/**
 * The ledger: who decided what, as a Merkle tree (RFC 6962) whose root its keeper signs. Whoever keeps an earlier checkpoint
 * sees what was changed, cut off or shown to others only. {@code docs/escrow.md} has the formats.
 */
package io.simshift.server.audit;
