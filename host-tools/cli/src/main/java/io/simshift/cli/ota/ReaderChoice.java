package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
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
 * @param name the profile, or part of the reader's name
 */
record ReaderChoice(boolean simulated, String name) {
    private static final String SIMULATED = "sim:";
    private static final String PCSC = "pcsc";

    /** Reads it from the command line. */
    static final class Converter implements ITypeConverter<ReaderChoice> {
        @Override
        public ReaderChoice convert(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.startsWith(SIMULATED) && text.length() > SIMULATED.length()) {
                return new ReaderChoice(true, text.substring(SIMULATED.length()));
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

    /** Connects to the card, or makes it. */
    ConnectedCard connect() throws IOException {
        if (!simulated) {
            PcscLink link = PcscReaders.ofThisMachine().open(name);
            return new ConnectedCard(link, link, "in PC/SC reader '" + link.reader() + "'", Optional.empty());
        }
        CardProfile profile = new CardProfileReader(new SecureRandom()).read(Path.of(name));
        try {
            SimulatedCard card = profile.make();
            return new ConnectedCard(
                    card,
                    card,
                    "simulated: made afresh from " + name + ", gone when this run ends",
                    Optional.of(OtaKeyring.of(profile)));
        } catch (PersonalisationException e) {
            throw CommandFailure.failed(name + ": " + e.getMessage(), e);
        }
    }
}
