package io.simshift.cli.reader;

import io.simshift.cli.CommandFailure;
import io.simshift.simulator.card.DefaultSelection;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.pcsc.PcscLink;
import io.simshift.simulator.pcsc.PcscReaders;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.profile.CardProfile;
import io.simshift.simulator.profile.CardProfileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a card is: {@code sim:PROFILE}, {@code pcsc} or {@code pcsc:NAME}.
 *
 * @param simulated whether it is made from a profile
 * @param name the profile, or part of the reader's name; may be empty
 */
public record ReaderChoice(boolean simulated, String name) {
    /** How the option is shown in every help text. */
    public static final String LABEL = "sim:PROFILE|pcsc[:NAME]";

    /** What every help text says of it. */
    public static final String DESCRIPTION =
            "Where the card is: 'sim:PROFILE' makes one from a personalisation profile (docs/profiles.md) for this run;"
                    + " 'pcsc' is the PC/SC reader with a card, 'pcsc:NAME' the one with NAME in its name.";

    private static final String SIMULATED = "sim";
    private static final String PCSC = "pcsc";

    /** Reads it from the command line. */
    public static final class Converter implements ITypeConverter<ReaderChoice> {
        @Override
        public ReaderChoice convert(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.startsWith(SIMULATED + ":") && text.length() > SIMULATED.length() + 1) {
                return new ReaderChoice(true, text.substring(SIMULATED.length() + 1));
            }
            if (lower.equals(SIMULATED)) {
                return new ReaderChoice(true, "");
            }
            if (lower.equals(PCSC)) {
                return new ReaderChoice(false, "");
            }
            if (lower.startsWith(PCSC + ":") && text.length() > PCSC.length() + 1) {
                return new ReaderChoice(false, text.substring(PCSC.length() + 1));
            }
            throw new TypeConversionException("'" + text + "' is none of sim:PROFILE, pcsc and pcsc:NAME");
        }
    }

    /**
     * Connects to the card, or makes it.
     *
     * @throws io.simshift.simulator.card.CardLinkException where there is no such reader, or no card in it
     */
    public ConnectedCard connect() throws IOException {
        if (!simulated) {
            return inReader();
        }
        if (name.isEmpty()) {
            throw CommandFailure.usage("--reader sim: which card? Say sim:PROFILE");
        }
        CardProfile profile = new CardProfileReader(new SecureRandom()).read(Path.of(name));
        try {
            SimulatedCard card = profile.make();
            return new ConnectedCard(
                    card,
                    card,
                    "simulated: made afresh from " + name + ", gone when this run ends",
                    Optional.of(profile));
        } catch (PersonalisationException e) {
            throw CommandFailure.failed(name + ": " + e.getMessage(), e);
        }
    }

    private ConnectedCard inReader() {
        PcscLink link = PcscReaders.ofThisMachine().open(name);
        return new ConnectedCard(
                new DefaultSelection(link), link, "in PC/SC reader '" + link.reader() + "'", Optional.empty());
    }
}
