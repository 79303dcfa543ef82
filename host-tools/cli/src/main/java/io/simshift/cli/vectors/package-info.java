/** {@code simshift vectors}: published test vectors against our own code, on the host or through a card. */
package io.simshift.cli.vectors;
