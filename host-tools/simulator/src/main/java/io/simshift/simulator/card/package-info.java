/** Cards and the links to them: the simulated card, and decorators that follow, trace and record what goes over a link. */
package io.simshift.simulator.card;
