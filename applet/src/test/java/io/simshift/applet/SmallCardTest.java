package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.QueryAnswer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards with little transient memory (docs/applet/requirements.md): each can authenticate and be switched by one message. */
class SmallCardTest {
    /** What the applet cannot do without. */
    private static final int LEAST = Transient.STATE_SIZE + 2 * Transient.FIELDS + Transient.SMALL_MESSAGE_SIZE;

    private static TestCard install(int bytes, byte[] parameters) {
        return ScarceMemory.with(bytes, () -> TestCard.install(parameters, ScarceMemory.applet()));
    }

    private static TestCard issue(int bytes) {
        TestCard card = install(bytes, Keys.installParameters(2).encode());
        Ota manufacturer = Issuer.personalise(card, Keys.slot(1), Keys.slot(2));
        manufacturer.ok(new FinaliseCommand().toApdu());
        card.reset();
        return card;
    }

    @Test
    void needsLessThanThreeHundredBytes() {
        assertThat(LEAST).isLessThanOrEqualTo(300);
        assertThatThrownBy(() -> issue(LEAST - 1)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {LEAST, 300, 364, 540, 1024, 2000})
    void authenticatesAndIsSwitchedByOneMessage(int bytes) {
        TestCard card = issue(bytes);
        Usim usim = new Usim(card);
        card.profile(TestCard.FULL_PROFILE);
        assertThat(usim.authenticate(1, 1)).isTrue();
        Ota donor = Ota.operator(card, 1);
        byte[] script = CompactScript.of(switchTo(2)).encode();
        SmsAddress longest = SmsAddress.of(SmsAddress.INTERNATIONAL, "12345678901234567890");
        ResponseApdu answer = card.transmit(Ota.envelope(donor.packet(Ota.SUBMIT, script), longest));
        ProactiveCommand sms = card.fetch(answer.status());
        byte[] por = SmsSubmit.decode(((ProactiveCommand.SendShortMessage) sms).tpdu())
                .payload();
        byte[] data = SecuredPackets.openResponse(por, Ota.SUBMIT, donor.keys)
                .packet()
                .data();
        assertThat(CompactResponse.decode(data).status().isOk()).isTrue();
        ProactiveCommand refresh = card.fetch(card.respond(sms, TerminalResponse.OK));
        assertThat(refresh).isInstanceOf(ProactiveCommand.Refresh.class);
        card.reset();
        assertThat(usim.authenticate(2, 1)).isTrue();
        assertThat(Ota.operator(card, 2).query().state()).isEqualTo(CardState.STABLE);
    }

    @ParameterizedTest
    @CsvSource({"300, 0", "545, 0", "1012, 0", "1013, 3", "1024, 3", "1782, 3", "1783, 8", "30000, 8"})
    void keepsAsManySegmentsAsThereIsMemoryFor(int bytes, int cells) {
        TestCard card = install(bytes, Keys.installParameters(1).encode());
        assertThat(ScarceMemory.left()).isNotNegative();
        QueryAnswer answer = Ota.manufacturer(card).query();
        assertThat(answer.concatenationCells()).hasValue(cells);
        assertThat(answer.capabilities().concatenation()).isEqualTo(cells > 0);
    }

    @Test
    void refusesToInstallMoreCellsThanThereIsMemoryFor() {
        assertThatThrownBy(() -> install(1024, OtaKeySet.parameters("810104"))).isInstanceOf(RuntimeException.class);
        TestCard card = install(1024, OtaKeySet.parameters("810100"));
        assertThat(Ota.manufacturer(card).query().concatenationCells()).hasValue(0);
    }

    @Test
    void takesNoCommandLongerThanItsMemory() {
        TestCard card = install(300, Keys.installParameters(1).encode());
        String longest = "00D60000" + String.format("%02X", Transient.SMALL_MESSAGE_SIZE - 5);
        assertThat(card.status(longest + "00".repeat(Transient.SMALL_MESSAGE_SIZE - 5)))
                .isEqualTo("6986");
        String longer = "00D60000" + String.format("%02X", Transient.SMALL_MESSAGE_SIZE - 4);
        assertThat(card.status(longer + "00".repeat(Transient.SMALL_MESSAGE_SIZE - 4)))
                .isEqualTo("6700");
    }

    /** The PoR is made in persistent memory: no key may ever be there in clear, and nothing of the PoR stays. */
    @Test
    void letsNoSecretIntoPersistentMemory() {
        TestCard card = issue(300);
        List<SecretBytes> next = List.of(
                Keys.slot(2).k(),
                Keys.slot(2).opc(),
                Keys.slot(2).kic(),
                Keys.slot(2).kid(),
                Keys.slot(2).kik());
        Ota donor = Ota.operator(card, 1);
        donor.query();
        CardMemory memory = CardMemory.of(card.instance());
        for (SecretBytes key : next) {
            assertThat(memory.find(key.reveal())).isNull();
        }
        assertThat(memory.array(MemoryFigures.RAM + ".out")).containsOnly(0);
    }
}
