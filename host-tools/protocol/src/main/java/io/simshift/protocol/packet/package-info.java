/** Secured packets (ETSI TS 102 225, 3GPP TS 31.115). */
package io.simshift.protocol.packet;
