package io.simshift.simulator.handset;

import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.identity.Imei;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.network.AttachResult;
import io.simshift.simulator.network.AuthenticationAnswer;
import io.simshift.simulator.network.CardAuthenticator;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.RejectCause;
import io.simshift.simulator.network.UserEquipment;
import io.simshift.simulator.smsc.DeliverOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal with a card. It does one thing at a time, on an executor that many handsets share: all public methods return
 * at once. Whatever the card answers, the handset lives on: what is odd becomes a line in the log and an event.
 */
public final class Handset implements UserEquipment {
    private static final Logger LOG = LoggerFactory.getLogger(Handset.class);
    private static final String TEST_TAC = "00101000";

    private final String name;
    private final Networks networks;
    private final Surroundings surroundings;
    private final Mailbox mailbox;
    private final Uicc uicc;
    private final UsimInitialisation initialisation;
    private final SessionFiles sessionFiles;
    private final ToolkitServices services;
    private final Optional<BipChannels> channels;
    private final ProactiveSession proactive;
    private final IncomingMessages incoming;
    private final OutgoingMessages outgoing;
    private final StatusBoard board = new StatusBoard();

    /** Rises with each start and stop: what was planned before then no longer counts. */
    private int life;

    private Subscription subscription;
    private OperatorNetwork serving;
    private Msisdn msisdn;

    /**
     * What a handset shares with others.
     *
     * @param executor runs all of them
     * @param channels what OPEN CHANNEL leads to; empty for terminals without BIP
     */
    public record Surroundings(
            Executor executor,
            Delays delays,
            Clock clock,
            HandsetSettings settings,
            HandsetListener listener,
            Optional<ChannelNetwork> channels) {
        /** Of terminals without BIP. */
        public Surroundings(
                Executor executor, Delays delays, Clock clock, HandsetSettings settings, HandsetListener listener) {
            this(executor, delays, clock, settings, listener, Optional.empty());
        }
    }

    /**
     * @param name for people and reports
     * @param card the handset's alone
     */
    public Handset(String name, CardLink card, Networks networks, Surroundings surroundings) {
        this(name, imeiOf(name), card, networks, surroundings);
    }

    /**
     * @param name for people and reports
     * @param imei told to a card that asks
     * @param card the handset's alone
     */
    public Handset(String name, Imei imei, CardLink card, Networks networks, Surroundings surroundings) {
        this.name = name;
        this.networks = networks;
        this.surroundings = surroundings;
        this.mailbox = new Mailbox(surroundings.executor(), this::failed);
        this.uicc = new Uicc(card, this::trouble);
        TerminalProfile profile =
                surroundings.settings().terminalProfile(surroundings.channels().isPresent());
        this.initialisation = new UsimInitialisation(uicc, profile, this::trouble);
        this.sessionFiles = new SessionFiles(uicc, this::trouble);
        this.incoming = new IncomingMessages(uicc, surroundings.clock(), this::happened);
        this.outgoing = new OutgoingMessages(surroundings, this::happened);
        this.services = new ToolkitServices(imei, surroundings.delays(), this::onTurn, uicc);
        this.channels = surroundings
                .channels()
                .map(network ->
                        new BipChannels(network, this::onTurn, uicc, () -> serving != null, services::listensTo));
        this.proactive = new ProactiveSession(uicc, mailbox, profile, services, channels, new ProactiveActions());
    }

    /** Of a test type allocation code; the same name has always the same. */
    private static Imei imeiOf(String name) {
        return Imei.of(String.format("%s%06d", TEST_TAC, Math.floorMod(name.hashCode(), 1_000_000)));
    }

    @Override
    public String name() {
        return name;
    }

    /** Where the handset stands now. */
    public HandsetStatus status() {
        return board.current();
    }

    /** Completes as soon as the handset's status is such; at once where it is already. */
    public CompletionStage<HandsetStatus> when(Predicate<HandsetStatus> condition) {
        return board.when(condition);
    }

    /** Switches on: resets and reads the card, then attaches wherever its IMSI belongs. */
    public void powerOn() {
        onTurn(() -> start("power on"));
    }

    /** Detaches and switches off. */
    public void powerOff() {
        onTurn(() -> {
            forgetToolkit();
            leave("switched off");
            forget();
            board.post(HandsetStatus.OFF);
            happened(new HandsetEvent.PoweredOff(now()));
        });
    }

    /** Polls the card with STATUS, and does what it then asks for. */
    public void poll() {
        onTurn(this::pollNow);
    }

    private void pollNow() {
        if (subscription != null) {
            uicc.status();
        }
    }

    @Override
    public CompletionStage<DeliverOutcome> deliver(OperatorNetwork network, byte[] smsDeliverTpdu) {
        return deliverWhen(() -> serving == network, smsDeliverTpdu);
    }

    /** Delivers an SMS-DELIVER through the network that serves the handset, whichever that is. */
    public CompletionStage<DeliverOutcome> deliver(byte[] smsDeliverTpdu) {
        return deliverWhen(() -> serving != null, smsDeliverTpdu);
    }

    private CompletionStage<DeliverOutcome> deliverWhen(BooleanSupplier reachable, byte[] smsDeliverTpdu) {
        return onTurn(() -> reachable.getAsBoolean()
                        ? incoming.receive(smsDeliverTpdu, subscription)
                        : new DeliverOutcome.TemporaryFailure())
                .exceptionally(failure -> new DeliverOutcome.TemporaryFailure());
    }

    @Override
    public <T> CompletionStage<T> withCard(Function<CardAuthenticator, T> work) {
        return onTurn(() -> work.apply(subscription == null ? Handset::noCard : new UsimAuthentication(uicc)));
    }

    private static AuthenticationAnswer noCard(byte[] rand, Autn autn) {
        return new AuthenticationAnswer.NoAnswer("the handset has no usable card");
    }

    /** Asks a network to be let in with the IMSI that the card shows, and leaves the one it is attached at only if it is. */
    public CompletionStage<AttachResult> tryAttach(OperatorNetwork network) {
        return onTurn(() -> subscription == null
                ? new AttachResult.Rejected(RejectCause.NETWORK_FAILURE, "no usable card")
                : attachAt(network));
    }

    @Override
    public void detachedByNetwork(OperatorNetwork network, RejectCause cause) {
        onTurn(() -> {
            // the handset may have left since, or be back again already
            boolean gone = serving == network && !network.serves(msisdn, this);
            if (gone) {
                happened(new HandsetEvent.Detached(now(), network.name(), cause.toString()));
                lost();
                searchLater(life, 1, surroundings.settings().attachRetry(1));
            }
        });
    }

    private void start(String reason) {
        forgetToolkit(); // before it hears of channels that are lost: it is about to know of none
        leave(reason);
        life++;
        subscription = null;
        uicc.reset();
        happened(new HandsetEvent.CardReset(now(), reason));
        readAndSearch(initialisation.afterReset());
        pollLater(life);
    }

    private void readAndSearch(Optional<Subscription> read) {
        subscription = null;
        if (read.isEmpty()) {
            board.post(HandsetStatus.NO_CARD);
            return;
        }
        subscription = read.get();
        board.post(HandsetStatus.searching(subscription));
        happened(new HandsetEvent.SubscriptionRead(now(), subscription.iccid(), subscription.imsi()));
        int begun = life;
        // behind what the card asks for meanwhile: a REFRESH makes this search void
        onTurn(() -> search(begun, 1));
    }

    /** @param attempt 1 the first */
    private void search(int begun, int attempt) {
        if (begun != life || subscription == null || serving != null) {
            return;
        }
        Imsi imsi = subscription.imsi();
        Duration retryAfter = surroundings.settings().attachRetry(attempt);
        Optional<OperatorNetwork> network = networks.serving(imsi, subscription.mncLength());
        if (network.isEmpty()) {
            happened(new HandsetEvent.NoNetwork(now(), imsi, retryAfter));
        } else if (attachAt(network.get()) instanceof AttachResult.Rejected rejected) {
            happened(new HandsetEvent.AttachRejected(
                    now(), network.get().name(), imsi, rejected.cause(), rejected.detail(), retryAfter));
            services.rejected(rejected.cause().code());
        }
        if (serving == null) {
            searchLater(begun, attempt + 1, retryAfter);
        }
    }

    private void searchLater(int begun, int attempt, Duration wait) {
        surroundings.delays().after(wait, () -> onTurn(() -> search(begun, attempt)));
    }

    private AttachResult attachAt(OperatorNetwork network) {
        UsimAuthentication card = new UsimAuthentication(uicc);
        AttachResult result = network.attach(subscription.imsi(), card, this);
        if (result instanceof AttachResult.Accepted accepted) {
            if (serving != null && serving != network) {
                leave("attached at " + network.name());
            }
            serving = network;
            msisdn = accepted.msisdn();
            card.sessionKeys().ifPresent(sessionFiles::writeKeys);
            sessionFiles.writeLocation(subscription, accepted.tmsi(), accepted.locationArea());
            board.post(HandsetStatus.attached(subscription, network.name(), msisdn));
            happened(new HandsetEvent.Attached(
                    now(), network.name(), subscription.imsi(), msisdn, accepted.resynchronised()));
        }
        return result;
    }

    private void leave(String reason) {
        if (serving != null) {
            serving.detach(msisdn, this);
            happened(new HandsetEvent.Detached(now(), serving.name(), reason));
            lost();
        }
    }

    private void lost() {
        serving = null;
        msisdn = null;
        channels.ifPresent(BipChannels::outOfService);
        board.post(HandsetStatus.searching(subscription));
    }

    private void forget() {
        life++;
        subscription = null;
        uicc.off();
    }

    private void forgetToolkit() {
        services.forget();
        channels.ifPresent(BipChannels::forget);
    }

    private void pollLater(int begun) {
        Duration interval = surroundings.settings().statusInterval();
        if (!interval.isZero()) {
            surroundings
                    .delays()
                    .after(
                            interval,
                            () -> onTurn(() -> {
                                if (begun == life) {
                                    pollNow();
                                    pollLater(begun);
                                }
                            }));
        }
    }

    private void onTurn(Runnable work) {
        onTurn(() -> {
            work.run();
            return null;
        });
    }

    /** Work on the card is always followed by what the card asks for. */
    private <T> CompletableFuture<T> onTurn(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            mailbox.post(() -> run(work, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(e); // the executor was shut down: this handset does nothing any more
        }
        return result;
    }

    private <T> void run(Supplier<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.get());
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
            throw e;
        }
        proactive.serve();
    }

    private void failed(RuntimeException failure) {
        if (failure instanceof CardLinkException) {
            trouble(failure.getMessage());
            forgetToolkit();
            leave("the card does not answer");
            forget();
            board.post(HandsetStatus.NO_CARD);
        } else {
            LOG.error("handset {} met a fault of its own", name, failure);
        }
    }

    private void trouble(String what) {
        LOG.warn("handset {}: {}", name, what);
        happened(new HandsetEvent.Trouble(now(), what));
    }

    private void happened(HandsetEvent event) {
        try {
            surroundings.listener().observed(name, event);
        } catch (RuntimeException e) {
            LOG.error("handset {}: its listener failed at '{}'", name, event.describe(), e);
        }
    }

    private Instant now() {
        return surroundings.clock().instant();
    }

    /** What proactive commands make the handset do. */
    private final class ProactiveActions implements ProactiveSession.Actions {
        @Override
        public void restart(int qualifier) {
            happened(new HandsetEvent.RefreshRequested(now(), qualifier));
            start("REFRESH");
        }

        @Override
        public void readAgain(int qualifier) {
            happened(new HandsetEvent.RefreshRequested(now(), qualifier));
            leave("REFRESH");
            life++;
            readAndSearch(initialisation.again());
            pollLater(life);
        }

        @Override
        public CompletionStage<ProactiveSession.SendResult> send(byte[] smsSubmitTpdu) {
            return outgoing.send(serving, msisdn, smsSubmitTpdu);
        }

        @Override
        public void trouble(String what) {
            Handset.this.trouble(what);
        }
    }
}
