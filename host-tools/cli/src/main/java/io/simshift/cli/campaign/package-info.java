/** {@code simshift campaign}: drives a server's API from the shell. */
package io.simshift.cli.campaign;
