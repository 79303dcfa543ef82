package io.simshift.cli.card;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.card.TracingLink;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.personalisation.PersonalisationProgress;
import io.simshift.simulator.personalisation.Personaliser;
import io.simshift.simulator.profile.CardProfile;
import io.simshift.simulator.profile.CardProfileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift card personalise}. */
@Command(
        name = "personalise",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a card on which the applet was installed into the card of a personalisation profile: stores the keys of"
                    + " its slots, writes its files, checks what the card says of both, and issues it (FINALISE).",
            "",
            "Everything goes in secured packets under the manufacturer's keyset, which is gone afterwards. A card that is"
                    + " issued already is refused, with nothing written; one on which an earlier try with the same profile"
                    + " broke off is taken up again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift card personalise --profile card.json --reader pcsc",
            "  simshift card personalise --profile examples/card-profile.json --reader sim"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the card is issued, and has proven that it holds what the profile says",
            "1:it can't be reached, refused something, or is not one that waits for this profile",
            "2:wrong usage"
        })
public final class PersonaliseCommand implements Callable<Integer> {
    @Option(
            names = "--profile",
            paramLabel = "FILE",
            required = true,
            description = "Personalisation profile (docs/profiles.md).")
    private Path profileFile;

    @Option(
            names = "--reader",
            paramLabel = "sim|pcsc[:NAME]",
            required = true,
            converter = ReaderChoice.Converter.class,
            description = "Where the card is: 'sim' tries the profile on a simulated card, which is gone afterwards;"
                    + " 'pcsc' is the PC/SC reader with a card, 'pcsc:NAME' the one with NAME in its name.")
    private ReaderChoice reader;

    @Option(
            names = "--trace",
            description = "Write each exchange with the card to the error stream, without session keys and PINs.")
    private boolean trace;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (reader.simulated() && !reader.name().isEmpty()) {
            throw CommandFailure.usage("The profile is that of --profile: say --reader sim");
        }
        CardProfile profile = new CardProfileReader(new SecureRandom()).read(profileFile);
        PrintWriter out = spec.commandLine().getOut();
        if (reader.simulated()) {
            try (SimulatedCard card = install(profile)) {
                personalise(card, "simulated, gone when this run ends", profile, out);
            }
            return ExitCodes.OK;
        }
        try (ConnectedCard card = reader.connect()) {
            personalise(card.link(), card.where(), profile, out);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        }
        return ExitCodes.OK;
    }

    private SimulatedCard install(CardProfile profile) {
        try {
            return profile.install();
        } catch (PersonalisationException e) {
            throw refused(e);
        }
    }

    private void personalise(CardLink link, String where, CardProfile profile, PrintWriter out) {
        out.println("Card " + profile.order().iccid() + ", " + where);
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        CardLink card = trace ? new TracingLink(link, err::println) : link;
        try {
            QueryAnswer answer = Personaliser.personaliseUnknown(card, profile.order(), new Console(out));
            out.println("Issued: slot 1 is active, IMSI " + profile.imsi() + ", " + (answer.freeSlots() - 1)
                    + " free slots behind it");
            out.flush();
        } catch (PersonalisationException e) {
            throw refused(e);
        }
    }

    private CommandFailure refused(PersonalisationException e) {
        return CommandFailure.failed(profileFile + ": " + e.getMessage(), e);
    }

    /** One line for each thing that is done. */
    private record Console(PrintWriter out) implements PersonalisationProgress {
        @Override
        public void stored(SlotIndex slot) {
            say("slot " + slot + " stored");
        }

        @Override
        public void written(List<String> files) {
            say("written: " + String.join(", ", files));
        }

        @Override
        public void verified(QueryAnswer.SlotReport slot) {
            CheckValues values = slot.checkValues();
            say("slot " + slot.index() + " checked: " + values);
        }

        @Override
        public void finalised() {
            say("finalised: the manufacturer's keyset is gone");
        }

        private void say(String line) {
            out.println("  " + line);
            out.flush();
        }
    }
}
