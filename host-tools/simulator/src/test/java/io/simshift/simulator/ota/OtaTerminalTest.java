package io.simshift.simulator.ota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.CommandDetails;
import io.simshift.protocol.cat.DeviceIdentities;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.ProactiveCommand.Refresh;
import io.simshift.protocol.cat.ProactiveCommand.SendShortMessage;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.UserData;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.ota.ReceivedResponse.Way;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtaTerminalTest {
    private static final SecretBytes KEY = SecretBytes.copyOf(new byte[16]);
    private static final PacketKeys KEYS = PacketKeys.aes(KEY, KEY);
    private static final Spi BY_SUBMIT = Spi.secured(true);
    private static final Spi BY_REPORT = Spi.secured(false);

    private final ModelCard card = new ModelCard(KEYS);
    private final OtaTerminal terminal = new OtaTerminal(card, SmsAddress.of(SmsAddress.UNKNOWN, "12345"), 255);

    private static byte[] packet(Spi spi, int dataBytes) {
        byte[] data = new byte[5 + dataBytes];
        data[1] = (byte) 0xD6;
        data[4] = (byte) dataBytes;
        CommandPacket packet = CommandPacket.of(spi, 1, KEYS, Tar.USIM_FILES, new Counter(7), data);
        return SecuredPackets.secure(packet, KEYS);
    }

    private CompactResponse response(Delivery delivery, Spi spi) {
        byte[] packet = delivery.responses().get(0).packet();
        return CompactResponse.decode(
                SecuredPackets.openResponse(packet, spi, KEYS).packet().data());
    }

    @Test
    void startsWithResetAndProfile() {
        terminal.start();
        assertThat(card.resets).isEqualTo(1);
        assertThat(card.profiles).containsExactly(OtaTerminal.PROFILE);
    }

    @Test
    void takesTheAnswerFromTheReport() {
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 10), true);
        assertThat(delivery.responses()).hasSize(1);
        assertThat(delivery.responses().get(0).way()).isEqualTo(Way.DELIVER_REPORT);
        assertThat(response(delivery, BY_REPORT).executed()).isEqualTo(1);
        assertThat(delivery.messages()).isEqualTo(1);
        assertThat(card.polls).isZero();
    }

    @Test
    void givesALongPacketInSeveralMessages() {
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 255), true);
        assertThat(delivery.messages()).isEqualTo(3);
        assertThat(delivery.ofMessages()).isEqualTo(3);
        assertThat(card.messageBytes).containsExactly(140, 140, 38);
        assertThat(card.scripts.get(0).commands().get(0).data()).hasSize(255);
        assertThat(delivery.responses()).hasSize(1);
    }

    @Test
    void joinsAnAnswerInSeveralMessagesInAnyOrder() {
        byte[] data = new byte[300];
        data[299] = 42;
        card.execute = script -> new CompactResponse(1, StatusWord.OK, data);
        card.alterMessages = messages -> {
            List<UserData> shuffled = new ArrayList<>(messages);
            Collections.reverse(shuffled);
            shuffled.add(1, shuffled.get(0));
            return shuffled;
        };
        Delivery delivery = terminal.deliver(packet(BY_SUBMIT, 10), true);
        assertThat(delivery.responses()).hasSize(1);
        assertThat(delivery.responses().get(0).way()).isEqualTo(Way.SUBMIT);
        assertThat(delivery.responses().get(0).messages()).isEqualTo(3);
        assertThat(response(delivery, BY_SUBMIT).data()).isEqualTo(data);
        assertThat(card.responses).hasSize(4).allMatch(TerminalResponse::isPerformed);
        assertThat(delivery.remarks()).isEmpty();
    }

    @Test
    void saysWhatIsMissingOfAnAnswer() {
        card.execute = script -> new CompactResponse(1, StatusWord.OK, new byte[300]);
        card.alterMessages = messages -> messages.subList(0, 2);
        Delivery delivery = terminal.deliver(packet(BY_SUBMIT, 10), true);
        assertThat(delivery.responses()).isEmpty();
        assertThat(delivery.remarks()).containsExactly("of a message in 3 parts by SMS-SUBMIT only 2 came");
    }

    @Test
    void pollsForAnAnswerThatComesLate() {
        card.answersLate = true;
        Delivery delivery = terminal.deliver(packet(BY_SUBMIT, 10), true);
        assertThat(card.polls).isEqualTo(1);
        assertThat(delivery.responses()).hasSize(1);
        assertThat(terminal.deliver(packet(BY_SUBMIT, 10), false).responses()).isEmpty();
        assertThat(terminal.pollForMore()).hasSize(1);
    }

    @Test
    void triesAgainWhileTheToolkitIsBusy() {
        card.refusals.addAll(List.of(StatusWord.TOOLKIT_BUSY, StatusWord.TOOLKIT_BUSY));
        assertThat(terminal.deliver(packet(BY_REPORT, 10), true).responses()).hasSize(1);
        card.refusals.addAll(Collections.nCopies(9, StatusWord.TOOLKIT_BUSY));
        Delivery busy = terminal.deliver(packet(BY_REPORT, 10), true);
        assertThat(busy.status()).isEqualTo(StatusWord.TOOLKIT_BUSY);
        assertThat(busy.responses()).isEmpty();
    }

    @Test
    void stopsWhereTheCardRefusesAPart() {
        card.refusals.addAll(List.of(StatusWord.WRONG_DATA));
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 255), true);
        assertThat(delivery.messages()).isEqualTo(1);
        assertThat(delivery.ofMessages()).isEqualTo(3);
        assertThat(delivery.status()).isEqualTo(StatusWord.WRONG_DATA);
        assertThat(card.polls).isZero();
    }

    @Test
    void resetsTheCardWhenItAsksForThat() {
        terminal.start();
        card.execute = script -> {
            card.proactive.add(Refresh.uiccReset(2).encode());
            return new CompactResponse(1, StatusWord.OK, new byte[0]);
        };
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 10), true);
        assertThat(delivery.reset()).isTrue();
        assertThat(delivery.responses()).hasSize(1);
        assertThat(card.resets).isEqualTo(2);
        assertThat(card.profiles).hasSize(2);
        card.execute = script -> new CompactResponse(1, StatusWord.OK, new byte[0]);
        assertThat(terminal.deliver(packet(BY_REPORT, 10), true).reset()).isFalse();
    }

    @Test
    void refusesWhatItCannotDoAndSaysSo() {
        card.proactive.add(
                new ProactiveCommand.Other(new CommandDetails(1, 0x25, 0), DeviceIdentities.UICC_TO_TERMINAL, List.of())
                        .encode());
        card.proactive.add(HexFormat.of().parseHex("D003820281"));
        card.proactive.add(SendShortMessage.of(3, new byte[] {1}).encode());
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 10), true);
        assertThat(card.responses)
                .extracting(TerminalResponse::generalResult)
                .containsExactly(
                        TerminalResponse.BEYOND_CAPABILITIES,
                        TerminalResponse.DATA_NOT_UNDERSTOOD,
                        TerminalResponse.DATA_NOT_UNDERSTOOD);
        assertThat(delivery.remarks())
                .hasSize(3)
                .contains("the card asked for proactive command 25, which was refused")
                .anyMatch(remark -> remark.startsWith("the card asks for something that makes no sense"))
                .anyMatch(remark -> remark.startsWith("the card's short message can't be read"));
        assertThat(delivery.responses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"027000AABB", "00AABB", "FF", "0400030209710000", "030003010201"})
    void takesNoOtherDataForAnAnswer(String report) {
        card.alterBytes = bytes -> HexFormat.of().parseHex(report);
        Delivery delivery = terminal.deliver(packet(BY_REPORT, 10), true);
        assertThat(delivery.responses()).isEmpty();
        assertThat(delivery.remarks()).isNotEmpty();
    }

    @Test
    void takesNoReportThatIsTooLong() {
        card.alterBytes = bytes -> new byte[141];
        assertThat(terminal.deliver(packet(BY_REPORT, 10), true).remarks())
                .containsExactly("the answer to ENVELOPE has 141 bytes, more than a short message holds");
    }

    @Test
    void leavesACardThatAsksWithoutEnd() {
        CardLink restless = new CardLink() {
            @Override
            public byte[] reset() {
                return new byte[2];
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                byte[] moreTime = HexFormat.of().parseHex("D009810301020082028182");
                return commandApdu[1] == 0x12
                        ? HexFormat.of().parseHex("D00981030102008202818291" + "0B")
                        : new byte[] {(byte) 0x91, (byte) moreTime.length};
            }
        };
        OtaTerminal patient = new OtaTerminal(restless, SmsAddress.of(SmsAddress.UNKNOWN, "1"), 0);
        patient.start();
        assertThat(patient.deliver(packet(BY_REPORT, 1), false).remarks())
                .anyMatch(remark -> remark.contains("one thing after the other"));
    }

    @Test
    void saysThatACardTakesNoMessages() {
        CardLink plain = new CardLink() {
            @Override
            public byte[] reset() {
                return new byte[2];
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                return new byte[] {0x6E, 0x00};
            }
        };
        assertThatThrownBy(() -> new OtaTerminal(plain, SmsAddress.of(SmsAddress.UNKNOWN, "1"), 0).start())
                .isInstanceOf(CardLinkException.class)
                .hasMessageContaining("TERMINAL PROFILE was answered 6E00")
                .hasMessageContaining("takes no messages over the air");
    }

    @Test
    void passesErrorsOfTheCardOn() {
        card.alterResponse = response -> new io.simshift.protocol.packet.ResponsePacket(
                response.tar(), response.counter(), PorStatus.COUNTER_LOW, new byte[0]);
        byte[] packet =
                terminal.deliver(packet(BY_REPORT, 10), true).responses().get(0).packet();
        assertThat(SecuredPackets.openResponse(packet, BY_REPORT, KEYS).packet().status())
                .isEqualTo(PorStatus.COUNTER_LOW);
    }
}
