package io.simshift.cli.demo;

import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The manufacturer's line: has the escrow make a batch, and personalises each card through its secured channel. */
final class CardFactory {
    private final Escrow escrow;
    private final NumberPlan firstNumbers;

    CardFactory(Escrow escrow, NumberPlan firstNumbers) {
        this.escrow = escrow;
        this.firstNumbers = firstNumbers;
    }

    /** @param done is told after each card how many are finished */
    List<DemoCard> make(int cards, int slots, IntConsumer done) {
        Batch batch = new Batch(
                "demo", NumberPlan.FIRST_ICCID, cards, slots, OtaAlgorithm.AES_128, firstNumbers.imsi(1));
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
        Personaliser.personalise(card, order(record, parameters));
        return new DemoCard(number, record.iccid(), record.imsi(), card);
    }

    private PersonalisationOrder order(PersonalisationRecord record, InstallParameters parameters) {
        List<StoreSlotCommand> slots = record.slots().stream()
                .map(slot -> new StoreSlotCommand(
                        slot.index(),
                        slot.algorithm(),
                        slot.keys().k(),
                        slot.keys().opc(),
                        slot.keys().kic(),
                        slot.keys().kid(),
                        slot.keys().kik()))
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
}
