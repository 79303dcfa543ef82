/** Check values of secured packets: AES-CMAC, DES CBC-MAC, CRC. */
package io.simshift.protocol.mac;
