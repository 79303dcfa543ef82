/**
 * The SMPP 3.4 bearer: an ESME on Netty behind {@link io.simshift.server.sms.SmsEgress}, giving what comes in to
 * {@link io.simshift.server.sms.SmsIngress}. One {@link io.simshift.server.smpp.SmppClient} is one bind; its state belongs
 * to one event loop, so it needs no locks. Nothing of the caller's ever runs on that loop.
 */
package io.simshift.server.smpp;
