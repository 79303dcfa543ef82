/**
 * Cards that come by IP: secured packets over TCP and CAT_TP, administration over HTTPS with TLS-PSK, all behind {@link
 * io.simshift.server.bip.CardGate}. Whatever a peer sends, only its own connection suffers.
 */
package io.simshift.server.bip;
