package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.simulator.ota.Delivery;
import io.simshift.simulator.ota.OtaTerminal;
import io.simshift.simulator.ota.ReceivedResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sends packets to one card, each under a counter of its own, and reads the answers. */
final class OtaSession {
    private static final int RESYNC_TRIES = 40;
    /** Polls for an answer that the card has announced with status 08 or 0B. */
    private static final int FOLLOW_UP_POLLS = 30;

    private final OtaTerminal terminal;
    private final OtaKeyring keyring;
    private final Counters counters;
    private final PacketSettings settings;
    private Optional<Counter> wantedCounter;

    OtaSession(OtaTerminal terminal, OtaKeyring keyring, Counters counters, PacketSettings settings) {
        this.terminal = terminal;
        this.keyring = keyring;
        this.counters = counters;
        this.settings = settings;
        this.wantedCounter = settings.counter();
    }

    /** One packet under its keys. */
    private record Plan(
            ScriptPacket packet,
            ScriptFormat format,
            Tar tar,
            Spi spi,
            OtaKeyset keyset,
            KeyIdentifier kic,
            KeyIdentifier kid,
            byte[] data) {
        PacketKeys responseKeys() {
            return keyset.forResponse(spi, kid);
        }
    }

    /** What was found among the card's answers. */
    private record Found(
            Optional<OpenedResponse> response, Optional<ReceivedResponse> received, List<String> remarks) {}

    /**
     * Sends one packet.
     *
     * @throws CommandFailure where it can't be made
     * @throws io.simshift.simulator.card.CardLinkException where the card does not answer any more
     */
    OtaExchange send(ScriptPacket packet) throws IOException {
        Plan plan = plan(packet);
        long step = 1;
        OtaExchange exchange = null;
        for (int tries = 1; tries <= RESYNC_TRIES; tries++) {
            Counter counter = next(plan.keyset, step);
            take(plan, counter);
            exchange = exchange(plan, counter, tries);
            if (!settings.resync() || !isCounterLow(exchange)) {
                return exchange;
            }
            // a packet with a low counter was not executed, so the same script goes again; twice as far each time
            step *= 2;
        }
        return exchange;
    }

    /** A slot keeps its counter when it gets new keys, so that the keyset of these goes on from it (commands.md 4.7.1). */
    private void take(Plan plan, Counter counter) throws IOException {
        counters.take(plan.keyset.name(), counter);
        Optional<String> successor = plan.packet.successor();
        if (successor.isPresent() && counters.last(successor.get()).compareTo(counter) < 0) {
            counters.take(successor.get(), counter);
        }
    }

    private static boolean isCounterLow(OtaExchange exchange) {
        return exchange.response()
                .filter(response -> response.packet().status().equals(PorStatus.COUNTER_LOW))
                .isPresent();
    }

    private Plan plan(ScriptPacket packet) {
        Spi spi = packet.settings().spi().orElse(settings.spi());
        if (spi.check() == Spi.Check.DS || spi.porCheck() == Spi.Check.DS) {
            throw CommandFailure.usage("SPI " + spi + " asks for a digital signature, which is not supported");
        }
        OtaKeyset keyset = keyring.keyset(packet.settings().keyset().or(settings::keyset));
        ScriptFormat format = packet.settings().format().orElse(settings.format());
        return new Plan(
                packet,
                format,
                packet.settings().tar().orElse(settings.tar()),
                spi,
                keyset,
                settings.kic().orElse(keyset.kicIdentifier()),
                settings.kid().orElse(keyset.kidIdentifier(spi)),
                packet.encode(format));
    }

    private Counter next(OtaKeyset keyset, long step) {
        Counter last = counters.last(keyset.name());
        if (wantedCounter.isPresent()) {
            Counter wanted = wantedCounter.get();
            wantedCounter = Optional.empty();
            if (wanted.compareTo(last) <= 0) {
                throw CommandFailure.usage("Counter " + wanted.value() + " of keyset " + keyset.name()
                        + " was used before; the last one was " + last.value());
            }
            return wanted;
        }
        long value = last.value() + step;
        if (value >= Counter.BLOCKED.value()) {
            throw CommandFailure.failed("The counter of keyset " + keyset.name() + " is used up: it needs new keys");
        }
        return new Counter(value);
    }

    private OtaExchange exchange(Plan plan, Counter counter, int tries) {
        CommandPacket command = new CommandPacket(plan.spi, plan.kic, plan.kid, plan.tar, counter, plan.data);
        byte[] sent = secure(plan, command);
        Delivery delivery = terminal.deliver(sent, plan.spi.porMode() == Spi.PorMode.ALWAYS);
        Found found = find(plan, command, sent, delivery.responses());
        for (int i = 0; i < FOLLOW_UP_POLLS && announcesMore(found); i++) {
            found = find(plan, command, sent, terminal.pollForMore());
        }
        List<String> remarks = new ArrayList<>(delivery.remarks());
        remarks.addAll(found.remarks);
        Optional<PorStatus> status =
                found.response.map(response -> response.packet().status());
        ScriptAnswer answer = answer(plan, found);
        OtaExchange exchange = new OtaExchange(
                plan.packet,
                plan.format,
                command,
                plan.keyset.name(),
                tries,
                delivery,
                found.response,
                found.received,
                answer,
                remarks,
                Optional.empty());
        return status.isEmpty() ? Advice.withoutAnswer(exchange) : Advice.about(exchange, status.get());
    }

    private static byte[] secure(Plan plan, CommandPacket command) {
        try {
            return SecuredPackets.secure(command, plan.keyset.forCommand(plan.spi, plan.kid));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("The packet can't be made: " + e.getMessage());
        }
    }

    private static boolean announcesMore(Found found) {
        return found.response
                .map(response -> response.packet().status())
                .filter(status -> status.equals(PorStatus.MORE_TIME) || status.equals(PorStatus.RESPONSE_BY_SUBMIT))
                .isPresent();
    }

    /** The last answer that belongs to this packet. */
    private static Found find(Plan plan, CommandPacket command, byte[] sent, List<ReceivedResponse> all) {
        Optional<OpenedResponse> response = Optional.empty();
        Optional<ReceivedResponse> received = Optional.empty();
        List<String> remarks = new ArrayList<>();
        for (ReceivedResponse each : all) {
            try {
                OpenedResponse opened = SecuredPackets.openResponse(each.packet(), plan.spi, plan.responseKeys());
                if (opened.answers(command, sent)) {
                    response = Optional.of(opened);
                    received = Optional.of(each);
                } else {
                    remarks.add("an answer to another packet came: TAR "
                            + opened.packet().tar() + ", counter "
                            + opened.packet().counter().value());
                }
            } catch (WireFormatException e) {
                remarks.add("an answer came that does not open with these keys: " + e.getMessage());
            }
        }
        return new Found(response, received, remarks);
    }

    private static ScriptAnswer answer(Plan plan, Found found) {
        if (found.response.isEmpty()) {
            return ScriptAnswer.unknown(plan.packet);
        }
        OpenedResponse response = found.response.get();
        return response.packet().status().isOk()
                ? ScriptAnswer.of(plan.packet, response.packet().data())
                : ScriptAnswer.nothingExecuted(plan.packet);
    }
}
