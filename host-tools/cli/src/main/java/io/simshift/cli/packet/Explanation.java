package io.simshift.cli.packet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The fields of a packet in their order, and what is to be said about the whole. */
final class Explanation {
    private static final int BYTES_IN_COLUMN = 8;
    private static final HexFormat HEX = HexFormat.of();

    private final List<Field> fields = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private int offset;

    /** Adds the next field. */
    Explanation field(String name, byte[] bytes, String meaning) {
        fields.add(new Field(offset, name, bytes, meaning));
        offset += bytes.length;
        return this;
    }

    /** Adds a sentence about what comes out of the fields. */
    Explanation remark(String text) {
        remarks.add(text);
        return this;
    }

    /** The fields so far. */
    List<Field> fields() {
        return List.copyOf(fields);
    }

    /** The sentences so far. */
    List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** A line for each field; long values get one of their own. */
    void printText(PrintWriter out) {
        String line = "%6s  %-8s  %-" + 2 * BYTES_IN_COLUMN + "s  %s%n";
        out.printf(line, "offset", "field", "bytes", "meaning");
        for (Field field : fields) {
            byte[] bytes = field.bytes();
            boolean fits = bytes.length <= BYTES_IN_COLUMN;
            out.printf(line, field.offset(), field.name(), fits ? HEX.formatHex(bytes) : "", field.meaning());
            if (!fits) {
                out.println("        " + HEX.formatHex(bytes));
            }
        }
        if (!remarks.isEmpty()) {
            out.println();
            remarks.forEach(out::println);
        }
    }

    /** The same into a JSON object. */
    void addTo(ObjectNode node) {
        ArrayNode list = node.putArray("fields");
        for (Field field : fields) {
            list.addObject()
                    .put("offset", field.offset())
                    .put("name", field.name())
                    .put("bytes", HEX.formatHex(field.bytes()))
                    .put("meaning", field.meaning());
        }
        ArrayNode sentences = node.putArray("remarks");
        remarks.forEach(sentences::add);
    }
}
