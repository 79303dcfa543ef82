package io.simshift.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.server.smpp.MessageIdForm;
import io.simshift.server.smpp.SmppBinds;
import io.simshift.server.transfer.TransferPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @TempDir
    private Path folder;

    private static ServerSettings read(Path file, Map<String, String> environment) {
        return ConfigFile.read(file, environment, Optional.empty());
    }

    private Path written(String text) throws IOException {
        return Files.writeString(folder.resolve("server.yaml"), text);
    }

    private String operatorExample() throws IOException {
        return Files.readString(EXAMPLES.resolve("server-operator.yaml"));
    }

    @Test
    void theExampleOfAnOperatorIsTaken() {
        var settings = (ServerSettings.Operator) read(EXAMPLES.resolve("server-operator.yaml"), Map.of());
        assertThat(settings.profile().id().value()).isEqualTo("A");
        assertThat(settings.profile().plmn().mnc()).isEqualTo("01");
        assertThat(settings.policy()).isEqualTo(TransferPolicy.standard());
        assertThat(settings.partners()).singleElement().satisfies(partner -> {
            assertThat(partner.profile().id().value()).isEqualTo("B");
            assertThat(partner.server().url()).hasToString("https://127.0.0.1:8442");
        });
        assertThat(settings.smscs()).singleElement().satisfies(smsc -> {
            assertThat(smsc.messageIds()).isEqualTo(MessageIdForm.AS_WRITTEN);
            assertThat(smsc.binds()).isEqualTo(SmppBinds.one());
            assertThat(smsc.tls()).isEmpty();
        });
        assertThat(settings.common().dataFolder())
                .isEqualTo(EXAMPLES.toAbsolutePath().resolve("operator-a").normalize());
        assertThat(settings.common().http().tls()).isPresent();
    }

    @Test
    void theExampleOfAnEscrowIsTaken() {
        var settings = (ServerSettings.Escrow) read(EXAMPLES.resolve("server-escrow.yaml"), Map.of());
        assertThat(settings.operators())
                .extracting(client -> client.id().value())
                .containsExactly("A", "B");
        assertThat(settings.policy().officers()).isZero();
    }

    /** Uncommented, what the example shows as the value that most leave as it is, is that value. */
    @Test
    void theExampleShowsEveryKeyWithItsDefault() throws IOException {
        String full = operatorExample()
                .replaceAll("(?m)^( *)# ( *[a-zA-Z]+:)(?=$| [^ ]+$)", "$1$2")
                .replaceAll("(?m)^ *(certificate|key): server\\..*\n", "");
        Path file = written(full);
        var explicit = (ServerSettings.Operator) read(file, Map.of());
        var implied = (ServerSettings.Operator) read(written(operatorExample()), Map.of());
        assertThat(full).contains("\n  maxRebuilds: 12", "\n  openMetrics: false");
        assertThat(explicit.common().oidc()).isPresent();
        assertThat(explicit.policy()).isEqualTo(implied.policy());
        assertThat(explicit.smscs())
                .usingRecursiveComparison()
                .ignoringFields("tls")
                .isEqualTo(implied.smscs());
        assertThat(explicit.smscs().get(0).tls().orElseThrow().serverName()).isEqualTo("127.0.0.1");
        assertThat(explicit.numbers()).isEqualTo(implied.numbers());
        assertThat(explicit.queryTimeout()).isEqualTo(implied.queryTimeout());
        assertThat(explicit.common().http()).isEqualTo(implied.common().http());
        assertThat(explicit.common().log()).isEqualTo(implied.common().log());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 2775 | '  prot: 2775' | unknown key 'smsc.prot'; did you mean 'port'?",
                "id: A | '  id: A B' | 'operator.id' is wrong: operator id 'A B' is not",
                "port: 2775 | '  port: 99999' | 'smsc.port' is '99999', and must be a whole number from 1 to 65535",
                "port: 2775 | '  port: x' | 'smsc.port' is 'x', and must be a whole number",
                "systemId: ota-a | '' | 'smsc.systemId' is missing",
                "format: json | '  format: xml' | 'log.format' is 'xml', and must be one of json, text",
                "listen: 127.0.0.1:8441 | '  listen: here' | 'http.listen' is 'here', and must be address:port",
                "url: https://127.0.0.1:8442 | '    url: http://b' | 'partners.0.url' is 'http://b', and must be https",
                "role: operator | 'role: partner' | 'role' is 'partner', and must be one of operator, escrow",
                "dataFolder: operator-a | 'dataFolder: [a]' | 'dataFolder' must be one value",
                "# transfers: | 'transfers: {porTimeout: 5}' | 'transfers.porTimeout' is '5', and must be a time such as",
            })
    void whatIsWrongIsNamedWithItsLine(String line, String wrong, String message) throws IOException {
        String text = operatorExample();
        assertThat(text.lines().map(String::strip)).contains(line);
        Path file = written(text.replaceFirst("(?m)^ *" + Pattern.quote(line) + "$", wrong));
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageMatching("(?s)server\\.yaml:\\d+: .*")
                .hasMessageContaining(message);
    }

    @Test
    void theLineIsTheRightOne() throws IOException {
        Path file = written("role: escrow\ndataFolder: x\npasswordFile: y\nhttp:\n  listen: 127.0.0.1:0\n  brust: 3\n");
        assertThatThrownBy(() -> read(file, Map.of()))
                .hasMessage("server.yaml:6: unknown key 'http.brust'; did you mean 'burst'?");
    }

    @Test
    void clearHttpIsForLoopbackOnly() throws IOException {
        Path file = written("role: escrow\ndataFolder: x\npasswordFile: y\nhttp: {listen: '0.0.0.0:1', tls: false}\n");
        assertThatThrownBy(() -> read(file, Map.of())).hasMessageContaining("loopback");
        assertThat(((ServerSettings.Escrow) read(file, Map.of("SIMSHIFT_HTTP_LISTEN", "127.0.0.1:1")))
                        .common()
                        .http()
                        .tls())
                .isEmpty();
    }

    private String withSmscs(String smscs) throws IOException {
        return operatorExample().replaceFirst("(?ms)^smsc:\n.*?(?=^# The certificate is)", smscs);
    }

    @Test
    void severalSmscsAreTaken() throws IOException {
        Path file = written(withSmscs("""
                smscs:
                  - name: north
                    host: north.example.com
                    systemId: ota
                    passwordFile: p
                    bindAs: transmitter-and-receiver
                    binds: 2
                    messagesPerSecond: 150
                    tls:
                  - name: south
                    host: south.example.com
                    systemId: ota
                    passwordFile: p
                    tls: {trustStore: trust.p12, trustStorePasswordFile: t, serverName: smsc.example.com}
                """));
        var smscs = ((ServerSettings.Operator) read(file, Map.of("SIMSHIFT_SMSCS_1_PORT", "3550"))).smscs();
        assertThat(smscs).extracting(ServerSettings.Smsc::name).containsExactly("north", "south");
        assertThat(smscs.get(0).binds()).isEqualTo(new SmppBinds(SmppBinds.Form.TRANSMITTER_AND_RECEIVER, 2));
        assertThat(smscs.get(0).messagesPerSecond()).isEqualTo(150);
        assertThat(smscs.get(0).tls().orElseThrow().serverName()).isEqualTo("north.example.com");
        assertThat(smscs.get(1).port()).isEqualTo(3550);
        assertThat(smscs.get(1).tls().orElseThrow().trustStore()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'smsc: {}\nsmscs: []' | stands beside 'smsc'",
                "'smscs: []' | 'smscs' has no entry",
                "'smscs: [{host: h}]' | 'smscs.0.name' is missing",
                "'smscs: [{name: a, host: h, systemId: s, passwordFile: p},{name: a}]' | is that of another SMSC",
                "'smsc: {host: h, systemId: s, passwordFile: p, binds: 33}' | 'smsc.binds' is '33'",
                "'smsc: {host: h, systemId: s, passwordFile: p, tls: {trustStore: t}}' | goes with the other of",
                "'smsc: {host: h, systemId: s, passwordFile: p, tls: {trustStore: t, authorities: a}}' | one of them",
                "'smsc: {host: h, systemId: s, passwordFile: p, tls: {key: t}}' | goes with the other of",
                "'smsc: {host: h, systemId: s, passwordFile: p, tls: {ca: t}}' | unknown key 'smsc.tls.ca'",
            })
    void smscsThatCannotBeAreRefused(String smscs, String message) throws IOException {
        Path file = written(withSmscs(smscs.replace("\\n", "\n") + "\n"));
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void webhooksAreTaken() throws IOException {
        Path file = written(operatorExample()
                + "\nwebhooks:\n  - {name: a, url: 'https://h.example/x', secretFile: s, authorities: ca.pem}\n"
                + "  - {name: b, url: 'http://127.0.0.1:1/', secretFile: s}\n");
        var hooks = ((ServerSettings.Operator) read(file, Map.of())).webhooks();
        assertThat(hooks).extracting(ServerSettings.Hook::name).containsExactly("a", "b");
        assertThat(hooks.get(0).authorities()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a} | 'webhooks.0.url' is missing",
                "{name: 'a b', url: 'https://h', secretFile: s} | 'webhooks.0.name' is 'a b'",
                "{name: a, url: 'http://h.example', secretFile: s} | 'webhooks.0.url' must be https",
                "{name: a, url: 'https://u:p@h.example', secretFile: s} | 'webhooks.0.url' must be https",
                "{name: a, url: 'ftp://127.0.0.1', secretFile: s} | 'webhooks.0.url' must be https",
                "{name: a, url: 'https://h.example/u:p@ x', secretFile: s} | 'webhooks.0.url' must be https",
                "{name: a, url: 'https://h', secretFile: s, secret: x} | unknown key 'webhooks.0.secret'",
                "{name: a, url: 'https://h', secretFile: s}, {name: a, url: 'https://h', secretFile: s} | of its own",
            })
    void webhooksThatCannotBeAreRefused(String hooks, String message) throws IOException {
        Path file = written(operatorExample() + "\nwebhooks: [" + hooks + "]\n");
        assertThatThrownBy(() -> read(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("u:p@");
    }

    @Test
    void theEnvironmentGoesFirst() {
        var settings = (ServerSettings.Operator) read(
                EXAMPLES.resolve("server-operator.yaml"),
                Map.of(
                        "SIMSHIFT_SMSC_PORT", "1234",
                        "SIMSHIFT_PARTNERS_0_URL", "https://b.example:1",
                        "SIMSHIFT_TRANSFERS_PORTIMEOUT", "7s",
                        "SIMSHIFT_DEBUG", "1",
                        "HOME", "/"));
        assertThat(settings.smscs().get(0).port()).isEqualTo(1234);
        assertThat(settings.partners().get(0).server().url()).hasToString("https://b.example:1");
        assertThat(settings.policy().porTimeout()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aVariableThatNobodyKnowsIsRefused() {
        assertThatThrownBy(() -> read(EXAMPLES.resolve("server-operator.yaml"), Map.of("SIMSHIFT_SMSC_PROT", "1")))
                .hasMessage(
                        "unknown variable SIMSHIFT_SMSC_PROT in the environment; did you mean 'SIMSHIFT_SMSC_PORT'?");
    }

    @Test
    void theCommandLinesRoleMustBeTheFiles() {
        assertThatThrownBy(() -> ConfigFile.read(
                        EXAMPLES.resolve("server-escrow.yaml"), Map.of(), Optional.of(ServerSettings.Role.OPERATOR)))
                .hasMessageContaining("'role' is escrow, but the command line asks for operator");
    }

    @Test
    void whatIsNoConfigurationIsSaidToBeNone() throws IOException {
        assertThatThrownBy(() -> read(folder.resolve("none.yaml"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no configuration");
        assertThatThrownBy(() -> read(written("role: [\n"), Map.of()))
                .hasMessageContaining("server.yaml:2: this is not YAML");
        assertThatThrownBy(() -> read(written("- a\n"), Map.of())).hasMessageContaining("must be keys with values");
        assertThatThrownBy(() -> read(written("role: escrow\nrole: escrow\n"), Map.of()))
                .hasMessageContaining("server.yaml:2: key 'role' stands here twice");
        Path binary = folder.resolve("binary.yaml");
        Files.write(binary, new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> read(binary, Map.of())).hasMessageContaining("not text in UTF-8");
    }
}
