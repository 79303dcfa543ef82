package io.simshift.server.partner;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.OtaServer;
import io.simshift.server.card.Card;
import io.simshift.server.card.CardStatus;
import io.simshift.server.engine.CardIntake;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.partner.PartnerStore.Subscriber;
import io.simshift.server.remote.AnswerJson;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Between an operator's server, its AuC and other operators. Cards that come in go to the AuC first; only what that has
 * acknowledged is told to the donor as provisioned. What the own network has seen arrive is told to the donor, too.
 */
public final class Neighbours {
    /** Where a recipient tells its donor what it can serve. */
    public static final String PROVISIONINGS = "/api/v1/provisionings";

    /** Where a recipient tells its donor what has arrived. */
    public static final String ARRIVALS = "/api/v1/arrivals";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OtaServer server;
    private final PartnerStore store;
    private final Words words;
    private final Optional<X509Certificate> auc;
    private final Function<ReleasedSlot, Msisdn> numbers;
    private final SecureRandom random;

    /**
     * @param auc for whom subscribers are encrypted; without it no card can be taken in
     * @param numbers gives each card its number
     */
    public Neighbours(
            OtaServer server,
            PartnerStore store,
            Words words,
            Optional<X509Certificate> auc,
            Function<ReleasedSlot, Msisdn> numbers,
            SecureRandom random) {
        this.server = server;
        this.store = store;
        this.words = words;
        this.auc = auc;
        this.numbers = numbers;
        this.random = random;
    }

    /** Whether cards can be taken in. */
    public boolean hasAuc() {
        return auc.isPresent();
    }

    /** What became of cards that came. @param problems one line for each that was refused */
    public record Taken(int cards, List<String> problems) {
        public Taken {
            problems = List.copyOf(problems);
        }
    }

    /** Takes cards that the escrow has issued to this operator. */
    public Taken takeIssued(byte[] sealedSlots) {
        try (CardIntake intake = server.acceptCards(sealedSlots, numbers)) {
            return toAuc(intake, Optional.empty());
        }
    }

    /** Collects from the escrow what a donor hands over. */
    public Taken takeHandedOver(SignedHandover handover) {
        try (CardIntake intake = server.collect(handover, numbers)) {
            return toAuc(intake, Optional.of(handover.handover().donor()));
        }
    }

    private Taken toAuc(CardIntake intake, Optional<OperatorId> donor) {
        List<Subscriber> subscribers = new ArrayList<>();
        for (CardIntake.TakenCard card : intake.cards()) {
            ReleasedSlot slot = card.slot();
            subscribers.add(new Subscriber(
                    0,
                    new HandoverEntry(slot.imsi(), slot.iccid(), slot.slot()),
                    donor,
                    SealedSubscriber.seal(card, auc.orElseThrow(), random)));
        }
        List<HandoverEntry> servedBefore = store.putSubscribers(subscribers);
        if (donor.isPresent() && !servedBefore.isEmpty()) {
            tellProvisioned(Map.of(donor.get(), servedBefore));
        }
        return new Taken(intake.cards().size(), intake.problems());
    }

    /** The AuC serves these. Unknown numbers count for nothing. */
    public void acknowledged(List<Long> numbers) {
        store.database().writeNow(db -> {
            Map<OperatorId, List<HandoverEntry>> byDonor = new HashMap<>();
            for (long number : numbers) {
                Optional<Subscriber> known = store.acknowledge(db, number);
                known.flatMap(Subscriber::donor)
                        .ifPresent(donor -> byDonor.computeIfAbsent(donor, key -> new ArrayList<>())
                                .add(known.get().entry()));
            }
            for (Map.Entry<OperatorId, List<HandoverEntry>> each : byDonor.entrySet()) {
                words.put(db, each.getKey(), PROVISIONINGS, provisioned(each.getValue()));
            }
            return null;
        });
        words.happened();
    }

    private void tellProvisioned(Map<OperatorId, List<HandoverEntry>> byDonor) {
        store.database().writeNow(db -> {
            for (Map.Entry<OperatorId, List<HandoverEntry>> each : byDonor.entrySet()) {
                words.put(db, each.getKey(), PROVISIONINGS, provisioned(each.getValue()));
            }
            return null;
        });
        words.happened();
    }

    private static ObjectNode provisioned(List<HandoverEntry> entries) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode list = body.putArray("entries");
        entries.forEach(entry -> AnswerJson.put(list.addObject(), entry));
        return body;
    }

    /**
     * The own network has authenticated these subscribers. The donor's word is kept before the card counts as arrived, so
     * that no crash in between leaves the donor without it.
     */
    public void attached(List<Imsi> imsis) {
        Map<OperatorId, ArrayNode> byDonor = new HashMap<>();
        for (Imsi imsi : imsis) {
            Optional<Card> card = server.inquiry().find(imsi);
            if (card.isPresent() && card.get().status() == CardStatus.INCOMING) {
                server.inquiry()
                        .donor(card.get().iccid())
                        .ifPresent(donor -> byDonor.computeIfAbsent(donor, key -> JSON.createArrayNode())
                                .add(imsi.digits()));
            }
        }
        if (!byDonor.isEmpty()) {
            store.database().writeNow(db -> {
                for (Map.Entry<OperatorId, ArrayNode> each : byDonor.entrySet()) {
                    ObjectNode body = JSON.createObjectNode();
                    body.set("imsis", each.getValue());
                    words.put(db, each.getKey(), ARRIVALS, body);
                }
                return null;
            });
        }
        imsis.forEach(imsi -> server.attached(imsi).join());
        words.happened();
    }
}
