package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the escrow gives out, opened by a program that shares nothing with it: {@code openssl cms}. */
class SealedSlotsOpensslTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    Path folder;

    private final SecureRandom random = new SecureRandom();
    private final List<byte[]> firstKeys = new ArrayList<>();
    private OperatorIdentity recipient;
    private OperatorIdentity stranger;
    private Path sealed;
    private Path escrowCertificate;

    @BeforeAll
    static void needsOpenssl() {
        boolean there = Files.isExecutable(OPENSSL);
        if (!there) {
            System.out.println("skipped: released slots opened by openssl cms: openssl is not installed");
        }
        assumeTrue(there, "openssl is not installed");
    }

    @BeforeEach
    void issueTwoSlots() throws IOException, CertificateEncodingException {
        recipient = identity("recipient");
        stranger = identity("stranger");
        List<Iccid> cards = new ArrayList<>();
        try (Escrow escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, Clock.systemUTC(), random)) {
            escrow.register(new OperatorId("A"), recipient.certificate());
            Imsi imsi = new Imsi("262010000000001");
            escrow.produce(new Batch("batch", "891234567890000000", 2, 2, OtaAlgorithm.AES_128, imsi), card -> {
                cards.add(card.iccid());
                firstKeys.add(card.slots().get(0).keys().k().reveal());
            });
            sealed = Files.write(folder.resolve("slots.cms"), escrow.issue(new OperatorId("A"), cards));
            escrowCertificate =
                    pem("escrow.pem", "CERTIFICATE", escrow.certificate().getEncoded());
        }
    }

    private OperatorIdentity identity(String name) {
        return OperatorIdentity.open(folder.resolve(name + ".p12"), PASSWORD, name, Clock.systemUTC(), random);
    }

    private Path pem(String name, String type, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
    }

    private int openssl(Path out, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(OPENSSL.toString(), "cms"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-inform", "DER", "-binary", "-out", out.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private int decrypt(OperatorIdentity who, Path in, Path out) throws Exception {
        X509Certificate certificate = who.certificate();
        return openssl(
                out,
                "-decrypt",
                "-in",
                in.toString(),
                "-recip",
                pem("who.pem", "CERTIFICATE", certificate.getEncoded()).toString(),
                "-inkey",
                pem("who.key", "PRIVATE KEY", who.privateKey().getEncoded()).toString(),
                "-outform",
                "DER");
    }

    private int verify(Path in, Path certificate, Path out) throws Exception {
        return openssl(
                out,
                "-verify",
                "-in",
                in.toString(),
                "-CAfile",
                certificate.toString(),
                "-certfile",
                certificate.toString(),
                "-purpose",
                "any");
    }

    @Test
    void isOpenedByTheRecipientAndCarriesTheEscrowsSignature() throws Exception {
        Path signed = folder.resolve("signed.cms");
        Path plain = folder.resolve("plain");
        assertThat(decrypt(recipient, sealed, signed)).as(this::log).isZero();
        assertThat(verify(signed, escrowCertificate, plain)).as(this::log).isZero();
        byte[] slots = Files.readAllBytes(plain);
        assertThat(firstKeys).hasSize(2).allMatch(key -> contains(slots, key));
        byte[] all = Files.readAllBytes(sealed);
        assertThat(firstKeys).noneMatch(key -> contains(all, key));
    }

    @Test
    void isNotOpenedByAnybodyElseNorVerifiedByAnotherCertificate() throws Exception {
        Path signed = folder.resolve("signed.cms");
        assertThat(decrypt(stranger, sealed, signed)).isNotZero();
        assertThat(decrypt(recipient, sealed, signed)).as(this::log).isZero();
        Path other = pem("other.pem", "CERTIFICATE", stranger.certificate().getEncoded());
        assertThat(verify(signed, other, folder.resolve("plain"))).isNotZero();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("openssl.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean contains(byte[] content, byte[] key) {
        for (int at = 0; at + key.length <= content.length; at++) {
            if (Arrays.equals(content, at, at + key.length, key, 0, key.length)) {
                return true;
            }
        }
        return false;
    }
}
