/** CAT_TP, reliable transport of service data units over datagrams (ETSI TS 102 127): PDUs, and connections as pure state. */
package io.simshift.protocol.cattp;
