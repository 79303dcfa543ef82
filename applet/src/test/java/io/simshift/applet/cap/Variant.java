package io.simshift.applet.cap;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A CAP file with a name: what has not the room in one file is in another (docs/decisions/0008).
 *
 * @param fileName without folder
 * @param without switches of Features that are off
 */
record Variant(String fileName, Set<String> without) {
    /** Those that are built where nothing else is asked for. */
    static final List<Variant> ALL = List.of(
            new Variant("simshift-applet.cap", Set.of("BIP")),
            new Variant("simshift-applet-ip.cap", Set.of("TUAK", "GSM")));

    /** The usual ones, or a single one without these features, separated by commas. */
    static List<Variant> of(String without) {
        if (without.isBlank()) {
            return ALL;
        }
        Set<String> features = new TreeSet<>(Arrays.asList(without.split(",")));
        if (!AppletSources.FEATURES.keySet().containsAll(features)) {
            throw new BuildFailure("-Dsimshift.without=" + without + ": there are "
                    + String.join(", ", new TreeSet<>(AppletSources.FEATURES.keySet())));
        }
        return List.of(new Variant("simshift-applet-custom.cap", features));
    }
}
