package io.simshift.simulator.personalisation;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;

/** Cards to order in tests, with fresh keys. */
public final class SampleCards {
    private static final SecureRandom RANDOM = new SecureRandom();

    private SampleCards() {}

    public static InstallParameters manufacturerKeys(int slots) {
        return new InstallParameters(slots, InstallParameters.DEFAULT_DELTA_BITS, key(), key(), key());
    }

    public static PersonalisationOrder order(int number, Imsi imsi, OtaAlgorithm algorithm, int slots) {
        List<StoreSlotCommand> list = IntStream.rangeClosed(1, slots)
                .mapToObj(index -> slot(index, algorithm))
                .toList();
        return new PersonalisationOrder(
                Iccid.withCheckDigit(String.format("8988100000%08d", number)),
                manufacturerKeys(slots),
                list,
                new OperatorFiles(imsi, 2, "Operator A", SmsAddress.of(SmsAddress.INTERNATIONAL, "491700000")).files());
    }

    public static StoreSlotCommand slot(int index, OtaAlgorithm algorithm) {
        int length = algorithm.keyLength();
        return new StoreSlotCommand(
                new SlotIndex(index), algorithm, key(), key(), key(length), key(length), key(length));
    }

    public static SecretBytes key() {
        return key(16);
    }

    private static SecretBytes key(int length) {
        return SecretBytes.random(length, RANDOM);
    }
}
