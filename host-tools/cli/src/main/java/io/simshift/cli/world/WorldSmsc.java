package io.simshift.cli.world;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.server.engine.SmsEgressFactory;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.sms.DeliveryReceipt;
import io.simshift.server.sms.DeliveryReceipt.Outcome;
import io.simshift.server.sms.IncomingSms;
import io.simshift.server.sms.OutgoingSms;
import io.simshift.server.sms.SmsEgress;
import io.simshift.server.sms.SmsIngress;
import io.simshift.server.sms.SubmitResult;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.ShortMessageService;
import io.simshift.simulator.network.UserEquipment;
import io.simshift.simulator.smsc.DeliverOutcome;
import io.simshift.simulator.smsc.SubmitOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * An operator's message centre in virtual time: stores and forwards, and loses, doubles, delays and reorders as the weather
 * is. What is on its way does not care for the death of the server.
 */
final class WorldSmsc implements SmsEgressFactory, ShortMessageService {
    private static final Duration QUICKEST = Duration.ofSeconds(1);
    private static final Duration USUAL = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofMinutes(5);
    private static final Duration ANSWER_MISSING = Duration.ofSeconds(30);
    private static final Duration KEPT_FOR_SERVER = Duration.ofHours(72);
    private static final int THROTTLED = 0x58;
    private static final int RP_CAUSE_PROTOCOL_ERROR = 111;

    private final OperatorProfile operator;
    private final OperatorNetwork network;
    private final Surroundings around;
    private final VirtualTime time;
    private final Dice dice;
    private final Map<Msisdn, List<Runnable>> waiting = new TreeMap<>();
    private Optional<SmsIngress> server = Optional.empty();
    private int binds;
    private int messages;

    /** One copy of a message on its way to a card. */
    private record Copy(OutgoingSms message, String id, Instant validUntil, boolean reportsOutcome) {}

    WorldSmsc(OperatorProfile operator, OperatorNetwork network, Surroundings around) {
        this.operator = operator;
        this.network = network;
        this.around = around;
        this.time = around.time();
        this.dice = around.dice("smsc-" + operator.id());
        network.connect(this);
    }

    private Weather weather() {
        return around.weather().get();
    }

    // ---------------------------------------------------------------- the server's side

    @Override
    public SmsEgress open(SmsIngress ingress) {
        server = Optional.of(ingress);
        int bind = ++binds;
        return message -> submit(message, bind);
    }

    /** The server is gone: what it was to hear of its submissions it never hears. */
    void unbind() {
        server = Optional.empty();
        binds++;
    }

    private CompletionStage<SubmitResult> submit(OutgoingSms message, int bind) {
        around.judge().submitted(operator.id(), message);
        CompletableFuture<SubmitResult> result = new CompletableFuture<>();
        String id = operator.id() + "-" + ++messages;
        Consumer<SubmitResult> answer = outcome -> {
            if (bind == binds) {
                result.complete(outcome);
            }
        };
        boolean faulty = dice.chance(weather().bearerFaults());
        if (faulty && dice.chance(0.5)) {
            time.after(QUICKEST, () -> answer.accept(new SubmitResult.Refused(THROTTLED, true)));
            return result;
        }
        if (faulty) {
            time.after(ANSWER_MISSING, () -> answer.accept(new SubmitResult.Unknown("the connection broke")));
        } else {
            time.after(dice.between(Duration.ZERO, QUICKEST), () -> answer.accept(new SubmitResult.Accepted(id)));
        }
        boolean stored = !faulty || dice.chance(0.5);
        if (stored) {
            store(message, id);
        }
        return result;
    }

    private void store(OutgoingSms message, String id) {
        Instant validUntil = time.instant().plus(message.validity());
        boolean lost = dice.chance(weather().loss());
        boolean twice = dice.chance(weather().duplicates());
        if (lost) {
            tell(message.destination(), "message " + id + " is lost on the way");
            if (dice.chance(0.5)) {
                time.after(message.validity(), () -> receipt(id, Outcome.EXPIRED));
            }
        } else {
            send(new Copy(message, id, validUntil, true));
        }
        if (twice) {
            send(new Copy(message, id, validUntil, false));
        }
    }

    /** A late copy has left this centre and comes from elsewhere: its validity is not looked at any more. */
    private void send(Copy copy) {
        boolean late = dice.chance(weather().late());
        Duration way = dice.between(QUICKEST, late ? weather().maxDelay() : USUAL);
        Instant validUntil = late ? time.instant().plus(way).plus(RETRY) : copy.validUntil();
        Copy onItsWay = new Copy(copy.message(), copy.id(), validUntil, copy.reportsOutcome());
        time.after(way, () -> deliver(onItsWay));
    }

    // ---------------------------------------------------------------- to the card

    private void deliver(Copy copy) {
        if (!time.instant().isBefore(copy.validUntil())) {
            report(copy, Outcome.EXPIRED);
            return;
        }
        Optional<UserEquipment> terminal = network.terminal(copy.message().destination());
        if (terminal.isEmpty()) {
            waitFor(copy);
            return;
        }
        SmsDeliver tpdu = SmsDeliver.toUsim(
                SmsAddress.international(operator.otaNumber()),
                new byte[SmsDeliver.TIMESTAMP_LENGTH],
                UserData.of(copy.message().userData()));
        terminal.get().deliver(network, tpdu.encode()).whenComplete((outcome, failure) -> delivered(copy, outcome));
    }

    /** Until its subscriber attaches, or its validity ends. */
    private void waitFor(Copy copy) {
        Msisdn number = copy.message().destination();
        boolean[] done = new boolean[1];
        Runnable again = () -> {
            if (!done[0]) {
                done[0] = true;
                deliver(copy);
            }
        };
        waiting.computeIfAbsent(number, key -> new ArrayList<>()).add(again);
        time.after(Duration.between(time.instant(), copy.validUntil()), again);
    }

    /** A subscriber has attached: what waits for it is delivered, not quite in order. */
    void subscriberAttached(Msisdn number) {
        List<Runnable> all = Optional.ofNullable(waiting.remove(number)).orElse(List.of());
        all.forEach(again -> time.after(dice.between(QUICKEST, USUAL), again));
    }

    private void delivered(Copy copy, DeliverOutcome outcome) {
        if (!(outcome instanceof DeliverOutcome.Acknowledged acknowledged)) {
            if (outcome instanceof DeliverOutcome.PermanentFailure) {
                report(copy, Outcome.FAILED);
            } else {
                time.after(RETRY, () -> deliver(copy));
            }
            return;
        }
        boolean ackLost = dice.chance(weather().bearerFaults());
        if (ackLost) {
            // The centre does not know of its success and delivers once more.
            time.after(RETRY, () -> deliver(copy));
            return;
        }
        report(copy, Outcome.DELIVERED);
        byte[] answer = acknowledged.deliverReportUserData();
        if (answer.length > 0) {
            fromCard(new IncomingSms(copy.message().destination(), answer, true));
        }
    }

    private void report(Copy copy, Outcome outcome) {
        if (copy.reportsOutcome()) {
            boolean lies = dice.chance(weather().bearerFaults());
            receipt(copy.id(), lies ? dice.oneOf(List.of(Outcome.values())) : outcome);
        }
    }

    private void receipt(String id, Outcome outcome) {
        boolean lost = dice.chance(weather().loss());
        if (!lost) {
            DeliveryReceipt receipt = new DeliveryReceipt(id, outcome);
            toServer(ingress -> ingress.received(receipt));
        }
        if (dice.chance(weather().duplicates())) {
            toServer(ingress -> ingress.received(new DeliveryReceipt(id, outcome)));
        }
    }

    // ---------------------------------------------------------------- from the card

    @Override
    public CompletionStage<SubmitOutcome> submit(Msisdn source, byte[] smsSubmitTpdu) {
        SmsSubmit submitted;
        try {
            submitted = SmsSubmit.decode(smsSubmitTpdu);
        } catch (WireFormatException e) {
            around.judge()
                    .violated(Optional.empty(), "a card sends an SMS-SUBMIT that can't be read: " + e.getMessage());
            return CompletableFuture.completedFuture(new SubmitOutcome.RpError(RP_CAUSE_PROTOCOL_ERROR));
        }
        boolean noAnswer = dice.chance(weather().bearerFaults());
        boolean taken = !noAnswer || dice.chance(0.5);
        if (taken) {
            boolean hasHeader = (submitted.firstOctet() & SmsSubmit.USER_DATA_HEADER) != 0;
            fromCard(new IncomingSms(source, submitted.userData().bytes(), hasHeader));
        }
        return noAnswer ? new CompletableFuture<>() : CompletableFuture.completedFuture(new SubmitOutcome.RpAck());
    }

    private void fromCard(IncomingSms message) {
        around.judge().said(message.source(), message.userData());
        if (dice.chance(weather().loss())) {
            tell(message.source(), "the card's message is lost on the way");
        } else {
            toServer(ingress -> ingress.received(message));
        }
        if (dice.chance(weather().duplicates())) {
            toServer(ingress -> ingress.received(message));
        }
    }

    private void toServer(Consumer<SmsIngress> message) {
        boolean late = dice.chance(weather().late());
        Duration way = dice.between(QUICKEST, late ? weather().maxDelay() : USUAL);
        Instant giveUp = time.instant().plus(way).plus(KEPT_FOR_SERVER);
        time.after(way, () -> hand(message, giveUp));
    }

    private void hand(Consumer<SmsIngress> message, Instant giveUp) {
        if (server.isPresent()) {
            message.accept(server.get());
        } else if (time.instant().isBefore(giveUp)) {
            time.after(RETRY, () -> hand(message, giveUp));
        }
    }

    private void tell(Msisdn number, String what) {
        around.judge().cardOf(number).ifPresent(card -> around.history().tell(card, operator.id() + " SMSC", what));
    }
}
