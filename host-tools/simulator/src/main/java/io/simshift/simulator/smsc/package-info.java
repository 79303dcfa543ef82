/**
 * A short message service centre: SMPP 3.4 towards ESMEs, and {@link io.simshift.simulator.smsc.Terminal} towards
 * handsets. It stores and forwards: a message waits until its handset is attached, or its validity ends.
 */
package io.simshift.simulator.smsc;
