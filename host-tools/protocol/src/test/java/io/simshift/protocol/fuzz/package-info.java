/**
 * Fuzz targets of every decoder (docs/fuzzing.md). As tests they replay the corpus beside them; with {@code -Pfuzz} Jazzer
 * looks for inputs of its own.
 */
package io.simshift.protocol.fuzz;
