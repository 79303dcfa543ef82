/**
 * The SMPP 3.4 bearer: an ESME on Netty behind {@link io.simshift.server.sms.SmsEgress}, giving what comes in to
 * {@link io.simshift.server.sms.SmsIngress}. One {@link io.simshift.server.smpp.SmppClient} has all sessions with all message
 * centres of an operator; their state belongs to one event loop, so it needs no locks, and what one session could not send
 * another one takes. Nothing of the caller's ever runs on that loop.
 */
package io.simshift.server.smpp;
