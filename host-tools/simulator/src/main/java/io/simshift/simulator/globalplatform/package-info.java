/**
 * A blank card: an issuer security domain (GlobalPlatform Card Specification 2.3) that loads, installs and deletes the
 * applet over the simulator, as a physical card does. Clauses without a name are those of that specification.
 */
package io.simshift.simulator.globalplatform;
