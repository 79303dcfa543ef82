package io.simshift.simulator.network;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.simulator.smsc.Smsc;
import io.simshift.simulator.smsc.SubmitOutcome;
import io.simshift.simulator.smsc.Subscribers;
import io.simshift.simulator.smsc.Terminal;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One operator: its HLR and AuC, and the terminals that are attached. It lets in only an IMSI that it knows, on a card that
 * holds the K that it knows. Safe for use from many threads.
 */
public final class OperatorNetwork implements Subscribers {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorNetwork.class);

    /** Indexes of the sequence number array (TS 33.102 C.1.1): one for attaching, one for {@link #challenge}. */
    private static final int NODE_ATTACH = 0;

    private static final int NODE_CHALLENGE = 1;
    /** RP-Cause (TS 24.011 8.2.5.4). */
    private static final int CAUSE_NETWORK_OUT_OF_ORDER = 38;

    private static final int TMSI_LENGTH = 4;
    private static final byte[] LOCATION_AREA_CODE = {0x00, 0x01};

    private final String name;
    private final Plmn plmn;
    private final SecureRandom random;
    private final AuthenticationCentre authenticationCentre;
    private volatile ShortMessageService messageCentre = OperatorNetwork::withoutMessageCentre;
    private final Map<Msisdn, Attachment> attachments = new ConcurrentHashMap<>();
    private final List<AttachListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean on = true;

    /**
     * @param name for people, for example {@code "A"}
     * @param plmn what its IMSIs begin with
     * @param random makes the challenges and the temporary identities
     */
    public OperatorNetwork(String name, Plmn plmn, SecureRandom random) {
        this.name = name;
        this.plmn = plmn;
        this.random = random;
        this.authenticationCentre = new AuthenticationCentre(random);
    }

    private static CompletionStage<SubmitOutcome> withoutMessageCentre(Msisdn source, byte[] smsSubmitTpdu) {
        return CompletableFuture.completedFuture(new SubmitOutcome.RpError(CAUSE_NETWORK_OUT_OF_ORDER));
    }

    /** The operator's name. */
    public String name() {
        return name;
    }

    /** What the operator's IMSIs begin with. */
    public Plmn plmn() {
        return plmn;
    }

    /**
     * Takes a subscriber on, or gives a known one other keys or another number; what is attached under the old number is
     * detached.
     *
     * @throws IllegalArgumentException where the IMSI is another operator's, or the number another subscriber's
     */
    public void provision(Subscriber subscriber) {
        Imsi imsi = subscriber.imsi();
        boolean own = imsi.digits().startsWith(plmn.mcc() + plmn.mnc());
        if (!own) {
            throw new IllegalArgumentException("IMSI " + imsi + " does not belong to operator " + name);
        }
        Optional<Subscriber> former = authenticationCentre.find(imsi);
        authenticationCentre.put(subscriber);
        former.filter(known -> !known.msisdn().equals(subscriber.msisdn()))
                .ifPresent(known -> detach(known, RejectCause.IMPLICITLY_DETACHED));
    }

    /**
     * Takes a subscriber on whose number another IMSI has, too: in a rotation the network serves a card under both, until it
     * has come under the new one.
     */
    public void provisionBeside(Subscriber subscriber) {
        if (authenticationCentre.find(subscriber.imsi()).isPresent()) {
            provision(subscriber);
        } else {
            authenticationCentre.putBeside(subscriber);
        }
    }

    /** Ends a subscription; a terminal that is attached with it is detached. False where there was none. */
    public boolean remove(Imsi imsi) {
        Optional<Subscriber> removed = authenticationCentre.remove(imsi);
        removed.ifPresent(subscriber -> detach(subscriber, RejectCause.IMSI_UNKNOWN_IN_HLR));
        return removed.isPresent();
    }

    private void detach(Subscriber former, RejectCause cause) {
        Attachment attachment = attachments.get(former.msisdn());
        if (attachment != null && drop(attachment)) {
            attachment.terminal.detachedByNetwork(this, cause);
        }
    }

    /** The subscriber with this IMSI. */
    public Optional<Subscriber> subscriber(Imsi imsi) {
        return authenticationCentre.find(imsi);
    }

    /** Tells {@code listener} from now on who attaches and detaches. */
    public void addListener(AttachListener listener) {
        listeners.add(listener);
    }

    /**
     * A terminal asks to be let in as {@code imsi}. The network challenges its card, on the terminal's own turn.
     *
     * @param card the terminal's card
     */
    public AttachResult attach(Imsi imsi, CardAuthenticator card, UserEquipment terminal) {
        if (!on) {
            return new AttachResult.Rejected(RejectCause.NETWORK_FAILURE, "the network is off");
        }
        ChallengeResult result = authenticationCentre.challenge(imsi, NODE_ATTACH, card);
        Optional<Subscriber> subscriber = authenticationCentre.find(imsi);
        if (result instanceof ChallengeResult.Authenticated authenticated && subscriber.isPresent()) {
            return admit(subscriber.get(), terminal, authenticated.resynchronised());
        }
        return rejected(result);
    }

    private AttachResult admit(Subscriber subscriber, UserEquipment terminal, boolean resynchronised) {
        Attachment attachment = new Attachment(subscriber.imsi(), subscriber.msisdn(), terminal);
        register(attachment);
        // whoever ended or changed the subscription meanwhile may have looked before the terminal was there
        boolean stillTrue = authenticationCentre
                .find(subscriber.imsi())
                .map(Subscriber::msisdn)
                .filter(subscriber.msisdn()::equals)
                .isPresent();
        if (!stillTrue) {
            drop(attachment);
            return new AttachResult.Rejected(RejectCause.IMPLICITLY_DETACHED, "the subscription has changed meanwhile");
        }
        return accepted(subscriber, resynchronised);
    }

    private AttachResult.Accepted accepted(Subscriber subscriber, boolean resynchronised) {
        byte[] tmsi = new byte[TMSI_LENGTH];
        random.nextBytes(tmsi);
        byte[] plmnBytes = plmn.encode();
        byte[] locationArea = new byte[plmnBytes.length + LOCATION_AREA_CODE.length];
        System.arraycopy(plmnBytes, 0, locationArea, 0, plmnBytes.length);
        System.arraycopy(LOCATION_AREA_CODE, 0, locationArea, plmnBytes.length, LOCATION_AREA_CODE.length);
        return new AttachResult.Accepted(subscriber.msisdn(), tmsi, locationArea, resynchronised);
    }

    private static AttachResult.Rejected rejected(ChallengeResult result) {
        if (result instanceof ChallengeResult.MacFailure) {
            return new AttachResult.Rejected(RejectCause.MAC_FAILURE, "");
        }
        if (result instanceof ChallengeResult.SynchFailure failure) {
            String detail =
                    failure.autsVerified() ? "again after resynchronisation" : "the AUTS is not the subscriber's";
            return new AttachResult.Rejected(RejectCause.SYNCH_FAILURE, detail);
        }
        if (result instanceof ChallengeResult.WrongResponse) {
            return new AttachResult.Rejected(RejectCause.ILLEGAL_MS, "RES is not XRES");
        }
        if (result instanceof ChallengeResult.NoAnswer none) {
            return new AttachResult.Rejected(RejectCause.NETWORK_FAILURE, none.reason());
        }
        return new AttachResult.Rejected(RejectCause.IMSI_UNKNOWN_IN_HLR, "");
    }

    /** An outage: whoever is attached is let go, and nobody gets in until {@link #switchOn}. */
    public void switchOff() {
        on = false;
        attachments.values().stream()
                .sorted(Comparator.comparing(Attachment::msisdn))
                .filter(this::drop)
                .forEach(gone -> gone.terminal.detachedByNetwork(this, RejectCause.IMPLICITLY_DETACHED));
    }

    /** The end of an outage. */
    public void switchOn() {
        on = true;
    }

    private void register(Attachment attachment) {
        Attachment former = attachments.put(attachment.msisdn, attachment);
        if (former != null && former.terminal != attachment.terminal) {
            former.terminal.detachedByNetwork(this, RejectCause.ILLEGAL_MS);
        }
        tell(listener -> listener.attached(attachment.imsi, attachment.msisdn));
    }

    /** A terminal leaves; nothing happens where it is not the one that is attached under this number. */
    public void detach(Msisdn msisdn, UserEquipment terminal) {
        Attachment attachment = attachments.get(msisdn);
        if (attachment != null && attachment.terminal == terminal) {
            drop(attachment);
        }
    }

    private boolean drop(Attachment attachment) {
        boolean dropped = attachments.remove(attachment.msisdn, attachment);
        if (dropped) {
            tell(listener -> listener.detached(attachment.imsi, attachment.msisdn));
        }
        return dropped;
    }

    /** A listener that fails harms neither the terminal nor the other listeners. */
    private void tell(Consumer<AttachListener> news) {
        for (AttachListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("operator {}: a listener failed", name, e);
            }
        }
    }

    /** The terminal that can be reached under this number now. */
    public Optional<UserEquipment> terminal(Msisdn msisdn) {
        return Optional.ofNullable(attachments.get(msisdn)).map(attachment -> attachment.terminal);
    }

    /** Whether this very terminal can be reached under this number now. */
    public boolean serves(Msisdn msisdn, UserEquipment terminal) {
        return terminal(msisdn).filter(attached -> attached == terminal).isPresent();
    }

    @Override
    public Optional<Terminal> attached(Msisdn destination) {
        return terminal(destination).map(terminal -> tpdu -> terminal.deliver(this, tpdu));
    }

    /** Names the message centre; without one the network's subscribers send nothing. */
    public void connect(ShortMessageService centre) {
        messageCentre = centre;
    }

    /** Uses this message centre: it gets the subscribers' messages, and hears who attaches. */
    public void connect(Smsc smsc) {
        connect((source, tpdu) -> CompletableFuture.completedFuture(smsc.submitFromTerminal(source, tpdu)));
        addListener((imsi, msisdn) -> smsc.subscriberAttached(msisdn));
    }

    /** A subscriber's terminal sends a short message. */
    public CompletionStage<SubmitOutcome> submit(Msisdn source, byte[] smsSubmitTpdu) {
        return messageCentre.submit(source, smsSubmitTpdu);
    }

    /** How many terminals are attached. */
    public int attachedCount() {
        return attachments.size();
    }

    /**
     * Challenges a terminal's card as the subscriber {@code imsi}, whoever the card is now: shows whether this operator can
     * still authenticate it. Who is attached does not change.
     */
    public CompletionStage<ChallengeResult> challenge(UserEquipment terminal, Imsi imsi) {
        return terminal.withCard(card -> authenticationCentre.challenge(imsi, NODE_CHALLENGE, card));
    }

    private record Attachment(Imsi imsi, Msisdn msisdn, UserEquipment terminal) {}
}
