package io.simshift.cli.ota;

import io.simshift.cli.script.ScriptFormat;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import java.util.Optional;

/**
 * How packets go where the script does not say.
 *
 * @param kic KIc; empty for the one that names the keyset
 * @param kid KID; empty for the one that names the keyset
 * @param counter of the first packet; empty for the next one
 * @param resync whether a counter that is too low is raised until the card takes it
 */
record PacketSettings(
        Tar tar,
        Spi spi,
        Optional<String> keyset,
        ScriptFormat format,
        Optional<KeyIdentifier> kic,
        Optional<KeyIdentifier> kid,
        Optional<Counter> counter,
        boolean resync) {}
