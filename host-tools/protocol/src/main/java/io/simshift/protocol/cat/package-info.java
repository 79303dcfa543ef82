/** Card application toolkit (ETSI TS 102 223, 3GPP TS 31.111). */
package io.simshift.protocol.cat;
