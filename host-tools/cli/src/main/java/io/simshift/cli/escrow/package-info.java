/** {@code simshift escrow}: the key custodian, and its ledger for those who have to check it. */
package io.simshift.cli.escrow;
