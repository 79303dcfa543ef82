/** {@code simshift server}: an operator's server or an escrow as a process, and what it needs before it starts. */
package io.simshift.cli.server;
