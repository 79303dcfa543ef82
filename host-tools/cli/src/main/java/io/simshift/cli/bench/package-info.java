/** {@code simshift bench}: how fast this machine does the protocol's work. */
package io.simshift.cli.bench;
