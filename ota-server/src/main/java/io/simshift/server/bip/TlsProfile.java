package io.simshift.server.bip;

/**
 * What TLS cards may speak (Amendment B 3.3; TS 102 226 Annex B).
 *
 * @param before12 also TLS 1.0 and 1.1, with 3DES too, for old cards
 * @param withoutCipher also suites that only protect integrity, for networks that cipher themselves
 */
public record TlsProfile(boolean before12, boolean withoutCipher) {
    /** TLS 1.2, ciphered. */
    public static final TlsProfile MODERN = new TlsProfile(false, false);
    /** Everything that the standards name. */
    public static final TlsProfile ANY_CARD = new TlsProfile(true, true);
}
