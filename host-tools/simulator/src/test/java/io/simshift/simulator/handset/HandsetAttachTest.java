package io.simshift.simulator.handset;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.network.AttachResult;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.network.Networks;
import io.simshift.simulator.network.OperatorNetwork;
import io.simshift.simulator.network.RejectCause;
import io.simshift.simulator.network.Subscriber;
import io.simshift.simulator.smsc.DeliverOutcome;
import io.simshift.simulator.smsc.Terminal;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HandsetAttachTest {
    private static final Iccid ICCID = Iccid.withCheckDigit("898810000000000001");
    private static final Imsi IMSI_A = new Imsi("001010000000001");
    private static final Imsi IMSI_B = new Imsi("001020000000009");
    private static final Msisdn MSISDN_A = new Msisdn("49170000001");
    private static final Msisdn MSISDN_B = new Msisdn("49180000009");

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes kA = SecretBytes.random(16, random);
    private final SecretBytes kB = SecretBytes.random(16, random);
    private final SecretBytes opc = SecretBytes.random(16, random);
    private final OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final OperatorNetwork b = new OperatorNetwork("B", new Plmn("001", "02"), random);
    private final ManualWorld world = new ManualWorld();
    private final FakeUsim card = new FakeUsim(ICCID, IMSI_A, kA, opc);
    private final Handset handset = handset(card);

    private Handset handset(CardLink link) {
        HandsetSettings settings = new HandsetSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(8),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                true,
                true);
        return new Handset("h1", link, new Networks(List.of(a, b)), world.surroundings(settings));
    }

    private void switchOn() {
        handset.powerOn();
        world.settle();
    }

    @Test
    void attachesWhereItsImsiBelongs() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));

        switchOn();

        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(handset.status().msisdn()).contains(MSISDN_A);
        assertThat(a.terminal(MSISDN_A)).containsSame(handset);
        assertThat(card.file(0x6F7E)[10]).as("EF.LOCI: updated").isZero();
        assertThat(card.file(0x6F7E)).startsWith(card.file(0x6F7E)[0]).contains((byte) 0xF1);
        assertThat(card.file(0x6F08)).isNotEqualTo(new byte[33]);
        assertThat(world.events)
                .extracting(HandsetEvent::describe)
                .containsExactly(
                        "card reset: power on",
                        "card " + ICCID + " shows IMSI " + IMSI_A,
                        "attached at A as IMSI " + IMSI_A + ", number " + MSISDN_A);
    }

    @Test
    void writesWhereItIsForEachDomain() {
        card.file(0x6F38, HexFormat.of().parseHex("0008000C21000000000010")); // with service 85: EPS
        card.file(0x6FE3, new byte[18]);
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));

        switchOn();

        String tmsi = HexFormat.of().formatHex(card.file(0x6F7E), 0, 4);
        assertThat(card.file(0x6F7E)).asHexString().isEqualToIgnoringCase(tmsi + "00f1100001" + "ff" + "00");
        assertThat(card.file(0x6F73))
                .as("P-TMSI, signature, RAI, updated (TS 31.102 4.2.23)")
                .asHexString()
                .isEqualToIgnoringCase(tmsi + "ffffff" + "00f1100001" + "01" + "00");
        assertThat(card.file(0x6FE3))
                .as("GUTI, TAI, updated (TS 31.102 4.2.91)")
                .asHexString()
                .isEqualToIgnoringCase("0bf6" + "00f110" + "0001" + "01" + tmsi + "00f1100001" + "00");
        assertThat(world.events(HandsetEvent.Trouble.class)).isEmpty();
    }

    @Test
    void keepsTryingUntilItIsProvisioned() {
        switchOn();
        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.SEARCHING);
        world.pass(Duration.ofSeconds(30));

        List<HandsetEvent.AttachRejected> rejections = world.events(HandsetEvent.AttachRejected.class);
        assertThat(rejections)
                .allSatisfy(rejection -> assertThat(rejection.cause()).isEqualTo(RejectCause.IMSI_UNKNOWN_IN_HLR))
                .extracting(rejection -> rejection.retryAfter().toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 8L, 8L);

        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        world.pass(Duration.ofSeconds(8));
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    @Test
    void resynchronisesAndThenAttaches() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        card.highestSeq(123_456);

        switchOn();

        assertThat(world.events(HandsetEvent.Attached.class))
                .singleElement()
                .satisfies(event -> assertThat(event.resynchronised()).isTrue());
    }

    @Test
    void isRejectedWithAnotherKey() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kB, opc));

        switchOn();

        assertThat(world.events(HandsetEvent.AttachRejected.class))
                .singleElement()
                .satisfies(event -> assertThat(event.cause()).isEqualTo(RejectCause.MAC_FAILURE));
        assertThat(a.attachedCount()).isZero();
    }

    @Test
    void searchesOnWhereNobodyServesItsImsi() {
        card.becomes(new Imsi("901700000000001"), kA, opc);

        switchOn();

        assertThat(world.events(HandsetEvent.NoNetwork.class)).hasSize(1);
        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.SEARCHING);
    }

    @Test
    void movesToTheOtherOperatorAfterRefreshWithReset() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        b.provision(new Subscriber(IMSI_B, MSISDN_B, kB, opc));
        switchOn();

        card.wants("D009810301010482028182");
        card.onReset(() -> card.becomes(IMSI_B, kB, opc));
        handset.poll();
        world.settle();

        assertThat(handset.status().attachedAt("B")).isTrue();
        assertThat(card.resets()).isEqualTo(2);
        assertThat(card.terminalResponses()).as("the reset is the answer").isEmpty();
        assertThat(a.attachedCount()).isZero();
        assertThat(b.terminal(MSISDN_B)).containsSame(handset);
        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.MacFailure());
        assertThat(challenge(b, IMSI_B)).isEqualTo(new ChallengeResult.Authenticated(false));
        assertThat(handset.status().attachedAt("B")).isTrue();
    }

    private ChallengeResult challenge(OperatorNetwork network, Imsi imsi) {
        CompletableFuture<ChallengeResult> result =
                network.challenge(handset, imsi).toCompletableFuture();
        world.settle();
        return result.join();
    }

    @Test
    void readsCardAgainAfterRefreshWithoutReset() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        b.provision(new Subscriber(IMSI_B, MSISDN_B, kB, opc));
        switchOn();

        card.becomes(IMSI_B, kB, opc);
        card.wants("D009810301010082028182");
        handset.poll();
        world.settle();

        assertThat(handset.status().attachedAt("B")).isTrue();
        assertThat(card.resets()).isEqualTo(1);
        assertThat(card.terminalResponses()).hasSize(1);
    }

    @Test
    void staysWhereItIsWhenAnotherOperatorRefusesIt() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        switchOn();

        CompletableFuture<AttachResult> result = handset.tryAttach(b).toCompletableFuture();
        world.settle();

        assertThat(result.join()).isEqualTo(new AttachResult.Rejected(RejectCause.IMSI_UNKNOWN_IN_HLR, ""));
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    @Test
    void comesBackAfterItsNetworkDetachedIt() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        switchOn();

        a.remove(IMSI_A);
        world.settle();
        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.SEARCHING);

        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        world.pass(Duration.ofSeconds(10));
        assertThat(handset.status().attachedAt("A")).isTrue();
    }

    private void moveToB() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        b.provision(new Subscriber(IMSI_B, MSISDN_B, kB, opc));
        switchOn();
        card.onReset(() -> card.becomes(IMSI_B, kB, opc));
        card.wants("D009810301010482028182");
        handset.poll();
    }

    @Test
    void takesNoMessageOfANetworkThatItHasLeft() {
        moveToB();
        Terminal atA = a.attached(MSISDN_A).orElseThrow(); // looked up just before the handset leaves
        world.settle();
        assertThat(handset.status().attachedAt("B")).isTrue();

        CompletableFuture<DeliverOutcome> outcome = atA.deliver(SmsDeliver.toUsim(
                                SmsAddress.of(SmsAddress.UNKNOWN, "1234"),
                                new byte[SmsDeliver.TIMESTAMP_LENGTH],
                                UserData.of(UserDataHeader.COMMAND_PACKET, new byte[] {1, 2, 3}))
                        .encode())
                .toCompletableFuture();
        world.settle();

        assertThat(outcome).isCompletedWithValue(new DeliverOutcome.TemporaryFailure());
        assertThat(card.envelopes()).isEmpty();
    }

    @Test
    void staysWhereItIsWhenANetworkThatItHasLeftDetachesIt() {
        moveToB();
        world.settle();

        handset.detachedByNetwork(a, RejectCause.IMSI_UNKNOWN_IN_HLR);
        world.settle();

        assertThat(handset.status().attachedAt("B")).isTrue();
        assertThat(world.events(HandsetEvent.Detached.class)).hasSize(1);
    }

    @Test
    void ignoresDetachThatItsNewAttachHasOvertaken() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        switchOn();

        handset.tryAttach(a);
        handset.detachedByNetwork(a, RejectCause.ILLEGAL_MS);
        world.settle();

        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(world.events(HandsetEvent.Detached.class)).isEmpty();
    }

    /** Two cards with one IMSI and one K, as a cloned card: each attach throws the other out. */
    @Test
    @Timeout(20)
    void waitsBeforeItThrowsAnotherCardWithItsImsiOutAgain() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        Handset clone = handset(new FakeUsim(ICCID, IMSI_A, kA, opc));
        switchOn();
        clone.powerOn();
        world.settle();

        assertThat(clone.status().attachedAt("A")).isTrue();
        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.SEARCHING);
        world.pass(Duration.ofSeconds(1));
        assertThat(handset.status().attachedAt("A")).isTrue();
        assertThat(a.attachedCount()).isOne();
    }

    @Test
    void leavesItsNetworkWhenSwitchedOff() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        switchOn();

        handset.powerOff();
        world.pass(Duration.ofMinutes(5));

        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.OFF);
        assertThat(a.attachedCount()).isZero();
        assertThat(card.resets()).isEqualTo(1);
        assertThat(challenge(a, IMSI_A)).isEqualTo(new ChallengeResult.NoAnswer("the handset has no usable card"));
    }

    @Test
    void tellsWhoWaitsForItsStatus() {
        CompletableFuture<HandsetStatus> attached =
                handset.when(status -> status.attachedAt("A")).toCompletableFuture();
        switchOn();
        assertThat(attached).isNotDone();

        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        world.pass(Duration.ofSeconds(1));

        assertThat(attached)
                .isCompletedWithValueMatching(
                        status -> status.imsi().orElseThrow().equals(IMSI_A));
        assertThat(handset.when(status -> status.attachedAt("A"))).isCompleted();
    }

    @Test
    void livesOnWithoutUsableCard() {
        card.without(0x6F07);
        switchOn();

        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.NO_CARD);
        assertThat(world.events(HandsetEvent.Trouble.class))
                .extracting(HandsetEvent.Trouble::what)
                .containsExactly("the card shows no EF.IMSI");
    }

    @Test
    void livesOnWithBrokenSubscription() {
        card.file(0x6F07, new byte[] {8, 0x29, 1, 2, (byte) 0xAB, 4, 5, 6, 7});
        switchOn();

        assertThat(handset.status().state()).isEqualTo(HandsetStatus.State.NO_CARD);
        assertThat(world.events(HandsetEvent.Trouble.class))
                .singleElement()
                .satisfies(event -> assertThat(event.what()).startsWith("the card's subscription can't be read"));
    }

    @Test
    void livesOnWhenCardGoesAway() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        boolean[] gone = {false};
        Handset fragile = handset(new CardLink() {
            @Override
            public byte[] reset() {
                return card.reset();
            }

            @Override
            public byte[] transmit(byte[] commandApdu) {
                if (gone[0]) {
                    throw new CardLinkException("the card was removed");
                }
                return card.transmit(commandApdu);
            }
        });
        fragile.powerOn();
        world.settle();
        assertThat(fragile.status().attachedAt("A")).isTrue();

        gone[0] = true;
        fragile.poll();
        world.settle();
        assertThat(fragile.status().state()).isEqualTo(HandsetStatus.State.NO_CARD);
        assertThat(a.attachedCount()).isZero();

        gone[0] = false;
        fragile.powerOn();
        world.settle();
        assertThat(fragile.status().attachedAt("A")).isTrue();
    }

    @Test
    void survivesCardThatAnswersEveryCommandOddly() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        for (int ins : new int[] {0xA4, 0xB0, 0xB2, 0xD6, 0x88, 0x10, 0xF2}) {
            for (String odd : new String[] {"6F00", "9000", "62039000", "DB0800009000", "DC0100" + "9000", "91FF"}) {
                FakeUsim oddCard = new FakeUsim(ICCID, IMSI_A, kA, opc);
                oddCard.answer(ins, odd);
                Handset survivor = handset(oddCard);
                survivor.powerOn();
                world.settle();
                survivor.poll();
                survivor.powerOff();
                world.settle();
                assertThat(survivor.status().state())
                        .as("INS %02X answered %s", ins, odd)
                        .isEqualTo(HandsetStatus.State.OFF);
            }
        }
    }

    /** Seeded: a failure names the run, and the run can be repeated. */
    @Test
    void survivesCardThatGarblesItsAnswers() {
        a.provision(new Subscriber(IMSI_A, MSISDN_A, kA, opc));
        for (int run = 0; run < 300; run++) {
            Random noise = new Random(run);
            FakeUsim good = new FakeUsim(ICCID, IMSI_A, kA, opc);
            Handset survivor = handset(new CardLink() {
                @Override
                public byte[] reset() {
                    return good.reset();
                }

                @Override
                public byte[] transmit(byte[] commandApdu) {
                    return garbled(good.transmit(commandApdu), noise);
                }
            });
            survivor.powerOn();
            world.pass(Duration.ofSeconds(40));
            survivor.powerOff();
            world.settle();
            assertThat(survivor.status().state()).as("run %d", run).isEqualTo(HandsetStatus.State.OFF);
            assertThat(a.attachedCount()).as("run %d", run).isZero();
        }
    }

    private static byte[] garbled(byte[] answer, Random noise) {
        return switch (noise.nextInt(8)) {
            case 0 -> {
                answer[noise.nextInt(answer.length)] ^= (byte) (1 << noise.nextInt(8));
                yield answer;
            }
            case 1 -> Arrays.copyOf(answer, noise.nextInt(answer.length + 1));
            default -> answer;
        };
    }
}
