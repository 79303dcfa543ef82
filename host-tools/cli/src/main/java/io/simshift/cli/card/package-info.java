/** {@code simshift card}: single cards, simulated ones first of all. */
package io.simshift.cli.card;
