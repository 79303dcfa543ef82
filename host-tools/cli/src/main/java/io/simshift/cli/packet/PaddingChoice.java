package io.simshift.cli.packet;

import io.simshift.protocol.packet.Framing;

/** The choices of {@code --padding}. */
enum PaddingChoice {
    zeros(Framing.Padding.ZEROS),
    marked(Framing.Padding.MARKED);

    private final Framing.Padding padding;

    PaddingChoice(Framing.Padding padding) {
        this.padding = padding;
    }

    Framing.Padding padding() {
        return padding;
    }
}
