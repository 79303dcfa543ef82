/** Scripts of commands in a packet, compact format (ETSI TS 102 226). */
package io.simshift.protocol.script;
