/** Data objects: BER-TLV and the toolkit's COMPREHENSION-TLV (ETSI TS 101 220). */
package io.simshift.protocol.tlv;
