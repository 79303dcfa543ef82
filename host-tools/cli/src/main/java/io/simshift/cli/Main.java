package io.simshift.cli;

import io.simshift.cli.auc.AucCommand;
import io.simshift.cli.audit.AuditCommand;
import io.simshift.cli.bench.BenchCommand;
import io.simshift.cli.bip.BipCommand;
import io.simshift.cli.campaign.CampaignCommand;
import io.simshift.cli.card.CardCommand;
import io.simshift.cli.demo.DemoCommand;
import io.simshift.cli.demo.SimulateCommand;
import io.simshift.cli.escrow.EscrowCommand;
import io.simshift.cli.fleet.ChaosCommand;
import io.simshift.cli.packet.PacketCommand;
import io.simshift.cli.server.ServerCommand;
import io.simshift.cli.tear.TearCommand;
import io.simshift.cli.vectors.VectorsCommand;
import io.simshift.cli.world.SimulateWorldCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the {@code simshift} command. */
@Command(
        name = "simshift",
        mixinStandardHelpOptions = true,
        description = {
            "Remote change of operator for M2M SIM cards: one secured over-the-air message gives a card a new IMSI and"
                    + " moves it to the next of the keys that it was made with (3GPP TR 33.812, alternative 3b)."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            VectorsCommand.class,
            PacketCommand.class,
            TearCommand.class,
            SimulateCommand.class,
            SimulateWorldCommand.class,
            BenchCommand.class,
            ChaosCommand.class,
            CardCommand.class,
            AucCommand.class,
            EscrowCommand.class,
            ServerCommand.class,
            BipCommand.class,
            CampaignCommand.class,
            AuditCommand.class,
            HelpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift demo                    20 cards move from operator A to B to C",
            "  simshift vectors                 check the algorithms by published test vectors",
            "  simshift vectors --target card   the same through simulated cards",
            "  simshift packet decode --hex 02700000281516...    what is in a secured packet",
            "  simshift tear                    cut a card's power at every write",
            "  simshift simulate                cards, networks and SMSCs for servers to talk to",
            "  simshift simulate-world          a hostile world in virtual time, and what must never happen in it",
            "  simshift bench packet            how fast packets are secured and opened here",
            "  simshift card serve --profile examples/card-profile.json    a card in a virtual PC/SC reader",
            "  simshift card ota --reader pcsc --keys keys.json --script a.ota    a script to a card, over the air",
            "  simshift bip serve --card 8988300000000009014 --packets p.hex --tcp 4000    a gateway for one card by IP",
            "  simshift escrow audit verify --ledger simshift-demo --certificate escrow.pem    is the ledger whole",
            "  simshift server --config examples/server-operator.yaml    an operator's server with its API",
            "",
            "Environment: SIMSHIFT_DEBUG=1 prints log messages and stack traces."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all was done", "1:something failed; a line on the error stream says what", "2:wrong usage"})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        boolean debug = isDebug(System.getenv("SIMSHIFT_DEBUG"));
        // Read by logback.xml, so before the first logger is made.
        System.setProperty("simshift.log.level", debug ? "DEBUG" : quietLevel(arguments));
        System.setProperty("simshift.log.trace", debug ? "%ex" : "%nopex");
        int exitCode = commandLine(debug).execute(arguments);
        System.out.flush();
        System.exit(exitCode);
    }

    /**
     * The whole command with all subcommands.
     *
     * @param debug print stack traces
     */
    static CommandLine commandLine(boolean debug) {
        CommandLine commandLine = new CommandLine(new Main());
        new ErrorLines(debug).installIn(commandLine);
        // @FILE names a file that holds a key, not one that holds arguments.
        commandLine.setExpandAtFiles(false);
        commandLine.setUsageHelpAutoWidth(true);
        showVersionEverywhere(commandLine);
        return commandLine;
    }

    private static void showVersionEverywhere(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Main::showVersionEverywhere);
    }

    @Override
    public void run() {
        PrintWriter err = spec.commandLine().getErr();
        spec.commandLine().usage(err);
        err.println();
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    /** In a simulated world everything goes wrong on purpose: its history tells of it, warnings would bury that. */
    private static String quietLevel(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(SimulateWorldCommand.NAME) ? "ERROR" : "WARN";
    }

    private static boolean isDebug(String value) {
        return value != null && !value.isBlank() && !value.equals("0");
    }

    /** The version from the manifest of the jar that this class came in. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {
                "Simshift " + (version == null ? "(not packaged)" : version), "Java ${java.version} (${java.vm.name})"
            };
        }
    }
}
