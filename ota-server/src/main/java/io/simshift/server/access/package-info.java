/** Who calls, and what a caller may do: tokens, certificates, roles. */
package io.simshift.server.access;
