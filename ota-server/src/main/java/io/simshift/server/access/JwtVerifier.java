package io.simshift.server.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Signed tokens of an identity provider: JWS compact form (RFC 7515) with ES256 or RS256, checked as RFC 8725 asks: the
 * algorithm is the key's, never the token's choice; issuer, audience and time must fit. The key set is read again when its
 * file has changed.
 */
public final class JwtVerifier {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final int COORDINATE_BYTES = 32;
    private static final int RSA_BITS_MIN = 2048;
    private static final int TOKEN_MAX = 16 * 1024;

    private final String issuer;
    private final String audience;
    private final Path keysFile;
    private final String rolesClaim;
    private final Clock clock;
    private FileTime readAt;
    private Map<String, Key> keys = Map.of();

    private record Key(String algorithm, PublicKey key) {}

    /**
     * @param keysFile JSON Web Key Set (RFC 7517)
     * @param rolesClaim a claim with a list of role words, or with words between spaces
     */
    public JwtVerifier(String issuer, String audience, Path keysFile, String rolesClaim, Clock clock) {
        this.issuer = issuer;
        this.audience = audience;
        this.keysFile = keysFile;
        this.rolesClaim = rolesClaim;
        this.clock = clock;
    }

    /** Whose token this is; empty where it is not genuine, not for this server, or not valid now. */
    public Optional<Principal> check(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > TOKEN_MAX) {
            return Optional.empty();
        }
        try {
            JsonNode header = JSON.readTree(decode(parts[0]));
            Key key = keys().get(header.path("kid").asText());
            if (key == null || !key.algorithm().equals(header.path("alg").asText()) || header.has("crit")) {
                return Optional.empty();
            }
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            return isSigned(key, signed, decode(parts[2]))
                    ? principal(JSON.readTree(decode(parts[1])))
                    : Optional.empty();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // Not base64, not JSON, not a signature: in any case no token of this issuer.
            return Optional.empty();
        }
    }

    private static byte[] decode(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    private static boolean isSigned(Key key, byte[] signed, byte[] signature) throws GeneralSecurityException {
        boolean elliptic = key.algorithm().equals("ES256");
        // RFC 7518 3.4: R and S, 32 bytes each.
        Signature verifier = Signature.getInstance(elliptic ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
        verifier.initVerify(key.key());
        verifier.update(signed);
        return verifier.verify(signature);
    }

    private Optional<Principal> principal(JsonNode claims) {
        Instant now = clock.instant();
        boolean mine = issuer.equals(claims.path("iss").asText())
                && isForUs(claims.path("aud"))
                && claims.path("exp").isNumber()
                && now.isBefore(
                        Instant.ofEpochSecond(claims.path("exp").asLong()).plus(SKEW))
                && (!claims.has("nbf")
                        || !now.isBefore(
                                Instant.ofEpochSecond(claims.path("nbf").asLong())
                                        .minus(SKEW)));
        String subject = claims.path("sub").asText();
        if (!mine || subject.isEmpty()) {
            return Optional.empty();
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        JsonNode said = claims.path(rolesClaim);
        if (said.isTextual()) {
            for (String word : said.asText().split(" ")) {
                Role.of(word).filter(Role::isForPeople).ifPresent(roles::add);
            }
        }
        said.forEach(word -> Role.of(word.asText()).filter(Role::isForPeople).ifPresent(roles::add));
        return Optional.of(Principal.person(subject, roles));
    }

    private boolean isForUs(JsonNode said) {
        if (said.isTextual()) {
            return said.asText().equals(audience);
        }
        for (JsonNode one : said) {
            if (one.asText().equals(audience)) {
                return true;
            }
        }
        return false;
    }

    private synchronized Map<String, Key> keys() throws IOException, GeneralSecurityException {
        FileTime changed = Files.getLastModifiedTime(keysFile);
        if (!changed.equals(readAt)) {
            Map<String, Key> fresh = new HashMap<>();
            for (JsonNode key : JSON.readTree(keysFile.toFile()).path("keys")) {
                read(key).ifPresent(known -> fresh.put(key.path("kid").asText(), known));
            }
            keys = fresh;
            readAt = changed;
        }
        return keys;
    }

    private static Optional<Key> read(JsonNode key) throws GeneralSecurityException {
        if (key.path("kty").asText().equals("EC") && key.path("crv").asText().equals("P-256")) {
            byte[] x = decode(key.path("x").asText());
            byte[] y = decode(key.path("y").asText());
            if (x.length != COORDINATE_BYTES || y.length != COORDINATE_BYTES) {
                return Optional.empty();
            }
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
            ECPublicKeySpec spec = new ECPublicKeySpec(point, parameters.getParameterSpec(ECParameterSpec.class));
            return Optional.of(new Key("ES256", KeyFactory.getInstance("EC").generatePublic(spec)));
        }
        if (key.path("kty").asText().equals("RSA")) {
            BigInteger modulus = new BigInteger(1, decode(key.path("n").asText()));
            BigInteger exponent = new BigInteger(1, decode(key.path("e").asText()));
            return modulus.bitLength() < RSA_BITS_MIN
                    ? Optional.empty()
                    : Optional.of(new Key(
                            "RS256",
                            KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent))));
        }
        return Optional.empty();
    }
}
