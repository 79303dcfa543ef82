package io.simshift.applet;

import static io.simshift.applet.Commands.NEW_EF_IMSI;
import static io.simshift.applet.Commands.OLD_EF_IMSI;
import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.PushCommand;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackCause;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions over IP (docs/applet/commands.md 7). */
class ChannelTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final ChannelParameters SERVER =
            ChannelParameters.to(new Transport(Transport.TCP_CLIENT, 4000), new byte[] {(byte) 192, 0, 2, 1}, 1_400);
    private static final CommandApdu PUSH = PushCommand.openChannel(SERVER).toApdu();
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();
    private static final Spi SECURED = Spi.secured(false);
    /** EF.CHANNEL: two tries more, the first after one STATUS. */
    private static final String POLICY = "0201";

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);
    private final ChannelTerminal terminal = new ChannelTerminal(card);

    @BeforeEach
    void start() {
        write("6F1A", POLICY + "00");
        terminal.start();
    }

    private void write(String file, String hex) {
        String script = "00A4000C02" + file + "00D60000" + String.format("%02X", hex.length() / 2) + hex;
        assertThat(ota.answer(Tar.USIM_FILES, script)).endsWith("9000");
    }

    private void push() {
        assertThat(ota.ok(PUSH).data()).isEmpty();
        terminal.poll(1);
    }

    private byte[] packet(CommandApdu... script) {
        return packet(SECURED, CompactScript.of(script).encode());
    }

    private byte[] packet(Spi spi, byte[] script) {
        ota.counter++;
        return SecuredPackets.secure(
                CommandPacket.of(spi, 1, ota.keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(ota.counter), script),
                ota.keys,
                Framing.TCP);
    }

    private OpenedResponse open(byte[] por) {
        return SecuredPackets.openResponse(por, SECURED, ota.keys, Framing.TCP);
    }

    /** Sends a script over the channel, which has to succeed. */
    private CompactResponse run(CommandApdu... script) {
        OpenedResponse por = open(terminal.exchange(packet(script)));
        assertThat(por.authenticated()).isTrue();
        assertThat(por.packet().counter()).isEqualTo(new Counter(ota.counter));
        CompactResponse response = CompactResponse.decode(por.packet().data());
        assertThat(response.status()).isEqualTo(StatusWord.OK);
        return response;
    }

    private void connect() {
        push();
        terminal.establish();
    }

    private void assertListensToMessages() {
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
    }

    // ---------------------------------------------------------------- how it begins

    @Test
    void opensAChannelAfterThePorAndSaysWhoItIs() {
        push();
        terminal.setUpEvents();
        ProactiveCommand open = terminal.open();
        assertThat(open.details().qualifier()).as("immediately").isEqualTo(1);
        assertThat(HEX.formatHex(ComprehensionTlv.encodeAll(open.objects())))
                .isEqualTo("350103" + "39020578" + "3c03020fa0" + "3e0521c0000201");
        assertThat(terminal.identification()).isEqualTo(Issuer.ICCID.encode());
        assertThat(terminal.last()).isEqualTo(StatusWord.OK);
    }

    @Test
    void asksForThePacketBearerAndAnAccessPointWhereItIsToldTo() {
        ChannelParameters packet = new ChannelParameters(
                        Optional.of(HEX.parseHex("0203000000001F02".replace(" ", ""))),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Transport(Transport.UDP_CLIENT, 53)),
                        Optional.of(new byte[16]))
                .at("ota.test");
        ota.ok(PushCommand.tcpConnection(packet).toApdu());
        terminal.poll(1);
        terminal.setUpEvents();
        assertThat(HEX.formatHex(ComprehensionTlv.encodeAll(terminal.open().objects())))
                .isEqualTo("35080203000000001f02" + "39020200" + "4709036f74610474657374" + "3c03010035" + "3e1157"
                        + "00".repeat(16));
    }

    @Test
    void takesFromItsFileWhatThePushDoesNotSay() {
        String objects = "350103" + "390200FF" + "3C03021F90" + "3E05210A000001";
        write("6F1A", POLICY + String.format("%02X", objects.length() / 2) + objects);
        ota.ok(PushCommand.openChannel(ChannelParameters.none()).toApdu());
        terminal.poll(1);
        terminal.setUpEvents();
        assertThat(HEX.formatHex(ComprehensionTlv.encodeAll(terminal.open().objects())))
                .isEqualTo(objects.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @CsvSource({
        "80EC010100, 6A80", // nobody has told it where to
        "80EC010207 3C030010013E00, 6A81",
        "80EC010400, 6985",
        "80EC020100, 6A81",
        "00EC010100, 6D00",
        "80EC01010B 3C03020FA0 3E0521C00002, 6A80",
        "80EC010105 3C03020FA0, 6A80",
    })
    void refusesWhatIsNoPushOfItsOwn(String push, String status) {
        CommandApdu command = CommandApdu.decode(HEX.parseHex(push.replace(" ", "")));
        assertThat(ota.status(command)).isEqualTo(status);
        assertThat(terminal.poll(3).last()).isEqualTo(StatusWord.OK);
    }

    @Test
    void takesNoPushUnderTheTarsOfFiles() {
        String push = HEX.formatHex(PUSH.encode());
        assertThat(ota.answer(Tar.USIM_FILES, push)).isEqualTo("016d00");
        assertThat(ota.answer(Tar.UICC_FILES, push)).isEqualTo("016d00");
    }

    @Test
    void answersAsATerminalWithoutChannelsWould() {
        card.reset();
        card.profile(TestCard.FULL_PROFILE);
        CompactResponse response = ota.run(PUSH);
        assertThat(response.status().toString()).isEqualTo("6F00");
        assertThat(HEX.formatHex(response.data())).as("Result").isEqualTo("830130");
        String expanded = "AA" + String.format("%02X", 2 + PUSH.encode().length) + "22"
                + String.format("%02X", PUSH.encode().length) + HEX.formatHex(PUSH.encode());
        assertThat(ota.answer(Tar.SUBSCRIPTION_MANAGEMENT, expanded))
                .isEqualTo("ab0a" + "800101" + "2305" + "8301306f00");
        assertListensToMessages();
    }

    @Test
    void hasNoSessionWithoutCellsForPackets() {
        TestCard small = TestCard.install(OtaKeySet.parameters("810100"));
        Ota manufacturer = Issuer.personalise(small);
        small.profile(ChannelTerminal.PROFILE);
        assertThat(manufacturer.status(PUSH)).isEqualTo("6F00");
    }

    // ---------------------------------------------------------------- packets

    @Test
    void answersOnePacketAfterTheOther() {
        connect();
        for (int i = 0; i < 3; i++) {
            assertThat(QueryAnswer.decode(run(QUERY).data()).state()).isEqualTo(CardState.STABLE);
        }
        terminal.drop();
        terminal.ok(ChannelTerminal.CLOSE);
        assertThat(terminal.last()).isEqualTo(StatusWord.OK);
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @Test
    void switchesClosesTheChannelAndRefreshes() {
        connect();
        run(switchTo(2));
        assertThat(card.readUsim("6F07")).isEqualTo(OLD_EF_IMSI);
        terminal.poll(1).ok(ChannelTerminal.CLOSE);
        assertThat(terminal.last().toString()).isEqualTo("910B");
        card.reset();
        assertThat(card.readUsim("6F07")).isEqualTo(NEW_EF_IMSI);
    }

    /** Lengths of one byte, of 81 and of 82, and pieces of every size. */
    @ParameterizedTest
    @CsvSource({"10, 237", "10, 1", "100, 237", "140, 3", "200, 237", "260, 237", "260, 7", "600, 100"})
    void takesPacketsOfAnyLengthInPiecesOfAnySize(int bytes, int piece) {
        write("6F1A", POLICY + "00");
        connect();
        List<CommandApdu> script = new ArrayList<>();
        script.add(Commands.stage(Commands.TRANSFER));
        byte[] content = new byte[60];
        for (int i = 0; i < bytes; i += 60) {
            script.add(Issuer.selectMf("7FFF6F60"));
            script.add(Issuer.update(content));
        }
        byte[] packet = packet(script.toArray(new CommandApdu[0]));
        terminal.arrive(packet);
        for (int given = 0; given < packet.length; given += piece) {
            terminal.give(piece);
        }
        OpenedResponse por = open(terminal.takeSent());
        CompactResponse response = CompactResponse.decode(por.packet().data());
        assertThat(response.executed()).isEqualTo(script.size());
        assertThat(response.status()).isEqualTo(StatusWord.OK);
        run(QUERY);
    }

    @Test
    void sendsALongPorInSeveralPieces() {
        connect();
        StringBuilder objects = new StringBuilder();
        for (CommandApdu command : List.of(Commands.stage(Commands.TRANSFER), Issuer.selectMf("7FFF6F60"))) {
            objects.append(String.format("22%02X", command.encode().length)).append(HEX.formatHex(command.encode()));
        }
        objects.append("220500B000003C".repeat(7));
        byte[] script = HEX.parseHex(String.format("AA%02X", objects.length() / 2) + objects);
        byte[] por = terminal.exchange(packet(SECURED, script));
        assertThat(por.length).isGreaterThan(3 * 160);
        assertThat(HEX.formatHex(open(por).packet().data())).contains("8001" + "09");
    }

    @Test
    void refusesAReplayAndAWrongKeyInTheSameDialect() {
        connect();
        byte[] first = packet(QUERY);
        assertThat(open(terminal.exchange(first)).packet().status().code()).isZero();
        assertThat(open(terminal.exchange(first)).packet().status().code()).isEqualTo(0x02);
        byte[] bad = packet(QUERY);
        bad[bad.length - 1] ^= 1;
        OpenedResponse refused = open(terminal.exchange(bad));
        assertThat(refused.packet().status().code()).isEqualTo(0x01);
        assertThat(refused.authenticated()).isFalse();
        run(QUERY);
    }

    @Test
    void listensOnAfterAPacketThatWantsNoPor() {
        connect();
        byte[] none = packet(new Spi(0x16, 0), CompactScript.of(QUERY).encode());
        assertThat(terminal.exchange(none)).isEmpty();
        run(QUERY);
    }

    @Test
    void takesAnotherPushOverTheChannelForNone() {
        connect();
        OpenedResponse por = open(terminal.exchange(packet(PUSH)));
        assertThat(HEX.formatHex(por.packet().data())).isEqualTo("016985");
        run(PushCommand.identificationPacket().toApdu());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "04 0A 00000000000000000000", // no packet has this identifier
                "02 0A 00000000000000000000",
                "01 80 0000",
                "01 83 000010",
                "01 82 FFFF",
                "01 82 0400 0D",
                "01 04 0D000000", // shorter than a header
                "01 10 FF000000000000000000000000000000", // CHL beyond the packet
            })
    void hangsUpOnWhatIsNoPacket(String bytes) {
        connect();
        terminal.arrive(HEX.parseHex(bytes.replace(" ", "")));
        terminal.give(237);
        terminal.ok(ChannelTerminal.CLOSE);
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @Test
    void survivesWhateverAServerSends() {
        Random random = new Random(8);
        for (int round = 0; round < 200; round++) {
            push();
            terminal.establish();
            for (int i = 0; i < 4 && !terminal.last().hasProactiveCommand(); i++) {
                byte[] bytes = new byte[1 + random.nextInt(400)];
                random.nextBytes(bytes);
                bytes[0] = random.nextInt(4) == 0 ? bytes[0] : 1;
                terminal.arrive(bytes);
                terminal.give(237);
            }
            assertThat(terminal.last().sw1()).isIn(0x90, 0x91);
            terminal.start();
        }
        assertListensToMessages();
    }

    // ---------------------------------------------------------------- what goes wrong

    @ParameterizedTest
    @CsvSource({"20, 04", "21, 00", "3A, 07", "3A, 01"})
    void triesAgainLaterAndLaterAndThenNoMore(String result, String additional) {
        push();
        terminal.setUpEvents();
        int general = Integer.parseInt(result, 16);
        int info = Integer.parseInt(additional, 16);
        terminal.fail(ChannelTerminal.OPEN, general, info);
        terminal.poll(2).fail(ChannelTerminal.OPEN, general, info);
        assertListensToMessages();
        terminal.poll(3).fail(ChannelTerminal.OPEN, general, info);
        assertThat(terminal.poll(200).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x30, 0x31, 0x32, 0x36})
    void doesNotAskAgainForWhatTheTerminalCanNot(int result) {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, result);
        assertThat(terminal.poll(200).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @Test
    void comesBackWhereTheLinkBrokeInTheMiddleOfAPacket() {
        connect();
        byte[] query = packet(QUERY);
        terminal.arrive(query);
        terminal.give(20);
        terminal.fail(ChannelTerminal.RECEIVE, 0x3A, 0x02);
        terminal.ok(ChannelTerminal.CLOSE);
        terminal.poll(2).open();
        assertThat(terminal.identification()).isEqualTo(Issuer.ICCID.encode());
        assertThat(open(terminal.exchange(query)).packet().status().code()).isZero();
    }

    @Test
    void comesBackWhereThePorCouldNotBeSent() {
        connect();
        terminal.arrive(packet(QUERY));
        terminal.give(237);
        terminal.fail(ChannelTerminal.SEND, 0x3A, 0x02);
        terminal.ok(ChannelTerminal.CLOSE);
        terminal.poll(2).open();
        assertThat(terminal.identification()).isEqualTo(Issuer.ICCID.encode());
        run(QUERY);
    }

    @Test
    void looksAfterALinkThatNobodySpeaksOn() {
        connect();
        terminal.poll(10).tellStatus(true);
        assertThat(terminal.last()).isEqualTo(StatusWord.OK);
        terminal.poll(10).ok(ChannelTerminal.CLOSE);
        terminal.poll(2).open();
        terminal.identification();
        terminal.poll(10).tellStatus(false);
        terminal.ok(ChannelTerminal.CLOSE);
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @Test
    void asksForWhatCameWhileItWasSending() {
        connect();
        terminal.arrive(packet(QUERY));
        terminal.give(237);
        ProactiveCommand send = terminal.fetch(ChannelTerminal.SEND);
        byte[] next = packet(QUERY);
        terminal.arrive(next);
        assertThat(terminal.last()).as("while the terminal sends").isEqualTo(StatusWord.OK);
        terminal.respond(send, TerminalResponse.OK, new byte[0]);
        terminal.give(237);
        assertThat(open(terminal.takeSent()).packet().counter()).isEqualTo(new Counter(ota.counter));
    }

    // ---------------------------------------------------------------- messages beside it

    @Test
    void keepsMessagesWaitingWhileTheChannelIsOpen() {
        connect();
        byte[] query = ota.packet(Ota.REPORT, CompactScript.of(QUERY).encode());
        assertThat(ota.deliver(query).status().toString()).isEqualTo("9300");
        terminal.drop();
        terminal.ok(ChannelTerminal.CLOSE);
        assertThat(ota.open(ota.deliver(query), Ota.REPORT).packet().status().isOk())
                .isTrue();
    }

    @Test
    void goesOnAfterAMessageBetweenTwoTries() {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x20, 0x04);
        assertListensToMessages();
        terminal.poll(2).open();
        terminal.identification();
        run(QUERY);
    }

    @Test
    void givesWayToAMessageInSeveralParts() {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x20, 0x04);
        byte[] longScript = CompactScript.of(Commands.stage(
                        Commands.TRANSFER,
                        Commands.file(0x6F60, 0, "21".repeat(60)),
                        Commands.file(0x6F61, 0, "21".repeat(60))))
                .encode();
        byte[] packet = ota.packet(Ota.REPORT, longScript);
        List<UserData> parts = PacketSegments.ofCommand(packet, 7);
        assertThat(parts).hasSize(2);
        for (UserData part : parts) {
            byte[] tpdu = SmsDeliver.toUsim(Ota.SENDER, new byte[7], part).encode();
            card.transmit(new SmsPpDownload(Optional.empty(), tpdu).toApdu());
        }
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    // ---------------------------------------------------------------- the card calls

    /** A card that knows its server and an address, and has come home from another slot. */
    private void comeHome() {
        String objects = "3C03020FA0" + "3E0521C0000201";
        write("6F1A", POLICY + String.format("%02X", objects.length() / 2) + objects);
        write("6F10", "0C91947101000024");
        ota.ok(switchTo(2, FallbackRule.afterResets(1)));
        card.reset();
        terminal.start();
    }

    @Test
    void callsItsServerWhenItHasComeHome() {
        comeHome();
        terminal.poll(4).setUpEvents();
        terminal.open();
        assertThat(terminal.identification()).isEqualTo(Issuer.ICCID.encode());
        assertThat(QueryAnswer.decode(run(QUERY).data()).fallbackCause()).isEqualTo(FallbackCause.RESETS);
        terminal.drop();
        terminal.ok(ChannelTerminal.CLOSE);
        terminal.start();
        assertThat(terminal.poll(100).last()).as("it is told").isEqualTo(StatusWord.OK);
    }

    @Test
    void reportsByMessageWhereItsServerDoesNotAnswer() {
        comeHome();
        terminal.poll(4).setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x3A, 0x07);
        terminal.poll(2).fail(ChannelTerminal.OPEN, 0x3A, 0x07);
        terminal.poll(3).fail(ChannelTerminal.OPEN, 0x3A, 0x07);
        terminal.poll(32 - 3).ok(ProactiveCommand.SEND_SHORT_MESSAGE);
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
    }

    @Test
    void reportsByMessageWhereItsFileIsOfNoUse() {
        comeHome();
        write("6F1A", POLICY + "02" + "3C7F");
        assertThat(terminal.poll(3).last()).isEqualTo(StatusWord.OK);
        assertThat(card.fetch(terminal.poll(1).last())).isInstanceOf(ProactiveCommand.SendShortMessage.class);
    }

    // ---------------------------------------------------------------- what is left

    @Test
    void forgetsTheSessionWithAReset() {
        connect();
        terminal.arrive(packet(QUERY));
        terminal.give(20);
        terminal.start();
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    @Test
    void ignoresEventsOfChannelsThatAreNotItsOwn() {
        connect();
        for (String event : List.of(
                "80C200000D D60B 99010A 82028281 B8020105", "80C2000010 D60E 990109 82028281 B8028300 B70110")) {
            assertThat(card.status(event)).isEqualTo("9000");
        }
        run(QUERY);
        terminal.start();
        assertThat(card.status("80C2000010 D60E 990109 82028281 B8028100 B70110"))
                .isIn("9000", "6A80");
        assertThat(terminal.poll(3).last()).isEqualTo(StatusWord.OK);
    }

    @Test
    void leavesNothingOfASessionInItsMemory() {
        connect();
        String content = "5EC3E75EC3E75EC3";
        run(Commands.stage(Commands.TRANSFER), Issuer.selectMf("7FFF6F3E"), Issuer.update(content));
        byte[] cells = CardMemory.of(card.instance()).array(MemoryFigures.RAM + ".cells");
        assertThat(HEX.formatHex(cells)).doesNotContainIgnoringCase(content);
        terminal.drop();
        terminal.ok(ChannelTerminal.CLOSE);
        assertThat(CardMemory.of(card.instance()).array(MemoryFigures.RAM + ".cells"))
                .containsOnly(0);
    }
}
