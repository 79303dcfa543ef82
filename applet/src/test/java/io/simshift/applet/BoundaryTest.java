package io.simshift.applet;

import static io.simshift.applet.Commands.switchTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.LifeCycleCommand;
import io.simshift.protocol.subscription.LifeCycleCommand.Order;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every instruction with every parameter and length at its limits, in every state: a status word, never 6F00. A long run
 * ({@code -Dsimshift.boundaries=all}) has more lengths, and every file selected in every state.
 */
class BoundaryTest {
    private static final boolean ALL = "all".equals(System.getProperty("simshift.boundaries"));
    private static final int[] VALUES = {0x00, 0x01, 0x04, 0x7F, 0x80, 0x81, 0xFE, 0xFF};
    private static final int[] LES = ALL ? VALUES : new int[] {0x00, 0x01, 0x80, 0xFF};
    private static final int[] LENGTHS =
            ALL ? new int[] {0x01, 0x02, 0x08, 0x10, 0x22, 0x7F, 0x80, 0xFE, 0xFF} : new int[] {0x02, 0x10, 0x80, 0xFF};
    private static final String[] FILES = {
        "00A40804047FFF6F07", "00A40804047FFF6F40", "00A40804047FFF6F39", "00A40004023F00",
    };
    private static final int[] SCRIPT_LENGTHS = {0, 1, 2, 3, 9, 40};
    private static final int SELECT = 0xA4;
    private static final int BY_NAME = 0x04;
    private static final int ENVELOPE = 0xC2;
    private static final HexFormat HEX = HexFormat.of();

    /** What a card may be when the commands come. */
    enum State {
        NEW {
            @Override
            TestCard card() {
                return TestCard.install(Keys.installParameters(2));
            }
        },
        ISSUED {
            @Override
            TestCard card() {
                return Issuer.issue(2);
            }
        },
        WITH_PINS {
            @Override
            TestCard card() {
                return PinCards.issue(true, true);
            }
        },
        PROACTIVE {
            @Override
            TestCard card() {
                TestCard card = Issuer.issue(2);
                Ota.operator(card, 1).answer(Tar.USIM_FILES, "00A4000C026F38 00D6000C0120");
                card.reset();
                StatusWord announced = card.profile(TerminalProfile.everything(30));
                card.fetch(announced);
                return card;
            }
        },
        PENDING {
            @Override
            TestCard card() {
                TestCard card = Issuer.issue(2);
                Ota.operator(card, 1).ok(switchTo(2));
                return card;
            }
        },
        PROVISIONAL {
            @Override
            TestCard card() {
                TestCard card = PENDING.card();
                card.reset();
                return card;
            }
        },
        SUSPENDED {
            @Override
            TestCard card() {
                TestCard card = Issuer.issue(2);
                Ota.operator(card, 1).ok(new LifeCycleCommand(Order.SUSPEND).toApdu());
                return card;
            }
        },
        TERMINATED {
            @Override
            TestCard card() {
                TestCard card = Issuer.issue(2);
                Ota.operator(card, 1).ok(new LifeCycleCommand(Order.TERMINATE).toApdu());
                return card;
            }
        };

        abstract TestCard card();
    }

    private static void assertAnswered(TestCard card, byte[] command) {
        ResponseApdu answer = card.transmit(command);
        if (answer.status().sw1() == 0x6F) {
            throw new AssertionError(HEX.formatHex(command) + " answered " + answer.status());
        }
    }

    /** Header alone, header and Le, header and data of one value or of counting ones. */
    private static void sendAll(TestCard card, int cla, int ins, int p1, int p2) {
        byte[] header = {(byte) cla, (byte) ins, (byte) p1, (byte) p2};
        assertAnswered(card, header);
        for (int le : LES) {
            byte[] command = Arrays.copyOf(header, 5);
            command[4] = (byte) le;
            if (isLeft(ins, p1, le)) {
                assertAnswered(card, command);
            }
        }
        for (int lc : LENGTHS) {
            if (isLeft(ins, p1, lc)) {
                byte[] command = Arrays.copyOf(header, 5 + lc);
                command[4] = (byte) lc;
                assertAnswered(card, command);
                for (int i = 0; i < lc; i++) {
                    // as a TLV: a tag of the toolkit's, and the length of what follows
                    command[5 + i] = (byte) (i == 0 ? 0xD1 : i == 1 ? Math.max(lc - 2, 0) : i);
                }
                assertAnswered(card, command);
                Arrays.fill(command, 5, command.length, (byte) 0xFF);
                assertAnswered(card, command);
            }
        }
    }

    /** jcardsim itself fails over SELECT by name with P3 of 80 or more. */
    private static boolean isLeft(int ins, int p1, int p3) {
        return ins != SELECT || p1 != BY_NAME || p3 < 0x80;
    }

    private static int[] instructions() {
        return IntStream.rangeClosed(0, 0xFF)
                .filter(ins -> Instructions.flags((byte) ins) != 0 || ins == 0xC0 || ins == 0xFA)
                .toArray();
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void answersEveryLimitOfEveryCommand(State state) {
        TestCard card = state.card();
        assertThat(instructions()).hasSizeGreaterThan(25);
        for (String file : ALL || state == State.ISSUED ? FILES : new String[] {FILES[0]}) {
            for (int ins : instructions()) {
                for (int cla : classes(ins)) {
                    card.transmit("00A404000C" + "A0000000871002FFFFFFFF89");
                    card.transmit(file);
                    for (int p1 : VALUES) {
                        for (int p2 : VALUES) {
                            sendAll(card, cla, ins, p1, p2);
                        }
                    }
                }
            }
        }
        card.reset();
        assertThat(card.data("80F2000000")).startsWith("62");
    }

    /** Responses of the right form: each general result with objects of many lengths, to the card's question for the IMEI and others. */
    @ParameterizedTest
    @ValueSource(ints = {0x13, 0x26, 0x40})
    void answersEveryTerminalResponse(int type) {
        TestCard card = State.PROACTIVE.card();
        for (int result = 0; result <= 0xFF; result++) {
            for (int tag : new int[] {0x14, 0x36, 0x37, 0x38, 0x62}) {
                for (int length : new int[] {0, 1, 8, 9, 100}) {
                    String details = String.format("810301%02X00820282818301%02X%02X", type, result, tag);
                    byte[] command = HEX.parseHex("8014000000" + details);
                    command = Arrays.copyOf(command, command.length + 1 + length);
                    command[command.length - length - 1] = (byte) length;
                    command[4] = (byte) (command.length - 5);
                    assertAnswered(card, command);
                    StatusWord next = card.transmit("80F2000C00").status();
                    if (next.hasProactiveCommand()) {
                        card.fetch(next);
                    }
                }
            }
        }
        card.reset();
        assertThat(card.data("80F2000000")).startsWith("62");
    }

    /** Those under which the card knows the instruction, and that of a SIM. */
    private static int[] classes(int ins) {
        return IntStream.of(0x00, 0x80, 0xA0)
                .filter(cla -> ALL
                        || cla == 0xA0
                        || Instructions.is((byte) ins, cla == 0 ? Instructions.ISO : Instructions.UICC))
                .toArray();
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ISSUED"})
    void answersInstructionsThatDoNotExist(State state) {
        TestCard card = state.card();
        for (int cla = 0; cla <= 0xFF; cla++) {
            for (int ins = 0; ins <= 0xFF; ins++) {
                assertAnswered(card, new byte[] {(byte) cla, (byte) ins, 0, 0});
                assertAnswered(card, new byte[] {(byte) cla, (byte) ins, 0, 0, 1, 0});
            }
        }
    }

    /** The same for the commands of a script, each in a packet of its own that the card lets in. */
    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"ISSUED", "SUSPENDED", "PENDING", "PROVISIONAL"})
    void answersEveryLimitOfEveryCommandOfAScript(State state) {
        TestCard card = state.card();
        int slot = state == State.PROVISIONAL ? 2 : 1;
        Ota operator = Ota.operator(card, slot).from(10);
        for (Tar tar : new Tar[] {Tar.SUBSCRIPTION_MANAGEMENT, Tar.USIM_FILES, Tar.UICC_FILES}) {
            for (int ins : IntStream.concat(IntStream.rangeClosed(0x3A, 0x43), Arrays.stream(instructions()))
                    .toArray()) {
                for (int p1 : new int[] {0x00, 0x80, 0xFF}) {
                    for (int length : SCRIPT_LENGTHS) {
                        sendScript(card, operator, tar, ins, p1, length);
                    }
                }
            }
        }
        card.reset();
        assertThat(card.data("80F2000000")).startsWith("62");
    }

    private static void sendScript(TestCard card, Ota operator, Tar tar, int ins, int p1, int length) {
        int cla = Instructions.is((byte) ins, Instructions.ISO) ? 0x00 : 0x80;
        byte[] script = new byte[5 + length];
        script[0] = (byte) cla;
        script[1] = (byte) ins;
        script[2] = (byte) p1;
        script[4] = (byte) length;
        Arrays.fill(script, 5, script.length, (byte) 0x80);
        operator.counter++;
        byte[] packet = operator.packet(Ota.REPORT, script, tar, operator.counter);
        byte[] envelope = Ota.envelope(packet).encode();
        assertThat(envelope[1]).isEqualTo((byte) ENVELOPE);
        assertAnswered(card, envelope);
    }
}
