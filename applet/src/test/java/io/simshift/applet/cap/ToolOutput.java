package io.simshift.applet.cap;

import java.util.regex.Pattern;

/** What converter and verifier say at their end, for example {@code conversion completed with 0 errors and 0 warnings.} */
final class ToolOutput {
    private static final Pattern NO_ERRORS = Pattern.compile("\\b(completed|finished)\\b.*\\b0 errors\\b");

    private ToolOutput() {}

    static boolean saysNoErrors(String output) {
        return output.lines().anyMatch(ToolOutput::isGoodResult);
    }

    /** The line that says so, without the tool's prefix. */
    static String result(String output) {
        return output.lines()
                .filter(ToolOutput::isGoodResult)
                .map(line -> line.replaceFirst("^\\[[^]]*]\\s*", ""))
                .findFirst()
                .orElseThrow(() -> new BuildFailure("no result in:\n" + output));
    }

    private static boolean isGoodResult(String line) {
        return NO_ERRORS.matcher(line).find();
    }
}
