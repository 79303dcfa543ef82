package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.cli.script.ScriptReader;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.simulator.ota.OtaTerminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a card about itself and each of its slots: QUERY in secured packets, under the keys that a user has of it. */
public final class CardQueries {
    private final OtaTerminal terminal;
    private final OtaKeyring keyring;
    private final Path counterFile;

    private CardQueries(OtaTerminal terminal, OtaKeyring keyring, Path counterFile) {
        this.terminal = terminal;
        this.keyring = keyring;
        this.counterFile = counterFile;
    }

    /**
     * Asks a card under the keys of its profile, or of a keys file. The counters that this takes are kept beside that file.
     *
     * @param keysFile OTA keys (docs/ota.md 3); may be empty for a card made from a profile
     * @return one answer for each slot, the first one first; empty where there are no keys
     * @throws CommandFailure where the keys do not fit the card
     */
    public static List<QueryAnswer> run(
            OtaTerminal terminal, ConnectedCard card, Optional<Path> keysFile, Optional<Iccid> iccid)
            throws IOException {
        if (keysFile.isPresent()) {
            Path file = keysFile.get();
            OtaKeyring keyring = OtaKeyring.read(file);
            keyring.requireCard(iccid);
            return new CardQueries(terminal, keyring, CounterFile.beside(file)).all(iccid);
        }
        return card.madeFrom().isEmpty()
                ? List.of()
                : new CardQueries(terminal, OtaKeyring.of(card.madeFrom().get()), null).all(iccid);
    }

    private List<QueryAnswer> all(Optional<Iccid> iccid) throws IOException {
        if (counterFile == null) {
            return all(new MemoryCounters());
        }
        String owner = keyring.iccid().or(() -> iccid).map(Iccid::toString).orElse("-");
        try (CounterFile counters = CounterFile.open(counterFile, owner)) {
            return all(counters);
        }
    }

    private List<QueryAnswer> all(Counters counters) throws IOException {
        PacketSettings settings = new PacketSettings(
                Tar.SUBSCRIPTION_MANAGEMENT,
                Spi.secured(false),
                Optional.empty(),
                ScriptFormat.compact,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
        OtaSession session = new OtaSession(terminal, keyring, counters, settings);
        List<QueryAnswer> answers = new ArrayList<>();
        for (int slot = 1; slot <= SlotIndex.MAX; slot++) {
            Optional<QueryAnswer> answer = ask(session, slot);
            if (answer.isEmpty()) {
                break;
            }
            answers.add(answer.get());
        }
        return List.copyOf(answers);
    }

    /** Empty where the card has no such slot. */
    private static Optional<QueryAnswer> ask(OtaSession session, int slot) throws IOException {
        String name = "QUERY slot=" + slot;
        ScriptPacket packet = ScriptReader.read(name, name).get(0);
        OtaExchange exchange = session.send(packet);
        try {
            Optional<CompactResponse> response = exchange.response()
                    .map(OpenedResponse::packet)
                    .filter(answer -> answer.status().isOk())
                    .map(answer -> CompactResponse.decode(answer.data()));
            if (response.isPresent() && response.get().status().equals(StatusWord.REFERENCED_DATA_NOT_FOUND)) {
                return Optional.empty();
            }
            if (exchange.problem().isPresent() || response.isEmpty()) {
                throw CommandFailure.failed(name + ": " + exchange.problem().orElse("no answer came"));
            }
            return Optional.of(QueryAnswer.decode(response.get().data()));
        } catch (WireFormatException e) {
            throw CommandFailure.failed(name + ": the answer can't be read: " + e.getMessage(), e);
        }
    }
}
