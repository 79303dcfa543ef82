package io.simshift.cli.card;

import io.simshift.cli.ExitCodes;
import io.simshift.simulator.card.AppletAids;
import io.simshift.simulator.profile.CardProfile;
import io.simshift.simulator.profile.CardProfileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift card gp-command}. */
@Command(
        name = "gp-command",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the commands of GlobalPlatformPro ('gp') that bring the applet onto a card, as the card of a"
                    + " personalisation profile: load, install with the profile's parameters, personalise, delete.",
            "",
            "The install parameters hold the manufacturer's keys in clear, so the output is as secret as the profile. The"
                    + " card's own keys are not in it: gp takes them with --key, or tries the well-known test keys."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  simshift card gp-command --profile examples/card-profile.json"},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the profile can't be read", "2:wrong usage"})
public final class GpCommand implements Callable<Integer> {
    @Option(
            names = "--profile",
            paramLabel = "FILE",
            required = true,
            description = "Personalisation profile (docs/profiles.md).")
    private Path profileFile;

    @Option(
            names = "--cap",
            paramLabel = "FILE",
            defaultValue = "applet/target/simshift-applet.cap",
            description = "The CAP file; default ${DEFAULT-VALUE}, where mvn -Pcap writes it.")
    private Path cap;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CardProfile profile = new CardProfileReader(new SecureRandom()).read(profileFile);
        byte[] parameters = profile.order().installed().encode();
        String digits = HexFormat.of().withUpperCase().formatHex(parameters);
        Arrays.fill(parameters, (byte) 0);
        PrintWriter out = spec.commandLine().getOut();
        out.println("# Card " + profile.order().iccid() + ". The install parameters hold the manufacturer's keys.");
        step(out, "what the card is and has", "gp --info --list");
        step(out, "load", "gp --load " + quoted(cap));
        step(
                out,
                "install; without --privs where another application is selected by default",
                "gp --package " + AppletAids.PACKAGE.digits() + " --applet " + AppletAids.APPLET_CLASS.digits()
                        + " --create " + AppletAids.INSTANCE.digits() + " --privs CardReset --params " + digits);
        step(
                out,
                "personalise, and look at it",
                "simshift card personalise --profile " + quoted(profileFile) + " --reader pcsc",
                "simshift card info --reader pcsc");
        step(
                out,
                "delete: the instance with all its keys, then the package",
                "gp --delete " + AppletAids.INSTANCE.digits(),
                "gp --delete " + AppletAids.PACKAGE.digits());
        out.flush();
        return ExitCodes.OK;
    }

    private static void step(PrintWriter out, String what, String... commands) {
        out.println();
        out.println("# " + what);
        for (String command : commands) {
            out.println(command);
        }
    }

    /** As a shell reads it. */
    private static String quoted(Path file) {
        String name = file.toString();
        return name.matches("[A-Za-z0-9_./:@%+=,-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
