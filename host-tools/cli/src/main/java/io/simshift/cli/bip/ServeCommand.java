package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.script.ScriptFormat;
import io.simshift.cli.script.ScriptKeys;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.cli.script.ScriptReader;
import io.simshift.protocol.cattp.CatTpSettings;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.scp81.AdminResponse;
import io.simshift.protocol.scp81.BodyForm;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.bip.BipGateway;
import io.simshift.server.bip.BipGatewayConfig;
import io.simshift.server.bip.BipLimits;
import io.simshift.server.bip.PskVault;
import io.simshift.server.bip.Script;
import io.simshift.server.bip.ScriptQueue;
import io.simshift.server.bip.TlsProfile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift bip serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "A small gateway: waits for one card, gives it packets or scripts one after the other, shows its answers, and ends"
                    + " when all are answered.",
            "",
            "Secured packets (--packets) go by TCP or CAT_TP, scripts (--script) by HTTPS. A card that is cut off may come"
                    + " again: what it has not answered it gets again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift bip serve --card 8988300000000009014 --packets packets.hex --tcp 4000 --cat-tp 4001",
            "  simshift bip serve --card 8988300000000009014 --script examples/files.ota --https 8443 --psk card.psk"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:everything was answered", "1:not in time, or a port can't be had", "2:wrong usage"})
public final class ServeCommand implements Callable<Integer> {
    @Option(names = "--card", paramLabel = "ICCID", required = true, description = "The card that is waited for.")
    private String card;

    @ArgGroup(multiplicity = "1")
    private Content content;

    /** What the card gets. */
    static final class Content {
        @Option(
                names = "--packets",
                paramLabel = "FILE",
                required = true,
                description =
                        "Secured packets as 'packet encode --transport tcp' makes them, one a line, in hexadecimal digits.")
        private Path packets;

        @Option(
                names = "--script",
                paramLabel = "FILE",
                required = true,
                description = "Commands (docs/ota.md); a line of --- ends a script.")
        private Path script;
    }

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Default ${DEFAULT-VALUE}.")
    private String host;

    @Option(names = "--tcp", paramLabel = "PORT", description = "Secured packets over TCP; 0 for a port that is free.")
    private Integer tcp;

    @Option(names = "--cat-tp", paramLabel = "PORT", description = "CAT_TP over UDP.")
    private Integer catTp;

    @Option(
            names = "--cat-tp-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port inside CAT_TP; default ${DEFAULT-VALUE}.")
    private int catTpPort;

    @Option(names = "--https", paramLabel = "PORT", description = "Administration sessions; needs --psk.")
    private Integer https;

    @Option(
            names = "--psk",
            paramLabel = "FILE",
            description = "File with the card's key in hexadecimal digits. Its PSK identity is its ICCID.")
    private Path pskFile;

    @Option(names = "--any-tls", description = "TLS 1.0 and 1.1 too, 3DES, and suites without cipher.")
    private boolean anyTls;

    @Option(
            names = "--within",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long to wait for all answers; default ${DEFAULT-VALUE}.")
    private int withinSeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Iccid iccid = iccid();
        checkBearers();
        PrintWriter out = spec.commandLine().getOut();
        ServeConsole console = new ServeConsole(out);
        ScriptQueue queue = new ScriptQueue(ScriptQueue::iccidOrIdentity, console);
        List<byte[]> items = items();
        for (int i = 0; i < items.size(); i++) {
            queue.add(iccid.digits(), new Script(Integer.toString(i + 1), items.get(i), Optional.empty()));
        }
        try (SecretBytes psk = https == null ? SecretBytes.copyOf(new byte[0]) : PskOption.read(pskFile);
                BipGateway gateway = BipGateway.open(config(iccid, psk), queue)) {
            announce(console, gateway, items.size());
            return console.awaitAnswers(items.size(), withinSeconds) ? ExitCodes.OK : unanswered(queue, iccid);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCodes.FAILED;
        }
    }

    private Iccid iccid() {
        try {
            return new Iccid(card);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--card: " + e.getMessage());
        }
    }

    private void checkBearers() {
        if (content.script != null && (https == null || tcp != null || catTp != null)) {
            throw CommandFailure.usage("Scripts go by --https, and by nothing else");
        }
        if (content.packets != null && (https != null || tcp == null && catTp == null)) {
            throw CommandFailure.usage("Secured packets go by --tcp or --cat-tp, or both");
        }
        if (https != null && pskFile == null) {
            throw CommandFailure.usage("--https needs --psk");
        }
    }

    private List<byte[]> items() throws IOException {
        if (content.packets != null) {
            return HexLines.read(content.packets);
        }
        List<byte[]> items = new ArrayList<>();
        for (ScriptPacket script : ScriptReader.read(content.script, ScriptKeys.NONE)) {
            items.add(script.encode(ScriptFormat.indefinite));
        }
        return items;
    }

    private BipGatewayConfig config(Iccid iccid, SecretBytes psk) {
        byte[] identity = iccid.digits().getBytes(StandardCharsets.US_ASCII);
        PskVault vault = asked -> Arrays.equals(asked, identity) ? Optional.of(psk.copy()) : Optional.empty();
        return new BipGatewayConfig(
                host,
                Optional.ofNullable(tcp),
                Optional.ofNullable(catTp),
                catTpPort,
                CatTpSettings.USUAL,
                Optional.ofNullable(https)
                        .map(port -> new BipGatewayConfig.Https(
                                port,
                                vault,
                                anyTls ? TlsProfile.ANY_CARD : TlsProfile.MODERN,
                                BodyForm.CHUNKED,
                                AdminResponse.COMMAND_DATA)),
                BipLimits.USUAL);
    }

    private void announce(ServeConsole console, BipGateway gateway, int count) {
        String what = count + (content.packets != null ? " packet" : " script") + (count == 1 ? "" : "s");
        gateway.tcp().ifPresent(address -> console.say(listening(what, "TCP", address)));
        gateway.udp().ifPresent(address -> console.say(listening(what, "CAT_TP over UDP", address)));
        gateway.https().ifPresent(address -> console.say(listening(what, "HTTPS", address)));
    }

    private static String listening(String what, String bearer, InetSocketAddress address) {
        return what + " by " + bearer + " at " + address.getHostString() + ":" + address.getPort();
    }

    private int unanswered(ScriptQueue queue, Iccid iccid) {
        spec.commandLine().getErr().println("simshift: without answer: " + queue.size(iccid.digits()));
        return ExitCodes.FAILED;
    }
}
