package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SubscriptionCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardRegistry;
import io.simshift.server.card.OtaKeys;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.operator.SwitchFiles;
import io.simshift.server.transfer.Event;
import io.simshift.server.transfer.TransferState;
import io.simshift.server.vault.VaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes packets: takes the counter, ciphers, stores both in the caller's transaction. */
final class PacketBuilder {
    /** CC, ciphering, counter higher; PoR always, ciphered and with CC, by SMS-SUBMIT. */
    static final Spi SPI = Spi.secured(true);

    private static final Logger LOG = LoggerFactory.getLogger(PacketBuilder.class);
    private static final int ACTIVE_KEYSET = 1;

    private final OperatorProfile self;
    private final CardRegistry cards;
    private final PacketStore packets;
    private final WorkingSet working;
    private Map<TransferId, Draft> drafts = Map.of();

    PacketBuilder(OperatorProfile self, CardRegistry cards, PacketStore packets, WorkingSet working) {
        this.self = self;
        this.cards = cards;
        this.packets = packets;
        this.working = working;
    }

    /** The SWITCH of a transfer, as it will be sent. */
    SwitchFiles plan(TransferState state, CampaignRecord campaign, Card card) {
        TransferState.Order order = state.order();
        SwitchCommand bare = new SwitchCommand(
                order.newImsi(),
                Optional.of(order.targetSlot()),
                order.id(),
                order.homeSlot(),
                campaign.options().fallback(),
                List.of(),
                true);
        return SwitchFiles.plan(bare, self, campaign.recipient(), card.algorithm());
    }

    /**
     * A packet that is in the store.
     *
     * @param msisdn where it goes
     * @param userData as it goes out
     */
    record Built(Counter counter, Msisdn msisdn, byte[] userData) {}

    /** Stores a SWITCH packet. */
    Built buildSwitch(Connection db, TransferState state, CampaignRecord campaign, long atLeast) throws SQLException {
        CardRegistry.Held held = cardAtHome(db, state);
        Supplier<SubscriptionCommand> command =
                () -> plan(state, campaign, held.card()).command();
        return build(db, state, held, command, atLeast, Event.Command.SWITCH);
    }

    /** Stores a CANCEL packet. */
    Built buildCancel(Connection db, TransferState state, long atLeast) throws SQLException {
        return build(
                db, state, cardAtHome(db, state), () -> new CancelCommand(state.id()), atLeast, Event.Command.CANCEL);
    }

    /** A packet that was made before its counter was taken: good as long as nothing that it was made of has changed. */
    record Draft(CardRegistry.Held held, TransferState.Order order, Counter counter, byte[] userData) {
        private boolean fits(TransferState state, CardRegistry.Held now, Counter wanted) {
            return order.equals(state.order()) && held.hasKeysOf(now) && counter.equals(wanted);
        }
    }

    /** Drafts the next SWITCH of a transfer, for any thread; empty where that can't be done, or not yet. */
    Optional<Draft> draft(WorkingSet.Glimpse glimpse, CampaignRecord campaign) {
        Card card = glimpse.held().card();
        TransferState.Order order = glimpse.state().order();
        if (!card.slot().equals(order.homeSlot())) {
            return Optional.empty();
        }
        try {
            Counter counter = card.counter(0);
            SwitchCommand command = plan(glimpse.state(), campaign, card).command();
            return Optional.of(new Draft(glimpse.held(), order, counter, secured(glimpse.held(), command, counter)));
        } catch (IllegalArgumentException | IllegalStateException | VaultException e) {
            LOG.debug("no draft of a packet for transfer {}: {}", order.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What was drafted for the work that follows; the writer's own. */
    void offer(Map<TransferId, Draft> made) {
        drafts = made;
    }

    private CardRegistry.Held cardAtHome(Connection db, TransferState state) throws SQLException {
        TransferState.Order order = state.order();
        CardRegistry.Held held = working.card(db, state.id())
                .orElseThrow(() -> new IllegalStateException("card " + order.iccid() + " is not registered any more"));
        Card card = held.card();
        if (!card.slot().equals(order.homeSlot())) {
            throw new IllegalStateException(
                    "card " + card.iccid() + " is in slot " + card.slot() + ", not " + order.homeSlot());
        }
        return held;
    }

    private Built build(
            Connection db,
            TransferState state,
            CardRegistry.Held held,
            Supplier<SubscriptionCommand> command,
            long atLeast,
            Event.Command kind)
            throws SQLException {
        Card card = held.card();
        Counter counter = card.counter(atLeast);
        Draft draft = kind == Event.Command.SWITCH ? drafts.get(state.id()) : null;
        byte[] userData = draft != null && draft.fits(state, held, counter)
                ? draft.userData()
                : secured(held, command.get(), counter);
        working.changeCard(db, state.id(), card.withUsed(counter));
        PacketStore.StoredPacket.Order order = new PacketStore.StoredPacket.Order(state.id(), kind);
        working.store(db, state.id(), counter, new PacketStore.StoredPacket(Optional.of(order), userData));
        return new Built(counter, card.msisdn(), userData);
    }

    /** Stores a QUERY packet with a counter of at least {@code atLeast}; not in work that writes behind. */
    Built buildQuery(Connection db, CardRegistry.Held held, long atLeast) throws SQLException {
        Card card = held.card();
        Counter counter = cards.takeCounter(db, card, atLeast);
        byte[] userData = secured(held, QueryCommand.ofActiveSlot(), counter);
        packets.insertQuery(db, card.iccid(), card.slot(), counter, userData);
        return new Built(counter, card.msisdn(), userData);
    }

    private byte[] secured(CardRegistry.Held held, SubscriptionCommand command, Counter counter) {
        byte[] script = CompactScript.of(command.toApdu()).encode();
        try (OtaKeys keys = cards.open(held)) {
            PacketKeys packetKeys = keys.packetKeys();
            CommandPacket packet =
                    CommandPacket.of(SPI, ACTIVE_KEYSET, packetKeys, Tar.SUBSCRIPTION_MANAGEMENT, counter, script);
            List<UserData> messages = PacketSegments.ofCommand(SecuredPackets.secure(packet, packetKeys), 0);
            if (messages.size() != 1) {
                throw new IllegalStateException("the packet needs " + messages.size() + " messages, not one");
            }
            return messages.get(0).bytes();
        }
    }
}
