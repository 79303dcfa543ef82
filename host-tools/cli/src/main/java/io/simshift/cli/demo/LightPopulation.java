package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.escrow.SlotKeys;
import io.simshift.simulator.light.LightCentre;
import io.simshift.simulator.light.LightFleet;
import io.simshift.simulator.light.LightNumbers;
import io.simshift.simulator.light.StoredLightKeys;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;

/**
 * Cards of a few hundred bytes each that speak the applet's protocol, with keys from the escrow, behind one message centre for
 * all operators. A card that took a SWITCH resets a moment after its answer was kept, and is then seen at the other network.
 */
final class LightPopulation implements Population {
    private static final int RESET_MILLIS = 500;
    private static final int WINDOW_MESSAGES = 200;

    private final List<NumberPlan> plans;
    private final int cardCount;
    private final SeparateServers servers;
    private final SecureRandom random;
    private final LightNumbers numbers = new LightNumbers(0);
    private final StoredLightKeys keys;
    private final LightFleet fleet;
    private final LightCentre centre;
    private final InetSocketAddress address;
    private final AtomicIntegerArray at;
    private final Map<String, AucCourier> couriers = new LinkedHashMap<>();
    private final ScheduledExecutorService resets = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "light-resets");
        thread.setDaemon(true);
        return thread;
    });

    /** @param address where the message centre listens; port 0 for a free one */
    LightPopulation(
            List<NumberPlan> plans,
            InetSocketAddress address,
            int cardCount,
            SeparateServers servers,
            SecureRandom random) {
        this.plans = plans;
        this.address = address;
        this.cardCount = cardCount;
        this.servers = servers;
        this.random = random;
        this.keys = new StoredLightKeys(cardCount);
        this.fleet = new LightFleet(numbers, keys, cardCount);
        this.at = new AtomicIntegerArray(plans.size());
        this.centre = LightCentre.start(numbers, fleet, address, this::answerKept);
    }

    @Override
    public Map<String, ServerFiles.Smsc> openCentres() {
        Map<String, ServerFiles.Smsc> accounts = new LinkedHashMap<>();
        for (NumberPlan plan : plans) {
            String name = plan.profile().id().value();
            accounts.put(
                    name,
                    new ServerFiles.Smsc(
                            address.getAddress().getHostAddress(),
                            centre.port(),
                            ServerFiles.smppAccount(plan.profile()),
                            ServerFiles.smppPassword(random),
                            WINDOW_MESSAGES));
            // No radio network: what the AuC would need is taken and dropped.
            couriers.put(name, new AucCourier(name, servers.auc(name), opened -> {}));
        }
        return accounts;
    }

    @Override
    public void make(Escrow escrow, Console console) {
        SlotIndex first = new SlotIndex(1);
        Batch batch = new Batch(
                "light",
                LightNumbers.firstIccid(),
                cardCount,
                LightNumbers.SLOTS,
                OtaAlgorithm.AES_128,
                numbers.imsi(0, first));
        int[] made = {0};
        escrow.produce(batch, record -> {
            for (PersonalisationRecord.Slot slot : record.slots()) {
                keep(made[0], slot.index(), slot.keys());
            }
            made[0]++;
            console.progress(made[0], cardCount, "made");
        });
    }

    private void keep(int card, SlotIndex slot, SlotKeys made) {
        keys.put(card, slot, LightNumbers.Key.K, made.k());
        keys.put(card, slot, LightNumbers.Key.OPC, made.opc());
        keys.put(card, slot, LightNumbers.Key.KIC, made.kic());
        keys.put(card, slot, LightNumbers.Key.KID, made.kid());
        keys.put(card, slot, LightNumbers.Key.KIK, made.kik());
    }

    @Override
    public List<Iccid> iccids() {
        return new AbstractList<>() {
            @Override
            public Iccid get(int card) {
                return numbers.iccid(card);
            }

            @Override
            public int size() {
                return cardCount;
            }
        };
    }

    @Override
    public Imsi imsi(String operator, int number) {
        return plan(operator).imsi(number);
    }

    private NumberPlan plan(String operator) {
        return plans.stream()
                .filter(plan -> plan.profile().id().value().equals(operator))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void talk(SeparateServers running) {
        couriers.forEach((name, courier) -> courier.talkTo(running.asNetwork(name)));
    }

    @Override
    public void begin(Console console) {
        at.set(0, cardCount);
        AucCourier first = couriers.get(plans.get(0).profile().id().value());
        for (int card = 0; card < cardCount; card++) {
            first.attached(fleet.imsiOf(card));
        }
    }

    private void answerKept(int card) {
        if (fleet.isPending(card)) {
            resets.schedule(() -> reset(card), RESET_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void reset(int card) {
        Imsi before = fleet.imsiOf(card);
        if (fleet.reset(card)) {
            Imsi now = fleet.imsiOf(card);
            at.decrementAndGet(operatorOf(before));
            int there = operatorOf(now);
            at.incrementAndGet(there);
            couriers.get(plans.get(there).profile().id().value()).attached(now);
        }
    }

    private int operatorOf(Imsi imsi) {
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i).profile().owns(imsi)) {
                return i;
            }
        }
        throw new DemoException("IMSI " + imsi + " is of none of the simulated networks");
    }

    @Override
    public String status() {
        return plans.stream()
                        .map(plan -> plan.profile().id() + " " + at.get(plans.indexOf(plan)))
                        .collect(Collectors.joining(", "))
                + " cards; " + centre.messages() + " messages";
    }

    @Override
    public void close() {
        couriers.values().forEach(AucCourier::close);
        resets.shutdownNow();
        centre.close();
    }
}
