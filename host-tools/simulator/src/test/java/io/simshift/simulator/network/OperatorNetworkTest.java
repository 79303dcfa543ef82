package io.simshift.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class OperatorNetworkTest {
    private static final Imsi IMSI = new Imsi("001010000000001");
    private static final Msisdn MSISDN = new Msisdn("49170000001");

    private final SecureRandom random = new SecureRandom();
    private final SecretBytes k = SecretBytes.random(16, random);
    private final SecretBytes opc = SecretBytes.random(16, random);
    private final OperatorNetwork network = new OperatorNetwork("A", new Plmn("001", "01"), random);
    private final FakeTerminal terminal = new FakeTerminal("t1");

    private void provisioned() {
        network.provision(new Subscriber(IMSI, MSISDN, k, opc));
    }

    @Test
    void admitsCardWithTheRightKey() {
        provisioned();

        AttachResult result = network.attach(IMSI, new ModelUsim(k, opc, 0), terminal);

        assertThat(result).isInstanceOfSatisfying(AttachResult.Accepted.class, accepted -> {
            assertThat(accepted.msisdn()).isEqualTo(MSISDN);
            assertThat(accepted.tmsi()).hasSize(4);
            assertThat(accepted.locationArea()).isEqualTo(HexFormat.of().parseHex("00F1100001"));
            assertThat(accepted.resynchronised()).isFalse();
        });
        assertThat(network.terminal(MSISDN)).containsSame(terminal);
    }

    @Test
    void reachesNobodyUnderANumberThatASubscriberHasGivenUp() {
        provisioned();
        network.attach(IMSI, new ModelUsim(k, opc, 0), terminal);

        network.provision(new Subscriber(IMSI, new Msisdn("49170000777"), k, opc));

        assertThat(network.terminal(MSISDN)).isEmpty();
        assertThat(terminal.detached).containsExactly(RejectCause.IMPLICITLY_DETACHED);
    }

    @Test
    void reachesAndAdmitsNobodyWhileItIsOff() {
        provisioned();
        network.attach(IMSI, new ModelUsim(k, opc, 0), terminal);

        network.switchOff();

        assertThat(network.attachedCount()).isZero();
        assertThat(terminal.detached).containsExactly(RejectCause.IMPLICITLY_DETACHED);
        CardAuthenticator neverAsked = (rand, autn) -> {
            throw new AssertionError("a network that is off challenges nobody");
        };
        assertThat(network.attach(IMSI, neverAsked, terminal))
                .isEqualTo(new AttachResult.Rejected(RejectCause.NETWORK_FAILURE, "the network is off"));

        network.switchOn();
        assertThat(network.attach(IMSI, new ModelUsim(k, opc, 0), terminal)).isInstanceOf(AttachResult.Accepted.class);
    }

    @Test
    void staysAttachedWhereTheNumberStaysTheSame() {
        provisioned();
        network.attach(IMSI, new ModelUsim(k, opc, 0), terminal);

        provisioned();

        assertThat(network.terminal(MSISDN)).containsSame(terminal);
        assertThat(terminal.detached).isEmpty();
    }

    @Test
    void doesNotKeepTerminalWhoseSubscriptionEndsDuringItsAttach() {
        provisioned();
        network.addListener((imsi, msisdn) -> network.remove(imsi));

        assertThat(network.attach(IMSI, new ModelUsim(k, opc, 0), terminal)).isInstanceOf(AttachResult.Rejected.class);
        assertThat(network.attachedCount()).isZero();
    }

    @Test
    void rejectsUnknownImsiWithoutChallenge() {
        ModelUsim card = new ModelUsim(k, opc, 0);

        assertThat(network.attach(IMSI, card, terminal))
                .isEqualTo(new AttachResult.Rejected(RejectCause.IMSI_UNKNOWN_IN_HLR, ""));
        assertThat(card.challenges).isZero();
        assertThat(network.attachedCount()).isZero();
    }

    @Test
    void rejectsCardWithAnotherKey() {
        provisioned();

        assertThat(network.attach(IMSI, new ModelUsim(SecretBytes.random(16, random), opc, 0), terminal))
                .isEqualTo(new AttachResult.Rejected(RejectCause.MAC_FAILURE, ""));
        assertThat(network.terminal(MSISDN)).isEmpty();
    }

    @Test
    void rejectsCardThatTakesTheChallengeAndAnswersWrongly() {
        provisioned();

        AttachResult result =
                network.attach(IMSI, (rand, autn) -> new AuthenticationAnswer.Success(new byte[8]), terminal);

        assertThat(result).isEqualTo(new AttachResult.Rejected(RejectCause.ILLEGAL_MS, "RES is not XRES"));
        assertThat(network.attachedCount()).isZero();
    }

    @Test
    void resynchronisesWithCardThatIsAhead() {
        provisioned();
        ModelUsim card = new ModelUsim(k, opc, 5_000_000);

        AttachResult result = network.attach(IMSI, card, terminal);

        assertThat(result)
                .isInstanceOfSatisfying(
                        AttachResult.Accepted.class,
                        accepted -> assertThat(accepted.resynchronised()).isTrue());
        assertThat(card.challenges).isEqualTo(2);
        assertThat(network.attach(IMSI, card, terminal))
                .isInstanceOfSatisfying(
                        AttachResult.Accepted.class,
                        accepted -> assertThat(accepted.resynchronised()).isFalse());
    }

    @Test
    void doesNotResynchroniseOnForgedAuts() {
        provisioned();
        Milenage foreign = new Milenage(SecretBytes.random(16, random), opc);
        int[] challenges = {0};

        AttachResult result = network.attach(
                IMSI,
                (rand, autn) -> {
                    challenges[0]++;
                    return new AuthenticationAnswer.SynchronisationFailure(
                            Auts.of(foreign, rand, new SequenceNumber(1L << 40)));
                },
                terminal);

        assertThat(result)
                .isEqualTo(new AttachResult.Rejected(RejectCause.SYNCH_FAILURE, "the AUTS is not the subscriber's"));
        assertThat(challenges[0]).isEqualTo(1);
        assertThat(network.attach(IMSI, new ModelUsim(k, opc, 0), terminal)).isInstanceOf(AttachResult.Accepted.class);
    }

    @Test
    void givesUpOnCardThatFailsToSynchroniseTwice() {
        provisioned();
        Milenage milenage = new Milenage(k, opc);
        int[] challenges = {0};

        AttachResult result = network.attach(
                IMSI,
                (rand, autn) -> {
                    challenges[0]++;
                    return new AuthenticationAnswer.SynchronisationFailure(
                            Auts.of(milenage, rand, new SequenceNumber(1L << 30)));
                },
                terminal);

        assertThat(result)
                .isEqualTo(new AttachResult.Rejected(RejectCause.SYNCH_FAILURE, "again after resynchronisation"));
        assertThat(challenges[0]).isEqualTo(2);
    }

    @Test
    void neverRepeatsChallengeOrSequenceNumber() {
        provisioned();
        Milenage milenage = new Milenage(k, opc);
        Set<String> rands = new HashSet<>();
        List<Long> sequence = new ArrayList<>();
        CardAuthenticator card = (byte[] rand, Autn autn) -> {
            rands.add(HexFormat.of().formatHex(rand));
            sequence.add(autn.verify(milenage, rand, 5).orElseThrow().seq());
            return new AuthenticationAnswer.NoAnswer("test");
        };
        for (int i = 0; i < 50; i++) {
            network.attach(IMSI, card, terminal);
        }

        assertThat(rands).hasSize(50);
        assertThat(sequence).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void tellsWhoComesAndGoes() {
        provisioned();
        List<String> seen = new ArrayList<>();
        network.addListener(new AttachListener() {
            @Override
            public void attached(Imsi imsi, Msisdn msisdn) {
                seen.add("+" + imsi + "/" + msisdn);
            }

            @Override
            public void detached(Imsi imsi, Msisdn msisdn) {
                seen.add("-" + imsi + "/" + msisdn);
            }
        });

        network.attach(IMSI, new ModelUsim(k, opc, 0), terminal);
        network.detach(MSISDN, new FakeTerminal("another"));
        network.detach(MSISDN, terminal);
        network.detach(MSISDN, terminal);

        assertThat(seen).containsExactly("+" + IMSI + "/" + MSISDN, "-" + IMSI + "/" + MSISDN);
        assertThat(network.terminal(MSISDN)).isEmpty();
    }

    @Test
    void detachesSubscriberThatItRemoves() {
        provisioned();
        ModelUsim card = new ModelUsim(k, opc, 0);
        network.attach(IMSI, card, terminal);

        assertThat(network.remove(IMSI)).isTrue();
        assertThat(network.remove(IMSI)).isFalse();

        assertThat(terminal.detached).containsExactly(RejectCause.IMSI_UNKNOWN_IN_HLR);
        assertThat(network.attach(IMSI, card, terminal))
                .isEqualTo(new AttachResult.Rejected(RejectCause.IMSI_UNKNOWN_IN_HLR, ""));
    }

    @Test
    void lastTerminalWithTheSameSubscriptionWins() {
        provisioned();
        ModelUsim card = new ModelUsim(k, opc, 0);
        FakeTerminal second = new FakeTerminal("t2");

        network.attach(IMSI, card, terminal);
        network.attach(IMSI, card, second);

        assertThat(terminal.detached).containsExactly(RejectCause.ILLEGAL_MS);
        assertThat(network.terminal(MSISDN)).containsSame(second);
        network.detach(MSISDN, terminal);
        assertThat(network.terminal(MSISDN)).containsSame(second);
    }

    @Test
    void challengeShowsWhetherItStillHoldsTheCardsKey() throws ExecutionException, InterruptedException {
        provisioned();
        terminal.card = new ModelUsim(k, opc, 0);
        assertThat(challenge(IMSI)).isEqualTo(new ChallengeResult.Authenticated(false));

        terminal.card = new ModelUsim(k, opc, 77_000);
        assertThat(challenge(IMSI)).isEqualTo(new ChallengeResult.Authenticated(true));

        terminal.card = new ModelUsim(SecretBytes.random(16, random), opc, 0);
        assertThat(challenge(IMSI)).isEqualTo(new ChallengeResult.MacFailure());
        assertThat(challenge(new Imsi("001010000000002"))).isEqualTo(new ChallengeResult.UnknownSubscriber());

        terminal.card = (rand, autn) -> new AuthenticationAnswer.NoAnswer("out of the slot");
        assertThat(challenge(IMSI)).isEqualTo(new ChallengeResult.NoAnswer("out of the slot"));
        assertThat(network.attachedCount()).isZero();
    }

    private ChallengeResult challenge(Imsi imsi) throws ExecutionException, InterruptedException {
        return network.challenge(terminal, imsi).toCompletableFuture().get();
    }

    @Test
    void refusesForeignImsiAndWrongKeys() {
        assertThatThrownBy(() -> network.provision(new Subscriber(new Imsi("001020000000001"), MSISDN, k, opc)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("IMSI 001020000000001 does not belong to operator A");
        assertThatThrownBy(() -> new Subscriber(IMSI, MSISDN, SecretBytes.random(15, random), opc))
                .hasMessage("K and OPc have 16 bytes each, not 15");
    }

    @Test
    void givesNumberToOneSubscriberOnly() {
        provisioned();
        Imsi other = new Imsi("001010000000002");

        assertThatThrownBy(() -> network.provision(new Subscriber(other, MSISDN, k, opc)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("number 49170000001 belongs to IMSI 001010000000001");
        assertThat(network.subscriber(other)).isEmpty();

        network.remove(IMSI);
        network.provision(new Subscriber(other, MSISDN, k, opc));
        assertThat(network.subscriber(other)).isPresent();
    }

    @Test
    void attachesThoughListenerFails() {
        provisioned();
        List<Imsi> seen = new ArrayList<>();
        network.addListener((imsi, msisdn) -> {
            throw new IllegalStateException("a listener's own fault");
        });
        network.addListener((imsi, msisdn) -> seen.add(imsi));

        assertThat(network.attach(IMSI, new ModelUsim(k, opc, 0), terminal)).isInstanceOf(AttachResult.Accepted.class);
        assertThat(seen).containsExactly(IMSI);
    }

    @Test
    void findsTheNetworkOfAnImsiByItsPlmn() {
        OperatorNetwork threeDigits = new OperatorNetwork("B", new Plmn("001", "010"), random);
        Networks networks = new Networks(List.of(network, threeDigits));

        assertThat(networks.serving(IMSI, 2)).containsSame(network);
        assertThat(networks.serving(IMSI, 3)).containsSame(threeDigits);
        assertThat(networks.serving(new Imsi("901700000000001"), 2)).isEmpty();
        assertThatThrownBy(() -> new Networks(List.of(network, network))).hasMessageContaining("same PLMN");
    }

    @Test
    void showsNoKey() {
        Subscriber subscriber = new Subscriber(IMSI, MSISDN, k, opc);

        assertThat(subscriber.toString())
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(k.reveal()))
                .doesNotContainIgnoringCase(HexFormat.of().formatHex(opc.reveal()));
    }
}
