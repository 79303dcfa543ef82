package io.simshift.cli.card;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.card.T0Link;
import io.simshift.simulator.card.TracingLink;
import io.simshift.simulator.globalplatform.GlobalPlatformCard;
import io.simshift.simulator.globalplatform.ScpVariant;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.profile.CardProfile;
import io.simshift.simulator.profile.CardProfileReader;
import io.simshift.simulator.vpcd.VirtualReaderCard;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code simshift card serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a card from a personalisation profile, or a blank one, and puts it into a virtual PC/SC reader.",
            "",
            "The reader is vpcd of the vsmartcard project (Debian: vsmartcard-vpcd and pcscd). The card stays in it until"
                    + " this command is ended (Ctrl-C), and comes back when the reader does. It begins anew with each run:"
                    + " what was written to it is gone.",
            "",
            "A blank card (--blank) has an issuer security domain with the test keys that every tool knows: GlobalPlatformPro"
                    + " loads and installs the applet on it as on a physical card (docs/loading.md)."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift card serve --profile examples/card-profile.json",
            "  simshift card serve --profile card.json --vpcd 192.0.2.7:35964 --trace",
            "  simshift card serve --blank --scp 02-15"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the reader has ended the connection (with --once)",
            "1:no card could be made of the profile, or there was no reader (with --once)",
            "2:wrong usage"
        })
public final class ServeCommand implements Callable<Integer> {
    private static final long RETRY_MILLIS = 500;

    @ArgGroup(multiplicity = "1")
    private Kind kind;

    /** One of two kinds of cards. */
    static final class Kind {
        @Option(
                names = "--profile",
                paramLabel = "FILE",
                required = true,
                description = "Personalisation profile of the card (docs/profiles.md).")
        private Path profileFile;

        @Option(names = "--blank", required = true, description = "A blank card, with nothing but a security domain.")
        private boolean blank;
    }

    @Option(
            names = "--scp",
            paramLabel = "NN-II",
            defaultValue = "03-70",
            converter = ScpConverter.class,
            description =
                    "Secure channel of a blank card, protocol and options: 02-15, 02-55, 03-00, 03-60, 03-70; default"
                            + " ${DEFAULT-VALUE}.")
    private ScpVariant scp;

    @Option(
            names = "--vpcd",
            paramLabel = "HOST:PORT",
            defaultValue = "localhost:35963",
            converter = Endpoint.class,
            description = "Where vpcd waits for a card; default ${DEFAULT-VALUE}. A second slot has the next port.")
    private InetSocketAddress vpcd;

    @Option(
            names = "--once",
            description = "End when the reader ends the connection, instead of waiting for it to come back.")
    private boolean once;

    @Option(
            names = "--trace",
            description = "Write each exchange to the error stream, one line each, without session keys and PINs.")
    private boolean trace;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ServeConsole console =
                new ServeConsole(spec.commandLine().getOut(), spec.commandLine().getErr(), vpcd);
        if (kind.blank) {
            try (GlobalPlatformCard card = new GlobalPlatformCard(scp, new SecureRandom())) {
                console.blank(scp);
                serve(new T0Link(card, true), console);
            }
            return ExitCodes.OK;
        }
        CardProfile profile = new CardProfileReader(new SecureRandom()).read(kind.profileFile);
        try (SimulatedCard card = make(profile)) {
            console.made(profile);
            serve(new T0Link(card), console);
        }
        return ExitCodes.OK;
    }

    private SimulatedCard make(CardProfile profile) {
        try {
            return profile.make();
        } catch (PersonalisationException e) {
            throw CommandFailure.failed(kind.profileFile + ": " + e.getMessage(), e);
        }
    }

    private void serve(CardLink card, ServeConsole console) {
        CardLink link = trace ? new TracingLink(card, console::trace) : card;
        VirtualReaderCard inReader = new VirtualReaderCard(link, vpcd, console);
        Thread onExit = new Thread(inReader::close, "card out");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            if (once) {
                inReader.serveOnce();
            } else {
                inReader.serve(RETRY_MILLIS);
            }
        } catch (IOException e) {
            throw CommandFailure.failed(console.unreachable(e), e);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card has failed: " + e.getMessage(), e);
        } finally {
            forget(onExit);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending: the hook is at work, that is why serving has ended
            return;
        }
    }

    /** Reads a secure channel from the command line. */
    static final class ScpConverter implements ITypeConverter<ScpVariant> {
        @Override
        public ScpVariant convert(String text) {
            try {
                return ScpVariant.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
