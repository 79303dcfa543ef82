package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.PushCommand;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers, terminals and networks that do a session over IP harm (docs/applet/commands.md 7.3). */
class ChannelFaultTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final CommandApdu PUSH = PushCommand.openChannel(ChannelParameters.to(
                    new Transport(Transport.TCP_CLIENT, 4000), new byte[] {(byte) 192, 0, 2, 1}, 1_400))
            .toApdu();
    private static final CommandApdu QUERY = QueryCommand.ofActiveSlot().toApdu();
    private static final Spi SECURED = Spi.secured(false);
    private static final int DATA_TAG = 0x36;
    private static final int LENGTH_TAG = 0x37;
    /** STATUS after which a session without progress is given up. */
    private static final int GIVE_UP = 20;

    /** As in SecurityMatrixTest: files of the UICC by packets without a key. */
    private static final String NO_MINIMUM = "880107 A308 8003 B00000 8101 00";

    private final TestCard card = Issuer.issue(3);
    private final Ota ota = Ota.operator(card, 1);
    private final ChannelTerminal terminal = new ChannelTerminal(card);

    @BeforeEach
    void start() {
        policy("0201");
        terminal.start();
    }

    /** EF.CHANNEL without objects: tries, and STATUS before the first of them. */
    private void policy(String hex) {
        assertThat(ota.answer(Tar.USIM_FILES, "00A4000C026F1A" + "00D6000003" + hex + "00"))
                .endsWith("9000");
    }

    private void push() {
        assertThat(ota.ok(PUSH).data()).isEmpty();
        terminal.poll(1);
    }

    private void connect() {
        push();
        terminal.establish();
    }

    private byte[] packet(CommandApdu... script) {
        ota.counter++;
        byte[] encoded = CompactScript.of(script).encode();
        return SecuredPackets.secure(
                CommandPacket.of(SECURED, 1, ota.keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(ota.counter), encoded),
                ota.keys,
                Framing.TCP);
    }

    private int status(byte[] por) {
        return SecuredPackets.openResponse(por, SECURED, ota.keys, Framing.TCP)
                .packet()
                .status()
                .code();
    }

    private void assertListensToMessages() {
        assertThat(ota.query().state()).isEqualTo(CardState.STABLE);
    }

    private void assertSilent() {
        assertThat(terminal.poll(100).last()).isEqualTo(StatusWord.OK);
        assertListensToMessages();
    }

    // ---------------------------------------------------------------- servers

    @Test
    void givesAServerUpThatDripsBytes() {
        push();
        terminal.setUpEvents();
        terminal.open();
        for (int tries = 2; ; tries--) {
            terminal.identification();
            terminal.arrive(packet(QUERY));
            for (int i = 0; i < GIVE_UP; i++) {
                terminal.give(1);
                terminal.poll(1);
            }
            terminal.ok(ChannelTerminal.CLOSE);
            if (tries == 0) {
                break;
            }
            terminal.poll(4 - tries).open();
        }
        assertSilent();
    }

    @Test
    void givesAServerUpWithoutKeys() {
        connect();
        for (int i = 1; i <= GIVE_UP; i++) {
            byte[] bad = packet(QUERY);
            bad[bad.length - 1] ^= 1;
            assertThat(status(terminal.exchange(bad))).isEqualTo(0x01);
            terminal.poll(1);
            if (i == GIVE_UP / 2) {
                terminal.tellStatus(true);
            }
        }
        terminal.ok(ChannelTerminal.CLOSE);
        assertListensToMessages();
    }

    @Test
    void keepsAServerThatTakesItsTime() {
        connect();
        for (int i = 0; i < 2 * GIVE_UP; i++) {
            assertThat(status(terminal.exchange(packet(QUERY)))).isZero();
            assertThat(terminal.poll(9).last()).isEqualTo(StatusWord.OK);
        }
    }

    // ---------------------------------------------------------------- messages whose parts wait

    @ParameterizedTest
    @ValueSource(ints = {0x20, 0x30})
    void forgetsPartsOfMessagesWithTheirBytes(int result) {
        byte[] packet = ota.packet(Ota.REPORT, CompactScript.of(QUERY).encode());
        List<CommandApdu> parts =
                Parts.of(packet, 1).sized(packet.length / 2 + 1).envelopes();
        assertThat(parts).hasSize(2);
        card.transmit(parts.get(1));
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, result);
        assertThat(card.transmit(parts.get(0)).data()).as("half a message").isEmpty();
    }

    @Test
    void goesOnTryingAfterPartsOfAMessageThatIsTooLong() {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x20);
        byte[] packet = ota.packet(Ota.REPORT, CompactScript.of(QUERY).encode());
        ota.counter--;
        List<CommandApdu> parts = Parts.of(packet, 1).sized(4).envelopes();
        assertThat(parts).hasSizeGreaterThan(Segments.USUAL_CELLS);
        assertThat(card.transmit(parts.get(1)).data()).isEmpty();
        terminal.poll(2).open();
        terminal.identification();
    }

    // ---------------------------------------------------------------- PUSH

    @Test
    void refusesTheIdentificationPacketWithoutCellsForPackets() {
        TestCard small = TestCard.install(OtaKeySet.parameters("810100"));
        Ota manufacturer = Issuer.personalise(small);
        small.profile(ChannelTerminal.PROFILE);
        assertThat(manufacturer.status(PushCommand.identificationPacket().toApdu()))
                .isEqualTo("6985");
    }

    @Test
    void triesNoMoreAfterAPushThatIsMalformed() {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x20);
        assertThat(ota.status(CommandApdu.decode(HEX.parseHex("80EC0101053C030210E1"))))
                .isEqualTo("6A80");
        assertSilent();
    }

    @Test
    void triesNoMoreOftenThanItsFileSaysByThen() {
        push();
        terminal.setUpEvents();
        terminal.fail(ChannelTerminal.OPEN, 0x20);
        terminal.poll(2).fail(ChannelTerminal.OPEN, 0x20);
        policy("0101");
        terminal.poll(3).fail(ChannelTerminal.OPEN, 0x20);
        assertSilent();
    }

    // ---------------------------------------------------------------- terminals

    @Test
    void opensNoChannelWithoutItsEvents() {
        push();
        terminal.fail(ChannelTerminal.EVENT_LIST, TerminalResponse.BEYOND_CAPABILITIES);
        assertSilent();
        assertThat(ota.run(PUSH).data()).isEqualTo(HEX.parseHex("830130"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SET_UP_EVENT_LIST", "DATA_AVAILABLE_EVENT"})
    void answersThatATerminalWithoutEventsCanNot(Feature missing) {
        card.reset();
        card.profile(profileWithout(missing));
        assertThat(ota.run(PUSH).data()).isEqualTo(HEX.parseHex("830130"));
    }

    private static TerminalProfile profileWithout(Feature missing) {
        return TerminalProfile.of(List.of(
                        Feature.REFRESH,
                        Feature.SEND_SHORT_MESSAGE,
                        Feature.SET_UP_EVENT_LIST,
                        Feature.DATA_AVAILABLE_EVENT,
                        Feature.OPEN_CHANNEL)
                .stream()
                .filter(feature -> feature != missing)
                .toArray(Feature[]::new));
    }

    @Test
    void asksATerminalWithoutEventsOfChannelsForRejectionsAlone() {
        ota.ok(switchTo(2, FallbackRule.NEVER.orRejections(3)));
        card.reset();
        ProactiveCommand events = card.fetch(card.profile(profileWithout(Feature.DATA_AVAILABLE_EVENT)));
        assertThat(HEX.formatHex(events.encode())).isEqualTo("d00c810301050082028182990112");
    }

    @Test
    void takesNoOtherChannelsStatusForItsOwn() {
        connect();
        terminal.poll(10).tellStatus(true);
        assertThat(terminal.last()).isEqualTo(StatusWord.OK);
    }

    @ParameterizedTest
    @CsvSource({"true, FF", "true, 00", "false, FF"})
    void waitsForMoreWhereATerminalHasNothing(boolean withObject, String left) {
        connect();
        terminal.arrive(packet(QUERY));
        ProactiveCommand receive = terminal.fetch(ChannelTerminal.RECEIVE);
        ComprehensionTlv length = ComprehensionTlv.optional(LENGTH_TAG, HEX.parseHex(left));
        ComprehensionTlv[] objects = withObject
                ? new ComprehensionTlv[] {ComprehensionTlv.optional(DATA_TAG, new byte[0]), length}
                : new ComprehensionTlv[] {length};
        terminal.respond(receive, TerminalResponse.OK, new byte[0], objects);
        assertThat(terminal.last()).isEqualTo(StatusWord.OK);
        assertThat(status(terminal.exchange(packet(QUERY)))).isZero();
    }

    // ---------------------------------------------------------------- packets

    @ParameterizedTest
    @CsvSource({"CRC_16, 0", "CRC_16, 60", "CRC_16, 150", "CRC_32, 150"})
    void runsTheWholeScriptOfAPacketWithARedundancyCheck(IntegrityAlgorithm check, int bytes) {
        TestCard open = OtaKeySet.AES_128.issue(NO_MINIMUM, "840100");
        Ota sender = new Ota(open, 1, OtaKeySet.AES_128.packetKeys());
        ChannelTerminal phone = new ChannelTerminal(open);
        phone.start();
        sender.ok(PUSH);
        phone.poll(1).establish();
        CommandApdu select = CommandApdu.decode(HEX.parseHex("00A4000C023F00"));
        CommandApdu[] script = new CommandApdu[1 + bytes / 7];
        Arrays.fill(script, select);
        Spi spi = Spi.of(0x0101);
        PacketKeys keys = OtaKeySet.AES_128.packetKeys(CipherAlgorithm.NONE, check);
        CommandPacket packet = new CommandPacket(
                spi,
                KeyIdentifier.kic(1, CipherAlgorithm.AES_CBC),
                KeyIdentifier.kid(1, check),
                Tar.UICC_FILES,
                new Counter(1),
                CompactScript.of(script).encode());
        byte[] por = phone.exchange(SecuredPackets.secure(packet, keys, Framing.TCP));
        PacketKeys none = OtaKeySet.AES_128.packetKeys(CipherAlgorithm.NONE, IntegrityAlgorithm.NONE);
        CompactResponse response = CompactResponse.decode(SecuredPackets.openResponse(por, spi, none, Framing.TCP)
                .packet()
                .data());
        assertThat(response.executed()).isEqualTo(script.length);
        assertThat(response.status()).isEqualTo(StatusWord.OK);
    }

    /** What no test has provoked is provoked here: a script format that fails as the runtime of a card may. */
    @Test
    void closesTheChannelWhereAPacketCouldNotBeRun() throws ReflectiveOperationException {
        connect();
        Object download = field(SimshiftApplet.class, "smsDownload").get(card.instance());
        Field compact = field(SmsDownload.class, "compact");
        Object works = compact.get(download);
        compact.set(download, new Script() {
            @Override
            short run(byte[] buf, short off, short end, byte[] out, byte[] por, short outOff, short room) {
                throw new IllegalStateException("the runtime fails");
            }
        });
        terminal.arrive(packet(QUERY));
        terminal.give(237);
        assertThat(terminal.last().toString()).isEqualTo("6F00");
        compact.set(download, works);
        terminal.poll(1).ok(ChannelTerminal.CLOSE);
        assertSilent();
    }

    private static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
