/**
 * The ledger: who decided what, in a chain of hashes that shows a missing or changed line. What was cut off the end, or
 * written anew to the end, shows against a head that was kept elsewhere.
 */
package io.simshift.server.audit;
