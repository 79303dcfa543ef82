/** {@code simshift audit}: the ledger of an operator's server. */
package io.simshift.cli.audit;
