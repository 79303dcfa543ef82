package io.simshift.server.config;

import java.util.Collection;
import java.util.Locale;

/** The known word that somebody may have meant. */
final class Hints {
    private static final int FAR = 3;

    private Hints() {}

    static String hint(String word, Collection<String> known) {
        String best = null;
        int distance = FAR + 1;
        for (String candidate : known) {
            int now = distance(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (now < distance) {
                best = candidate;
                distance = now;
            }
        }
        return best == null ? "; known here: " + String.join(", ", known) : "; did you mean '" + best + "'?";
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
