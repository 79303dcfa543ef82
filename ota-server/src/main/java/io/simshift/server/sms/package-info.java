/** The port between the server and its bearers: short messages out and in, without a word about SMPP. */
package io.simshift.server.sms;
