package io.simshift.server.smpp;

import io.simshift.protocol.smpp.BindType;

/**
 * One session at one moment.
 *
 * @param centre the message centre's name; empty where there is only one
 * @param bound whether it is up
 */
public record SmppBindState(String centre, BindType type, boolean bound) {}
