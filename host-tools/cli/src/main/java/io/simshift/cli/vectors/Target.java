package io.simshift.cli.vectors;

import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.PacketKeys;

/** What vectors are run on: our code on the host, or a card that is asked by commands only. */
interface Target {
    /** Its name on the command line. */
    String name();

    /** True where single functions (f1, AK, MACs, packets) can be asked for, and not only what a USIM answers. */
    boolean computesFunctions();

    /**
     * A USIM that has never authenticated.
     *
     * @param keys its keys, and their algorithm
     * @param jumpLimit false switches the limit of TS 33.102 C.2.1 off: published sequence numbers are any
     */
    Usim usim(SubscriberKeys keys, boolean jumpLimit);

    /**
     * Makes the checks of a command packet.
     *
     * @param packet what it says
     * @param keys what secures it
     * @param framing how it looks on its bearer
     * @param wire the packet itself
     */
    void checkPacket(CommandPacket packet, PacketKeys keys, Framing framing, byte[] wire, RowChecks checks);
}
