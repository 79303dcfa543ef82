package io.simshift.cli.packet;

import io.simshift.protocol.packet.Framing;

/** The choices of {@code --transport}. */
enum Transport {
    sms(Framing.SMS),
    tcp(Framing.TCP);

    private final Framing framing;

    Transport(Framing framing) {
        this.framing = framing;
    }

    Framing framing() {
        return framing;
    }
}
