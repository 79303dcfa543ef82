package io.simshift.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JwtVerifierTest {
    private static final long NOW = 1_800_000_000L;
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    private static final String GOOD = claims("https://id", "\"simshift\"", NOW + 60, "[\"viewer\",\"approver\"]");

    @TempDir
    private Path folder;

    private KeyPair elliptic;
    private KeyPair rsa;
    private JwtVerifier verifier;

    @BeforeEach
    void makeKeys() throws Exception {
        elliptic = pair("EC");
        rsa = pair("RSA");
        Path keys = folder.resolve("jwks.json");
        ECPublicKey ec = (ECPublicKey) elliptic.getPublic();
        RSAPublicKey modulus = (RSAPublicKey) rsa.getPublic();
        Files.writeString(
                keys,
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e\",\"x\":\""
                        + fixed(ec.getW().getAffineX()) + "\",\"y\":\""
                        + fixed(ec.getW().getAffineY())
                        + "\"},{\"kty\":\"RSA\",\"kid\":\"r\",\"n\":\""
                        + base64(modulus.getModulus().toByteArray())
                        + "\",\"e\":\"AQAB\"},{\"kty\":\"oct\",\"kid\":\"o\","
                        + "\"k\":\"c2VjcmV0\"}]}");
        verifier = new JwtVerifier("https://id", "simshift", keys, "roles", CLOCK);
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static String fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] exact = new byte[32];
        int length = Math.min(bytes.length, 32);
        System.arraycopy(bytes, bytes.length - length, exact, 32 - length, length);
        return base64(exact);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String claims(String issuer, String audience, long expires, String roles) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":" + audience + ",\"sub\":\"carol\",\"exp\":" + expires
                + ",\"roles\":" + roles + "}";
    }

    private static String signed(String header, String claims, String algorithm, PrivateKey key) throws Exception {
        String text = base64(header) + "." + base64(claims);
        Signature signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + base64(signer.sign());
    }

    private String byEc(String claims) throws Exception {
        return signed(
                "{\"alg\":\"ES256\",\"kid\":\"e\"}", claims, "SHA256withECDSAinP1363Format", elliptic.getPrivate());
    }

    @Test
    void bothAlgorithmsAreTaken() throws Exception {
        Optional<Principal> carol = Optional.of(Principal.person("carol", Set.of(Role.VIEWER, Role.APPROVER)));
        assertThat(verifier.check(byEc(GOOD))).isEqualTo(carol);
        assertThat(verifier.check(signed("{\"alg\":\"RS256\",\"kid\":\"r\"}", GOOD, "SHA256withRSA", rsa.getPrivate())))
                .isEqualTo(carol);
    }

    @Test
    void rolesMayBeWordsAndOthersAreNoRoles() throws Exception {
        assertThat(verifier.check(
                                byEc(claims("https://id", "[\"x\",\"simshift\"]", NOW + 60, "\"operator partner x\"")))
                        .orElseThrow()
                        .roles())
                .containsExactly(Role.OPERATOR);
    }

    @Test
    void theTokenDoesNotChooseItsAlgorithm() throws Exception {
        assertThat(verifier.check(base64("{\"alg\":\"none\",\"kid\":\"e\"}") + "." + base64(GOOD) + "."))
                .isEmpty();
        assertThat(verifier.check(signed("{\"alg\":\"RS256\",\"kid\":\"e\"}", GOOD, "SHA256withRSA", rsa.getPrivate())))
                .isEmpty();
        assertThat(verifier.check(signed("{\"alg\":\"HS256\",\"kid\":\"o\"}", GOOD, "SHA256withRSA", rsa.getPrivate())))
                .isEmpty();
        assertThat(verifier.check(signed(
                        "{\"alg\":\"ES256\",\"kid\":\"e\",\"crit\":[\"x\"]}",
                        GOOD,
                        "SHA256withECDSAinP1363Format",
                        elliptic.getPrivate())))
                .isEmpty();
    }

    @Test
    void issuerAudienceAndTimeMustFit() throws Exception {
        assertThat(verifier.check(byEc(GOOD.replace("https://id", "https://other"))))
                .isEmpty();
        assertThat(verifier.check(byEc(GOOD.replace("\"simshift\"", "\"other\""))))
                .isEmpty();
        assertThat(verifier.check(byEc(GOOD.replace("\"exp\":", "\"was\":")))).isEmpty();
        assertThat(verifier.check(byEc(claims("https://id", "\"simshift\"", NOW - 60, "[]"))))
                .isEmpty();
        assertThat(verifier.check(byEc(claims("https://id", "\"simshift\"", NOW - 59, "[]"))))
                .isPresent();
        assertThat(verifier.check(byEc(GOOD.replace("{", "{\"nbf\":" + (NOW + 61) + ","))))
                .isEmpty();
        assertThat(verifier.check(byEc(GOOD.replace("carol", "")))).isEmpty();
    }

    @Test
    void everyChangedBitCounts() throws Exception {
        String token = byEc(GOOD);
        int start = token.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(start));
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(verifier.check(token.substring(0, start) + base64(changed)))
                    .isEmpty();
        }
        String more = base64(GOOD.replace("carol", "admin"));
        String[] parts = token.split("\\.");
        assertThat(verifier.check(parts[0] + "." + more + "." + parts[2])).isEmpty();
    }

    @Test
    void garbageIsNobody() {
        for (String token : Arrays.asList("", "a.b", "a.b.c", "..", "e30.e30.e30", "\u0000.\u0000.\u0000", "a.b.c.d")) {
            assertThat(verifier.check(token)).isEmpty();
        }
    }

    @Test
    void withoutItsKeysNobodyIsKnown() throws Exception {
        String token = byEc(GOOD);
        Files.delete(folder.resolve("jwks.json"));
        assertThat(verifier.check(token)).isEmpty();
    }
}
