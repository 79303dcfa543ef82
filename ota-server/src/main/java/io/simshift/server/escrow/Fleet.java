package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorId;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Cards of one owner (the M2M subscriber), and whose signature their moves need.
 *
 * @param name 1 to 32 letters, digits, dots, dashes or underscores
 * @param owner under whose name the escrow knows its certificate
 * @param consent who has to consent to each move; the donor always does so by its hand-over
 */
public record Fleet(String name, OperatorId owner, Set<Party> consent) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,32}");

    /** Who may have to consent. */
    public enum Party {
        OWNER,
        DONOR,
        RECIPIENT
    }

    public Fleet {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "fleet name '" + name + "' is not 1 to 32 letters, digits, dots, dashes or underscores");
        }
        EnumSet<Party> parties = EnumSet.of(Party.DONOR);
        parties.addAll(consent);
        consent = Collections.unmodifiableSet(parties);
    }

    /** As in {@code owner,donor,recipient}. */
    public String consentText() {
        return consent.stream()
                .map(party -> party.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException where the text names somebody else */
    public static Set<Party> parseConsent(String text) {
        EnumSet<Party> parties = EnumSet.noneOf(Party.class);
        for (String word : text.split(",", -1)) {
            parties.add(Arrays.stream(Party.values())
                    .filter(party -> party.name().equalsIgnoreCase(word.strip()))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("'" + word.strip() + "' is none of owner, donor, recipient")));
        }
        return parties;
    }
}
