/** The ledger: who decided what, in a chain of hashes that shows a missing or changed line. */
package io.simshift.server.audit;
