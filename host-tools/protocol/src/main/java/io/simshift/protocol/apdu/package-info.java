/** Commands to a card and its answers (ISO/IEC 7816-4). */
package io.simshift.protocol.apdu;
