/** Benchmarks of the protocol's costly work, each beside the bare cipher calls that it cannot do without. */
package io.simshift.bench;
