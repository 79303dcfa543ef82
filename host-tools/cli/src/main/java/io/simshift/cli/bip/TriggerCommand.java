package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.card.Endpoint;
import io.simshift.protocol.bip.AdministrationTrigger;
import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.bip.PushCommand;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code simshift bip trigger}. */
@Command(
        name = "trigger",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what makes a card call, in hexadecimal digits: the secured data of a packet that goes to it by SMS.",
            "",
            "channel, tcp, cat-tp and identification are PUSH commands (TS 102 226 9.2), lines of a script for 'card ota'; https"
                    + " is the trigger of an administration session (GlobalPlatform Amendment B)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift bip trigger tcp --to 192.0.2.1:4000 --apn iot.example",
            "  simshift bip trigger https --to 192.0.2.1:8443 --psk-identity 8988300000000009014 --key 4001 --uri /admin"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "2:wrong usage"})
public final class TriggerCommand implements Callable<Integer> {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int KEY_HEX_DIGITS = 4;

    /** What the card is to do. */
    enum Kind {
        channel,
        tcp,
        cat_tp,
        identification,
        https
    }

    @Parameters(paramLabel = "KIND", description = "channel, tcp, cat-tp, identification or https.")
    private String kind;

    @Option(
            names = "--to",
            paramLabel = "ADDRESS:PORT",
            converter = Endpoint.class,
            description =
                    "The server: an IP address, which is all that a card can call, and the port. Without it the card's own.")
    private InetSocketAddress to;

    @Option(names = "--udp", description = "channel: by UDP instead of TCP.")
    private boolean udp;

    @Option(names = "--apn", paramLabel = "NAME", description = "Access point name.")
    private String apn;

    @Option(names = "--buffer", paramLabel = "BYTES", defaultValue = "1400", description = "Default ${DEFAULT-VALUE}.")
    private int buffer;

    @Option(
            names = "--cat-tp-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "cat-tp: the port inside CAT_TP; default ${DEFAULT-VALUE}.")
    private int catTpPort;

    @Option(
            names = "--psk-identity",
            paramLabel = "TEXT",
            description = "https: what the card calls itself in TLS; with --key.")
    private String pskIdentity;

    @Option(names = "--key", paramLabel = "HEX4", description = "https: version and identifier of the PSK on the card.")
    private String key;

    @Option(names = "--http-host", paramLabel = "NAME", description = "https: Host header.")
    private String httpHost;

    @Option(names = "--uri", paramLabel = "URI", description = "https: of the first request.")
    private String uri;

    @Option(names = "--attempts", paramLabel = "N", description = "https: after the first; with --delay.")
    private Integer attempts;

    @Option(
            names = "--delay",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "https: default ${DEFAULT-VALUE}.")
    private int delaySeconds;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        byte[] data;
        try {
            data = data();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(e.getMessage());
        }
        spec.commandLine().getOut().println(HexFormat.of().withUpperCase().formatHex(data));
        return ExitCodes.OK;
    }

    private byte[] data() {
        return switch (kind()) {
            case channel ->
                PushCommand.openChannel(channel(udp ? Transport.UDP_CLIENT : Transport.TCP_CLIENT))
                        .toApdu()
                        .encode();
            case tcp ->
                PushCommand.tcpConnection(channel(Transport.TCP_CLIENT))
                        .toApdu()
                        .encode();
            case cat_tp ->
                PushCommand.catTpLink(catTpPort, Optional.empty()).toApdu().encode();
            case identification -> PushCommand.identificationPacket().toApdu().encode();
            case https -> administration().encode();
        };
    }

    private Kind kind() {
        try {
            return Kind.valueOf(kind.replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("'" + kind + "' is none of channel, tcp, cat-tp, identification, https");
        }
    }

    private ChannelParameters channel(int transport) {
        if (to == null) {
            return ChannelParameters.none();
        }
        ChannelParameters parameters =
                ChannelParameters.to(new Transport(transport, to.getPort()), address(to.getHostString()), buffer);
        return apn == null ? parameters : parameters.at(apn);
    }

    private static byte[] address(String text) {
        try {
            if (LITERAL.matcher(text).matches()) {
                return InetAddress.getByName(text).getAddress();
            }
        } catch (UnknownHostException e) {
            throw CommandFailure.usage("--to: '" + text + "' is no IP address");
        }
        throw CommandFailure.usage("--to: '" + text + "' is a name, and cards call addresses");
    }

    private AdministrationTrigger administration() {
        return new AdministrationTrigger(
                channel(Transport.TCP_CLIENT),
                psk(),
                Optional.ofNullable(attempts).map(count -> new AdministrationTrigger.Retry(count, delaySeconds)),
                Optional.ofNullable(httpHost),
                Optional.empty(),
                Optional.ofNullable(uri));
    }

    private Optional<AdministrationTrigger.Psk> psk() {
        if (pskIdentity == null && key == null) {
            return Optional.empty();
        }
        boolean both = pskIdentity != null
                && key != null
                && key.length() == KEY_HEX_DIGITS
                && key.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        if (!both) {
            throw CommandFailure.usage("--psk-identity goes with --key, four hexadecimal digits");
        }
        int number = Integer.parseInt(key, 16);
        return Optional.of(new AdministrationTrigger.Psk(pskIdentity, number >> 8, number & 0xFF));
    }
}
