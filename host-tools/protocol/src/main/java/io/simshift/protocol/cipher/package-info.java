/** The block ciphers that everything else is built on. */
package io.simshift.protocol.cipher;
