/** Cards in PC/SC readers, through {@code javax.smartcardio}. */
package io.simshift.simulator.pcsc;
