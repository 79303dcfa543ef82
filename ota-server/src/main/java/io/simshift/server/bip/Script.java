package io.simshift.server.bip;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a card gets at a time.
 *
 * @param id tells the answer's script; 1 to 64 letters, digits, hyphens
 * @param content a secured packet, or over HTTPS a command scripting template
 * @param target over HTTPS the application that it is for, {@code //aid/RID/PIX}, where that is not the card's own security
 *     domain
 */
public record Script(String id, byte[] content, Optional<String> target) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    public Script {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("'" + id + "' can't stand in a URI");
        }
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    @Override
    public String toString() {
        return "Script[" + id + ", " + content.length + " bytes]";
    }
}
