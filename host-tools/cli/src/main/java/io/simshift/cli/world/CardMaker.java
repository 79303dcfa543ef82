package io.simshift.cli.world;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.tear.TearableCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** The manufacturer: has the escrow make a batch of cards and personalises each through its secured channel. */
final class CardMaker {
    private static final int PAIRING_BYTE = 12;
    private static final byte PAIRING_AVAILABLE = 0x20;

    private final Escrow escrow;
    private final Numbers firstOperator;
    private final IntPredicate isBound;

    /** @param isBound whether the card with this number belongs to its device */
    CardMaker(Escrow escrow, Numbers firstOperator, IntPredicate isBound) {
        this.escrow = escrow;
        this.firstOperator = firstOperator;
        this.isBound = isBound;
    }

    List<WorldCard> make(int cards, int slots) {
        Batch batch = new Batch(
                "world", Numbers.FIRST_ICCID, cards, slots, OtaAlgorithm.AES_128, firstOperator.firstImsi(cards));
        List<WorldCard> made = new ArrayList<>();
        escrow.produce(batch, record -> made.add(personalise(made.size() + 1, record)));
        return made;
    }

    private WorldCard personalise(int number, PersonalisationRecord record) {
        InstallParameters parameters = new InstallParameters(
                record.slots().size(),
                InstallParameters.DEFAULT_DELTA_BITS,
                record.manufacturerKeys().kic(),
                record.manufacturerKeys().kid(),
                record.manufacturerKeys().kik());
        TearableCard card = TearableCard.install(parameters);
        OperatorProfile first = firstOperator.profile();
        OperatorFiles files = new OperatorFiles(
                record.imsi(),
                first.plmn().mnc().length(),
                first.serviceProviderName(),
                SmsAddress.international(first.serviceCentre()));
        List<StoreSlotCommand> slots =
                record.slots().stream().map(CardMaker::command).toList();
        List<InitialFile> all = new ArrayList<>(files.files());
        all.add(InitialFile.underUsim(
                FileId.EF_REPORT,
                SmsAddress.international(first.serviceCentre()).encode()));
        boolean bound = isBound.test(number);
        if (bound) {
            all.add(serviceTable(all));
        }
        Personaliser.personalise(card, new PersonalisationOrder(record.iccid(), parameters, slots, all));
        return new WorldCard(number, record.iccid(), record.imsi(), new CardKeys(record), card, bound);
    }

    /** EF.UST with service 102 besides those that the card has anyway. */
    private static InitialFile serviceTable(List<InitialFile> files) {
        byte[] table = files.stream()
                .filter(file -> file.name().equals(FileId.EF_UST.text()))
                .findFirst()
                .orElseThrow()
                .content();
        table[PAIRING_BYTE] |= PAIRING_AVAILABLE;
        return InitialFile.underUsim(FileId.EF_UST, table);
    }

    private static StoreSlotCommand command(PersonalisationRecord.Slot slot) {
        return new StoreSlotCommand(
                slot.index(),
                slot.aka(),
                slot.algorithm(),
                slot.keys().k(),
                slot.keys().opc(),
                slot.keys().kic(),
                slot.keys().kid(),
                slot.keys().kik(),
                Optional.empty(),
                Optional.empty());
    }
}
