/** The {@code simshift} command: its root, its exit codes and the one place where errors become a line for a person. */
package io.simshift.cli;
