/** {@code simshift packet}: secured packets (ETSI TS 102 225, 3GPP TS 31.115) made and explained on the command line. */
package io.simshift.cli.packet;
