package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.AkaKind;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New keys for a subscription in use with TUAK (docs/applet/commands.md §4.7.1): its lengths and iterations stay. */
class RekeyTuakTest {
    private static final TuakParameters PARAMETERS = new TuakParameters(16, 8, 16, 32, 2);
    private static final SlotIndex ACTIVE = new SlotIndex(1);

    private static SecretBytes key(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return SecretBytes.copyOf(bytes);
    }

    private static StoreSlotCommand slot(int seed, int kBytes) {
        return new StoreSlotCommand(
                ACTIVE,
                new AkaChoice.Tuak(PARAMETERS),
                OtaAlgorithm.AES_128,
                key(seed, kBytes),
                key(seed + 1, 32),
                key(seed + 2, 16),
                key(seed + 3, 16),
                key(seed + 4, 16),
                Optional.empty(),
                Optional.empty());
    }

    private static TestCard card(StoreSlotCommand slot) {
        TestCard card = TestCard.install(Keys.installParameters(2));
        Issuer.personalise(card, slot, Keys.slot(2)).ok(new FinaliseCommand().toApdu());
        card.reset();
        return card;
    }

    private static Ota ota(TestCard card, StoreSlotCommand keys) {
        return new Ota(card, ACTIVE.value(), PacketKeys.aes(keys.kic(), keys.kid()));
    }

    private static CommandApdu rekey(AkaKind kind, StoreSlotCommand old, StoreSlotCommand fresh, CheckValues expected) {
        return new RekeyCommand(
                        ACTIVE,
                        kind,
                        OtaAlgorithm.AES_128,
                        Optional.of(new RekeyCommand.SubscriberKeys(fresh.k(), fresh.opc())),
                        Optional.of(new RekeyCommand.RemoteKeys(fresh.kic(), fresh.kid(), fresh.kik())),
                        Optional.empty(),
                        expected)
                .toApdu(OtaAlgorithm.AES_128, old.kik());
    }

    private static boolean authenticates(TestCard card, StoreSlotCommand keys, long seq) {
        byte[] rand = new byte[16];
        Arrays.fill(rand, (byte) seq);
        AkaVector vector = AkaVector.generate(
                new Tuak(keys.k(), keys.opc(), PARAMETERS), rand, SequenceNumber.of(seq, 0, 5), Amf.SEPARATED);
        card.selectUsim();
        ResponseApdu response = card.transmit(AuthenticateAnswer.command(rand, vector.autn()));
        byte[] answer = response.data();
        return answer.length > 10 && answer[0] == (byte) 0xDB && vector.accepts(Arrays.copyOfRange(answer, 2, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void givesKAndTopcAndOtaKeysAnew(int kBytes) {
        StoreSlotCommand old = slot(100, kBytes);
        StoreSlotCommand fresh = slot(200, kBytes);
        TestCard card = card(old);
        assertThat(authenticates(card, old, 1)).isTrue();

        ota(card, old).ok(rekey(AkaKind.TUAK, old, fresh, fresh.checkValues()));
        assertThat(authenticates(card, fresh, 1)).isTrue();
        assertThat(authenticates(card, old, 9)).isFalse();
        assertThat(ota(card, fresh).from(10).query().slot().checkValues()).isEqualTo(fresh.checkValues());
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void refusesAnotherAlgorithmAndWrongCheckValues(int kBytes) {
        StoreSlotCommand old = slot(100, kBytes);
        StoreSlotCommand fresh = slot(200, kBytes);
        TestCard card = card(old);
        Ota ota = ota(card, old);
        assertThat(ota.status(rekey(AkaKind.TUAK, old, fresh, old.checkValues())))
                .isEqualTo("6A80");
        StoreSlotCommand milenage = Keys.slot(2);
        assertThat(ota.status(rekey(AkaKind.MILENAGE, old, milenage, milenage.checkValues())))
                .isEqualTo("6A81");
        assertThat(authenticates(card, old, 1)).isTrue();
    }
}
