package io.simshift.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class TokenFileTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();

    private TokenFile file(Clock clock) {
        return new TokenFile(folder.resolve(TokenFile.NAME), clock);
    }

    @Test
    void aTokenIsItsOwner() {
        String token = file(CLOCK).create("alice", Set.of(Role.OPERATOR, Role.VIEWER), DAY, random);
        assertThat(token).matches("sst_[0-9a-f]{8}_[A-Za-z0-9_-]{43}");
        assertThat(file(CLOCK).check(token)).contains(Principal.person("alice", Set.of(Role.OPERATOR, Role.VIEWER)));
    }

    @Test
    void theFileHoldsNothingThatProvesIt() throws IOException {
        String token = file(CLOCK).create("alice", Set.of(Role.VIEWER), DAY, random);
        assertThat(Files.readString(folder.resolve(TokenFile.NAME)))
                .contains("alice")
                .doesNotContain(token.substring(13));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void onlyItsOwnerReadsTheFile() throws IOException {
        file(CLOCK).create("alice", Set.of(Role.VIEWER), DAY, random);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(TokenFile.NAME))))
                .isEqualTo("rw-------");
    }

    @Test
    void everyOtherTokenIsNobody() {
        String token = file(CLOCK).create("alice", Set.of(Role.VIEWER), DAY, random);
        assertThat(file(CLOCK).check(token.substring(0, token.length() - 1))).isEmpty();
        assertThat(file(CLOCK).check(token + "A")).isEmpty();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(file(CLOCK).check(token.substring(0, i) + other + token.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(file(CLOCK).check("")).isEmpty();
    }

    @Test
    void itEndsWithItsTime() {
        String token = file(CLOCK).create("alice", Set.of(Role.VIEWER), DAY, random);
        assertThat(file(Clock.offset(CLOCK, DAY.minusMillis(1))).check(token)).isPresent();
        assertThat(file(Clock.offset(CLOCK, DAY)).check(token)).isEmpty();
    }

    @Test
    void aRunningServerNoticesWhatTheCommandLineDoes() {
        TokenFile server = file(CLOCK);
        TokenFile commandLine = file(CLOCK);
        String alice = commandLine.create("alice", Set.of(Role.VIEWER), DAY, random);
        assertThat(server.check(alice)).isPresent();
        String bob = commandLine.create("bob", Set.of(Role.APPROVER), DAY, random);
        assertThat(server.check(bob)).isPresent();
        assertThat(commandLine.revoke(commandLine.entries().get(0).id())).isTrue();
        assertThat(server.check(alice)).isEmpty();
        assertThat(server.check(bob)).isPresent();
        assertThat(commandLine.revoke("00000000")).isFalse();
    }

    @Test
    void machinesRolesAreNotForTokens() {
        assertThatThrownBy(() -> file(CLOCK).create("eve", Set.of(Role.PARTNER), DAY, random))
                .isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> file(CLOCK).create("eve", Set.of(), DAY, random))
                .isInstanceOf(AccessException.class);
        assertThatThrownBy(() -> file(CLOCK).create("e v e", Set.of(Role.VIEWER), DAY, random))
                .isInstanceOf(AccessException.class);
    }

    @Test
    void aDamagedFileLetsNobodyIn() throws IOException {
        String token = file(CLOCK).create("alice", Set.of(Role.VIEWER), DAY, random);
        Path tokens = folder.resolve(TokenFile.NAME);
        Files.writeString(tokens, Files.readString(tokens).replace("viewer", "partner"));
        assertThatThrownBy(() -> file(CLOCK).check(token)).isInstanceOf(AccessException.class);
        Files.writeString(tokens, "{");
        assertThatThrownBy(() -> file(CLOCK).check(token)).isInstanceOf(AccessException.class);
    }
}
