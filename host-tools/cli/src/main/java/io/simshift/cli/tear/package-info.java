/** {@code simshift tear}: cuts the power of the simulated card at every write, and shows what is left. */
package io.simshift.cli.tear;
