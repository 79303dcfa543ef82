/** Authentication and key agreement (3GPP TS 33.102) with Milenage (TS 35.206). */
package io.simshift.protocol.aka;
