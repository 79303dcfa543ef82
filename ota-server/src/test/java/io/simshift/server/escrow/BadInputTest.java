package io.simshift.server.escrow;

import static io.simshift.server.escrow.EscrowBench.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.audit.Checkpoint;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.vault.VaultException;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is malformed is refused clearly, and leaves the escrow as it was. */
class BadInputTest {
    @TempDir
    Path folder;

    private EscrowBench bench;
    private Checkpoint before;

    @BeforeEach
    void open() {
        bench = new EscrowBench(folder);
        before = bench.escrow.checkpoint();
    }

    @AfterEach
    void isUnchanged() {
        assertThat(bench.escrow.checkpoint().encode()).isEqualTo(before.encode());
        bench.close();
    }

    @Test
    void opensNoDamagedCms() {
        byte[] sealed = bench.escrow.issue(new OperatorId("A"), bench.cards);
        before = bench.escrow.checkpoint();
        var key = bench.identity("A");
        for (int at = 0; at < sealed.length; at += 7) {
            byte[] cut = Arrays.copyOf(sealed, at);
            assertThatThrownBy(() -> SealedSlots.open(cut, key, bench.escrow.certificate()))
                    .isInstanceOf(SealException.class);
        }
        byte[][] rubbish = {new byte[0], {0x30}, HexFormat.of().parseHex("3080060a"), "text".getBytes()};
        for (byte[] bytes : rubbish) {
            assertThatThrownBy(() -> SealedSlots.open(bytes, key, bench.escrow.certificate()))
                    .isInstanceOf(SealException.class);
        }
        assertThatThrownBy(
                        () -> SealedSlots.open(sealed, key, bench.identity("B").certificate()))
                .isInstanceOf(SealException.class)
                .hasMessage("these slots do not carry the escrow's signature");
    }

    @Test
    void givesNoOtherKeysForAChangedByteOfCms() {
        byte[] sealed = bench.escrow.issue(new OperatorId("A"), bench.cards.subList(0, 1));
        before = bench.escrow.checkpoint();
        var key = bench.identity("A");
        byte[] genuine = SealedSlots.open(sealed, key, bench.escrow.certificate())
                .get(0)
                .keys()
                .k()
                .reveal();
        for (int at = 0; at < sealed.length; at++) {
            byte[] changed = sealed.clone();
            changed[at] ^= 0x04;
            byte[] k;
            try {
                k = SealedSlots.open(changed, key, bench.escrow.certificate())
                        .get(0)
                        .keys()
                        .k()
                        .reveal();
            } catch (SealException e) {
                continue;
            }
            assertThat(k).as("byte %d", at).isEqualTo(genuine);
        }
    }

    @Test
    void registersNoCertificateThatItCannotUse() throws Exception {
        OperatorId x = new OperatorId("X");
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
        rsa.initialize(2048);
        assertThatThrownBy(() -> bench.escrow.register(x, certificate(rsa, "SHA256withRSA", Duration.ofDays(1))))
                .hasMessage("the certificate of operator X has no key on the elliptic curve secp256r1");
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(384);
        assertThatThrownBy(() -> bench.escrow.register(x, certificate(ec, "SHA256withECDSA", Duration.ofDays(1))))
                .hasMessage("the certificate of operator X has no key on the elliptic curve secp256r1");
        ec.initialize(256);
        assertThatThrownBy(() -> bench.escrow.register(x, certificate(ec, "SHA256withECDSA", Duration.ofDays(-1))))
                .hasMessageStartingWith("the certificate of operator X has expired on ");
        assertThatThrownBy(() -> bench.escrow.registerOwner(
                        new OperatorId("A"), bench.identity("A").certificate()))
                .hasMessage("the name A is that of an operator");
        assertThatThrownBy(() -> bench.escrow.register(
                        new OperatorId("escrow"), bench.identity("A").certificate()))
                .hasMessage("no operator can be called escrow");
    }

    private X509Certificate certificate(KeyPairGenerator pairs, String algorithm, Duration valid) throws Exception {
        var pair = pairs.generateKeyPair();
        var name = new X500Name("CN=X");
        var builder = new JcaX509v3CertificateBuilder(
                name,
                java.math.BigInteger.ONE,
                Date.from(bench.now().minus(Duration.ofDays(9))),
                Date.from(bench.now().plus(valid)),
                name,
                pair.getPublic());
        var holder = builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(holder.getEncoded()));
    }

    @Test
    void readsNoDocumentThatIsNone() {
        Stream.of(
                        "",
                        "\n",
                        "# simshift hand-over 1\n",
                        "# simshift hand-over 2\n# signature: AA==\n",
                        "\u00ff# signature: \n")
                .map(text -> text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .forEach(bytes -> {
                    assertThatThrownBy(() -> SignedHandover.decode(bytes)).isInstanceOf(HandoverFormatException.class);
                    assertThatThrownBy(() -> SignedCollection.decode(bytes))
                            .isInstanceOf(HandoverFormatException.class);
                    assertThatThrownBy(() -> SignedApproval.decode(bytes)).isInstanceOf(HandoverFormatException.class);
                });
        byte[] handover = bench.signed(bench.handover("A", "B", 2)).encode();
        assertThatThrownBy(() -> SignedApproval.decode(handover)).hasMessage("approval:1: this is no approval");
        assertThatThrownBy(() -> SignedCollection.decode(handover)).hasMessage("collection:1: this is no collection");
    }

    @Test
    void opensWithNoWrongPassword() {
        assertThatThrownBy(() -> Escrow.open(folder.resolve("another"), new char[0], bench.clock(), new SecureRandom()))
                .isInstanceOf(VaultException.class);
        bench.escrow.close();
        assertThatThrownBy(() ->
                        Escrow.open(folder.resolve("escrow"), "guess".toCharArray(), bench.clock(), new SecureRandom()))
                .isInstanceOf(VaultException.class)
                .hasMessageStartingWith("wrong password for ");
        bench = new EscrowBench(folder, bench);
        assertThat(reason(bench.escrow.reserve(bench.signed(bench.handover("A", "B", 2)))))
                .isNull();
        before = bench.escrow.checkpoint();
    }
}
