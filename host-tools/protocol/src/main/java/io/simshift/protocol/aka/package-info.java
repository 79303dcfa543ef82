/** Authentication and key agreement (3GPP TS 33.102) with Milenage (TS 35.206), TUAK (TS 35.231) and the test algorithm. */
package io.simshift.protocol.aka;
