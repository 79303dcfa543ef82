/** One card's change of operator as a pure state machine: {@code (state, event, now) → (state, effects)}. */
package io.simshift.server.transfer;
