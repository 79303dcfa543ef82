package io.simshift.protocol.subscription;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bytes for an operator-dependent file of the staged bank (commands.md 4.2, tag A5).
 *
 * @param fileId file identifier, two bytes
 * @param offset from the start of the file, records counted one after the other
 * @param content 1 to 255 bytes
 */
public record FileUpdate(int fileId, int offset, byte[] content) {
    static final int LIST_TAG = 0xA5;

    private static final String CLAUSE = "commands.md 4.2 A5";
    private static final int FILE_ID_TAG = 0x96;
    private static final int OFFSET_TAG = 0x97;
    private static final int CONTENT_TAG = 0x98;

    public FileUpdate {
        if ((fileId & ~0xFFFF) != 0 || (offset & ~0xFFFF) != 0) {
            throw new IllegalArgumentException("file identifier and offset are two bytes each");
        }
        if (content.length == 0 || content.length > 255) {
            throw new IllegalArgumentException("a file update has 1 to 255 bytes, not " + content.length);
        }
        content = content.clone();
    }

    @Override
    public byte[] content() {
        return content.clone();
    }

    static BerTlv encodeAll(List<FileUpdate> updates) {
        List<BerTlv> objects = new ArrayList<>();
        for (FileUpdate update : updates) {
            objects.add(new BerTlv(FILE_ID_TAG, twoBytes(update.fileId)));
            objects.add(new BerTlv(OFFSET_TAG, twoBytes(update.offset)));
            objects.add(new BerTlv(CONTENT_TAG, update.content));
        }
        return BerTlv.of(LIST_TAG, objects);
    }

    static List<FileUpdate> decodeAll(byte[] value) {
        List<BerTlv> objects = BerTlv.decodeAll(value);
        List<FileUpdate> updates = new ArrayList<>();
        for (int i = 0; i < objects.size(); i += 3) {
            boolean triple = i + 2 < objects.size()
                    && objects.get(i).tag() == FILE_ID_TAG
                    && objects.get(i + 1).tag() == OFFSET_TAG
                    && objects.get(i + 2).tag() == CONTENT_TAG;
            if (!triple) {
                throw new WireFormatException(CLAUSE, 0, "file updates are triples of 96, 97 and 98");
            }
            byte[] content = objects.get(i + 2).value();
            if (content.length == 0 || content.length > 255) {
                throw new WireFormatException(CLAUSE, 0, "a file update has 1 to 255 bytes, not " + content.length);
            }
            updates.add(new FileUpdate(number(objects.get(i)), number(objects.get(i + 1)), content));
        }
        return List.copyOf(updates);
    }

    private static byte[] twoBytes(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private static int number(BerTlv object) {
        byte[] value = object.value();
        if (value.length != 2) {
            throw new WireFormatException(
                    CLAUSE, 0, "tag " + Integer.toHexString(object.tag()) + " has 2 bytes, not " + value.length);
        }
        return (value[0] & 0xFF) << 8 | value[1] & 0xFF;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileUpdate that
                && fileId == that.fileId
                && offset == that.offset
                && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * fileId + offset) + Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return String.format("%04X@%d[%d]", fileId, offset, content.length);
    }
}
