package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.raw;
import static io.simshift.applet.Commands.stage;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.LifeCycleCommand;
import io.simshift.protocol.subscription.LifeCycleCommand.Order;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LIFE CYCLE (docs/applet/commands.md 4.14). */
class LifeCycleTest {
    private static final CommandApdu SUSPEND = new LifeCycleCommand(Order.SUSPEND).toApdu();
    private static final CommandApdu RESUME = new LifeCycleCommand(Order.RESUME).toApdu();
    private static final CommandApdu TERMINATE = new LifeCycleCommand(Order.TERMINATE).toApdu();

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);
    private final Usim usim = new Usim(card);

    private String challenge(int sqn) {
        return usim.challenge(1, sqn).status().toString();
    }

    @Test
    void suspendedCardAuthenticatesNobodyAndListensOn() {
        ota.ok(SUSPEND);
        assertThat(challenge(1)).isEqualTo("6985");
        assertThat(ota.query().state()).isEqualTo(CardState.SUSPENDED);
        card.reset();
        assertThat(challenge(2)).as("also after a reset").isEqualTo("6985");
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        assertThat(ota.status(switchTo(2))).isEqualTo("6985");
        assertThat(ota.status(stage(Commands.TRANSFER))).isEqualTo("6985");
        ota.ok(RESUME);
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        assertThat(usim.authenticate(1, 3)).isTrue();
        ota.ok(switchTo(2));
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    @Test
    void theSameOrderAgainIsDoneAlready() {
        ota.ok(RESUME);
        ota.ok(SUSPEND);
        ota.ok(SUSPEND);
        ota.ok(RESUME);
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
    }

    @Test
    void scriptThatFailsSuspendsNothing() {
        CompactResponse failed = ota.run(SUSPEND, raw(0x43, ""));
        assertThat(failed.status().toString()).isEqualTo("6D00");
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
        failed = ota.run(TERMINATE, raw(0x43, ""));
        assertThat(failed.status().toString()).isEqualTo("6D00");
        assertThat(usim.authenticate(1, 1)).isTrue();
        card.reset();
        assertThat(usim.authenticate(1, 2)).isTrue();
    }

    @Test
    void refusesWhileAnOperatorChangeIsUnderWay() {
        ota.ok(switchTo(2));
        assertThat(ota.status(SUSPEND)).isEqualTo("6985");
        card.reset();
        Ota recipient = Ota.operator(card, 2);
        assertThat(recipient.status(SUSPEND)).isEqualTo("6985");
        assertThat(recipient.status(TERMINATE)).isEqualTo("6985");
        assertThat(usim.authenticate(2, 1)).isTrue();
        recipient.ok(SUSPEND);
    }

    @Test
    void terminatedCardHasNoKeyLeft() {
        QueryAnswer before = ota.query();
        assertThat(before.freeSlots()).isEqualTo(2);
        ota.ok(TERMINATE);
        assertThat(challenge(1)).isEqualTo("6985");
        OpenedResponse refused = ota.send(QueryCommand.ofActiveSlot().toApdu());
        assertThat(refused.protection()).isEqualTo(OpenedResponse.Protection.PLAIN_INSTEAD);
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo("ff".repeat(9));
        assertThat(challenge(2)).isEqualTo("6985");
        CardMemory memory = CardMemory.of(card.instance());
        for (int slot = 1; slot <= 3; slot++) {
            StoreSlotCommand keys = Keys.slot(slot);
            for (SecretBytes key : List.of(keys.k(), keys.opc(), keys.kic(), keys.kid(), keys.kik())) {
                assertThat(memory.find(key.reveal())).isNull();
            }
        }
    }

    @Test
    void suspendedCardCanBeTerminated() {
        ota.ok(SUSPEND);
        ota.ok(TERMINATE);
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo("ff".repeat(9));
    }

    @Test
    void refusesBeforeTheCardIsIssued() {
        TestCard blank = TestCard.install(Keys.installParameters(2));
        assertThat(Ota.manufacturer(blank).status(SUSPEND)).isEqualTo("6985");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "800103", "8001FF", "80020000", "810100", "800101800101"})
    void refusesMalformedOrders(String data) {
        assertThat(ota.status(raw(LifeCycleCommand.INS, data))).isEqualTo("6A80");
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
    }
}
