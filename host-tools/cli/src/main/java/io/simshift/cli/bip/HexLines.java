package io.simshift.cli.bip;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.HexInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of hexadecimal digits, one item a line; {@code #} begins a comment. */
final class HexLines {
    private HexLines() {}

    static List<byte[]> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.usage("no such file: " + file);
        }
        List<byte[]> items = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            byte[] item =
                    HexInput.parse(file + ", line " + (i + 1), lines.get(i).replaceAll("#.*", ""));
            if (item.length > 0) {
                items.add(item);
            }
        }
        if (items.isEmpty()) {
            throw CommandFailure.usage(file + " has no line of digits");
        }
        return items;
    }
}
