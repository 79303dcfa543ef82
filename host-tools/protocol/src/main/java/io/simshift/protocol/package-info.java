/** The standards' formats and algorithms as immutable values: no I/O, no clock, no randomness that is not passed in. */
package io.simshift.protocol;
