/** Codings of files on a USIM (3GPP TS 31.102). */
package io.simshift.protocol.files;
