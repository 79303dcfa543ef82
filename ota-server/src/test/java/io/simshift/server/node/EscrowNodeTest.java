package io.simshift.server.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ConfigFile;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.Custody;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.handover.Handover;
import io.simshift.server.handover.HandoverEntry;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.remote.RemoteEscrow;
import io.simshift.server.remote.RemoteServer;
import io.simshift.server.vault.SoftToken;
import io.simshift.server.vault.VaultSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The escrow's server, from its configuration on. */
class EscrowNodeTest {
    private static final OperatorId A = new OperatorId("A");
    private static final OperatorId B = new OperatorId("B");
    private static final Imsi NEW_IMSI = new Imsi("262020000000001");

    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();
    private final char[] password = "correct horse".toCharArray();
    private final List<Iccid> cards = new ArrayList<>();

    @TempDir
    private Path folder;

    private OperatorIdentity a;
    private OperatorIdentity b;

    @BeforeEach
    void makeOperators() throws IOException {
        a = identity("A");
        b = identity("B");
        Files.writeString(folder.resolve("password"), new String(password) + "\n");
        Files.writeString(folder.resolve("pin"), new String(SoftToken.PIN) + "\n");
    }

    private OperatorIdentity identity(String name) throws IOException {
        OperatorIdentity identity = OperatorIdentity.open(folder.resolve(name + ".p12"), password, name, clock, random);
        writePem(folder.resolve(name + ".pem"), identity.certificate());
        return identity;
    }

    private static void writePem(Path file, X509Certificate certificate) throws IOException {
        try {
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerNode start(String more) {
        try {
            Path file = Files.writeString(
                    folder.resolve("server.yaml"),
                    "role: escrow\ndataFolder: escrow\npasswordFile: password\n" + more
                            + "operators:\n  - {id: A, certificate: A.pem}\n  - {id: B, certificate: B.pem}\n"
                            + "http: {listen: '127.0.0.1:0'}\n");
            return ServerNode.start(ConfigFile.read(file, Map.of(), Optional.empty()), clock, random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void fill(Custody custody) {
        try (Escrow escrow = Escrow.open(folder.resolve("escrow"), password, custody, clock, random)) {
            escrow.register(A, a.certificate());
            Batch batch = new Batch("batch", "891234567890000000", 2, 4, OtaAlgorithm.AES_128, NEW_IMSI);
            escrow.produce(batch, card -> cards.add(card.iccid()));
            escrow.issue(A, cards);
        }
    }

    private RemoteEscrow escrow(ServerNode node, OperatorIdentity caller) {
        X509Certificate certificate = OperatorIdentity.open(
                        folder.resolve("escrow/identity.p12"), password, "Simshift escrow", clock, random)
                .certificate();
        return new RemoteEscrow(
                new RemoteServer("the escrow", URI.create(node.url()), certificate, caller), certificate);
    }

    private SignedHandover handover() {
        HandoverEntry entry = new HandoverEntry(NEW_IMSI, cards.get(0), new SlotIndex(2));
        return SignedHandover.sign(new Handover(Handover.Kind.HAND_OVER, A, B, clock.instant(), List.of(entry)), a);
    }

    @Test
    void servesAnEscrowWhoseKeysAreInAToken() throws Exception {
        assumeTrue(SoftToken.library().isPresent(), "softhsm2 is not installed");
        SoftToken.make();
        VaultSettings token = new VaultSettings(SoftToken.library().orElseThrow(), 0);
        token.write(folder.resolve("escrow"));
        fill(new Custody(Optional.of(token.open(SoftToken.PIN, random)), EscrowPolicy.DEFAULT));

        assertThatThrownBy(() -> start(""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("are in a token: pinFile is missing");
        try (ServerNode node = start("pinFile: pin\n")) {
            Release release = escrow(node, b).release(B, handover());
            assertThat(release.answers()).hasOnlyElementsOfType(EscrowAnswer.Granted.class);
            assertThat(SealedSlots.open(
                            release.sealedSlots(), b, escrow(node, b).certificate()))
                    .singleElement()
                    .satisfies(slot -> assertThat(slot.iccid()).isEqualTo(cards.get(0)));
        }
    }

    @Test
    void servesTheOthersWhereOneIsRevoked() {
        fill(Custody.DEFAULT);
        try (Escrow escrow = Escrow.open(folder.resolve("escrow"), password, clock, random)) {
            escrow.revoke(A);
        }
        try (ServerNode node = start("")) {
            assertThat(escrow(node, b).knows(cards.get(0))).isTrue();
            assertThat(escrow(node, a).reserve(handover()).get(0))
                    .isInstanceOfSatisfying(
                            EscrowAnswer.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Refusal.REVOKED));
        }
    }
}
