/** The ports to escrow and partners over HTTP with mutual TLS, and the words that both sides write there. */
package io.simshift.server.remote;
