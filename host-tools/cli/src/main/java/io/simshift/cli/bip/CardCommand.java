package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.card.Endpoint;
import io.simshift.cli.reader.CardIdentity;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.bip.AdministrationTrigger;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.simulator.agent.AdminAgent;
import io.simshift.simulator.agent.LinkScripts;
import io.simshift.simulator.agent.SocketWire;
import io.simshift.simulator.card.FollowingLink;
import io.simshift.simulator.ota.OtaTerminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift bip card}. */
@Command(
        name = "card",
        mixinStandardHelpOptions = true,
        description = {
            "The card's side of an administration session over HTTPS: an agent beside a card speaks TLS-PSK and HTTP, and runs on"
                    + " the card what the server sends, with the rights of a terminal.",
            "",
            "Cards of Java Card 2.2.2 have no room for TLS. The agent shows what a server does, and tests it."
        },
        footerHeading = "%nExamples:%n",
        footer = "  simshift bip card --reader sim:examples/card-profile.json --https localhost:8443 --psk card.psk",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the server had no more", "1:the session failed", "2:wrong usage"})
public final class CardCommand implements Callable<Integer> {
    private static final SmsAddress NOBODY = SmsAddress.of(SmsAddress.INTERNATIONAL, "999");

    @Option(
            names = "--reader",
            required = true,
            paramLabel = ReaderChoice.LABEL,
            converter = ReaderChoice.Converter.class,
            description = ReaderChoice.DESCRIPTION)
    private ReaderChoice reader;

    @Option(
            names = "--https",
            paramLabel = "HOST:PORT",
            converter = Endpoint.class,
            description = "The server; by default as the card's EF.ADMIN says.")
    private InetSocketAddress server;

    @Option(
            names = "--psk",
            paramLabel = "FILE",
            required = true,
            description = "File with the card's key in hexadecimal digits. Its PSK identity is its ICCID.")
    private Path pskFile;

    @Option(
            names = "--uri",
            paramLabel = "URI",
            description = "Of the first request; by default as EF.ADMIN says, else /admin.")
    private String uri;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "3",
            description = "To connect again after the connection was lost; default ${DEFAULT-VALUE}.")
    private int attempts;

    @Spec
    private CommandSpec spec;

    private String host;
    private String identity;

    @Override
    public Integer call() throws IOException {
        try (SecretBytes psk = PskOption.read(pskFile);
                ConnectedCard card = reader.connect()) {
            OtaTerminal terminal = new OtaTerminal(card.link(), NOBODY, 0);
            terminal.start();
            Iccid iccid =
                    CardIdentity.read(terminal).orElseThrow(() -> CommandFailure.failed("The card shows no ICCID"));
            if (server == null) {
                takeFromCard(terminal);
            }
            AdminAgent agent = new AdminAgent(
                    () -> new SocketWire(server, Duration.ofMinutes(1)),
                    new AdminAgent.Identity(identity == null ? iccid.digits() : identity, psk),
                    new AdminAgent.Post(
                            host == null ? server.getHostString() : host,
                            "//se-id/" + iccid,
                            uri == null ? "/admin" : uri,
                            attempts,
                            BodyForm.CHUNKED),
                    new LinkScripts(new FollowingLink(card.link())),
                    new SecureRandom());
            AdminAgent.Report report = run(agent);
            spec.commandLine()
                    .getOut()
                    .println("card " + iccid + ": " + report.scripts() + " scripts, " + report.connections()
                            + " connections");
            return ExitCodes.OK;
        }
    }

    /** What the operator has pushed to the card. */
    private void takeFromCard(OtaTerminal terminal) {
        AdministrationTrigger trigger = AdminFile.read(terminal)
                .orElseThrow(() -> CommandFailure.usage("--https is missing, and the card's EF.ADMIN names no server"));
        try {
            InetAddress address =
                    InetAddress.getByAddress(trigger.connection().destination().orElseThrow());
            server = new InetSocketAddress(
                    address, trigger.connection().transport().orElseThrow().port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes", e);
        }
        host = trigger.host().orElse(null);
        identity = trigger.psk().map(AdministrationTrigger.Psk::identity).orElse(null);
        if (uri == null) {
            uri = trigger.uri().orElse(null);
        }
    }

    private AdminAgent.Report run(AdminAgent agent) {
        try {
            return agent.run();
        } catch (IOException e) {
            throw CommandFailure.failed(server.getHostString() + ":" + server.getPort() + ": " + e.getMessage(), e);
        }
    }
}
