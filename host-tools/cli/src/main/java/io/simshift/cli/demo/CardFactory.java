package io.simshift.cli.demo;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.KeyPlan;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** The manufacturer's line: has the escrow make a batch, and personalises each card through its secured channel. */
final class CardFactory {
    private static final int K_BYTES = 16;

    private final Escrow escrow;
    private final NumberPlan firstNumbers;
    private final Set<Integer> mixedUp;
    private final SecureRandom random;

    /**
     * @param mixedUp numbers of cards that get other OTA keys in slot 1 than the escrow knows
     * @param random makes those keys
     */
    CardFactory(Escrow escrow, NumberPlan firstNumbers, Set<Integer> mixedUp, SecureRandom random) {
        this.escrow = escrow;
        this.firstNumbers = firstNumbers;
        this.mixedUp = Set.copyOf(mixedUp);
        this.random = random;
    }

    /**
     * @param aka of all slots
     * @param done is told after each card how many are finished
     */
    List<DemoCard> make(int cards, int slots, AkaChoice aka, IntConsumer done) {
        KeyPlan keys = new KeyPlan(aka, K_BYTES, OtaAlgorithm.AES_128, KeyPlan.Variant.SLOT, Optional.empty());
        Batch batch = new Batch("demo", NumberPlan.FIRST_ICCID, cards, slots, keys, firstNumbers.imsi(1));
        List<DemoCard> made = new ArrayList<>();
        escrow.produce(batch, record -> {
            made.add(personalise(made.size() + 1, record));
            done.accept(made.size());
        });
        return made;
    }

    private DemoCard personalise(int number, PersonalisationRecord record) {
        InstallParameters parameters = new InstallParameters(
                record.slots().size(),
                InstallParameters.DEFAULT_DELTA_BITS,
                record.manufacturerKeys().kic(),
                record.manufacturerKeys().kid(),
                record.manufacturerKeys().kik());
        SimulatedCard card = SimulatedCard.install(parameters);
        Personaliser.personalise(card, order(record, parameters, mixedUp.contains(number)));
        return new DemoCard(number, record.iccid(), record.imsi(), card);
    }

    private PersonalisationOrder order(PersonalisationRecord record, InstallParameters parameters, boolean mixUp) {
        List<StoreSlotCommand> slots = record.slots().stream()
                .map(slot -> command(slot, mixUp && slot.index().value() == 1))
                .toList();
        OperatorProfile first = firstNumbers.profile();
        Msisdn serviceCentre = first.serviceCentre();
        OperatorFiles files = new OperatorFiles(
                record.imsi(),
                first.plmn().mnc().length(),
                first.serviceProviderName(),
                SmsAddress.international(serviceCentre));
        return new PersonalisationOrder(record.iccid(), parameters, slots, files.files());
    }

    private StoreSlotCommand command(PersonalisationRecord.Slot slot, boolean mixUp) {
        return new StoreSlotCommand(
                slot.index(),
                slot.aka(),
                slot.algorithm(),
                slot.keys().k(),
                slot.keys().opc(),
                mixUp
                        ? SecretBytes.random(slot.algorithm().keyLength(), random)
                        : slot.keys().kic(),
                mixUp
                        ? SecretBytes.random(slot.algorithm().keyLength(), random)
                        : slot.keys().kid(),
                slot.keys().kik(),
                Optional.empty(),
                Optional.empty());
    }
}
