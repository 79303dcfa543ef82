package io.simshift.server.engine;

import io.simshift.protocol.identity.Msisdn;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Makes packets: takes the counter, ciphers, stores both in the caller's transaction. */
final class PacketBuilder {
    /** CC, ciphering, counter higher; PoR always, ciphered and with CC, by SMS-SUBMIT. */
    static final Spi SPI = Spi.secured(true);

    private static final int ACTIVE_KEYSET = 1;

    private final OperatorProfile self;
    private final CardRegistry cards;
    private final PacketStore packets;

    PacketBuilder(OperatorProfile self, CardRegistry cards, PacketStore packets) {
        this.self = self;
        this.cards = cards;
        this.packets = packets;
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
        Card card = cardAtHome(db, state);
        SwitchCommand command = plan(state, campaign, card).command();
        return build(db, card, command, atLeast, order(state, Event.Command.SWITCH));
    }

    /** Stores a CANCEL packet. */
    Built buildCancel(Connection db, TransferState state, long atLeast) throws SQLException {
        Card card = cardAtHome(db, state);
        return build(db, card, new CancelCommand(state.id()), atLeast, order(state, Event.Command.CANCEL));
    }

    private Card cardAtHome(Connection db, TransferState state) throws SQLException {
        TransferState.Order order = state.order();
        Card card = cards.find(db, order.iccid())
                .orElseThrow(() -> new IllegalStateException("card " + order.iccid() + " is not registered any more"));
        if (!card.slot().equals(order.homeSlot())) {
            throw new IllegalStateException(
                    "card " + card.iccid() + " is in slot " + card.slot() + ", not " + order.homeSlot());
        }
        return card;
    }

    private static Optional<PacketStore.StoredPacket.Order> order(TransferState state, Event.Command command) {
        return Optional.of(new PacketStore.StoredPacket.Order(state.id(), command));
    }

    /** Stores a QUERY packet with a counter of at least {@code atLeast}, and says its counter. */
    Counter buildQuery(Connection db, Card card, long atLeast) throws SQLException {
        return build(db, card, QueryCommand.ofActiveSlot(), atLeast, Optional.empty())
                .counter();
    }

    private Built build(
            Connection db,
            Card card,
            SubscriptionCommand command,
            long atLeast,
            Optional<PacketStore.StoredPacket.Order> order)
            throws SQLException {
        Counter counter = cards.takeCounter(db, card, atLeast);
        byte[] script = CompactScript.of(command.toApdu()).encode();
        try (OtaKeys keys = cards.keys(db, card)) {
            PacketKeys packetKeys = keys.packetKeys();
            CommandPacket packet =
                    CommandPacket.of(SPI, ACTIVE_KEYSET, packetKeys, Tar.SUBSCRIPTION_MANAGEMENT, counter, script);
            List<UserData> messages = PacketSegments.ofCommand(SecuredPackets.secure(packet, packetKeys), 0);
            if (messages.size() != 1) {
                throw new IllegalStateException("the packet needs " + messages.size() + " messages, not one");
            }
            byte[] userData = messages.get(0).bytes();
            packets.insert(db, card.iccid(), card.slot(), counter, new PacketStore.StoredPacket(order, userData));
            return new Built(counter, card.msisdn(), userData);
        }
    }
}
