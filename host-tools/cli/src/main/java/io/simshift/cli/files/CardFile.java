package io.simshift.cli.files;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.tlv.BerTlv;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file that a card has.
 *
 * @param path file identifiers from the MF on, 2 bytes each; 7FFF stands for the application's directory
 * @param application AID of the application that it belongs to; empty under the MF
 * @param fcp what the card says of it
 * @param content the whole of a transparent file, or its records in order; empty where it was not read
 * @param status of the read that ended it; 9000 where all was read, or there was nothing to read
 */
public record CardFile(byte[] path, Optional<byte[]> application, Fcp fcp, List<byte[]> content, StatusWord status) {
    private static final int SFI_TAG = 0x88;
    private static final int ADF = 0x7FFF;

    public CardFile {
        path = path.clone();
        content = List.copyOf(content);
    }

    /** The file identifier. */
    public int id() {
        return (path[path.length - 2] & 0xFF) << 8 | path[path.length - 1] & 0xFF;
    }

    /** Its name, if it has one here. */
    public Optional<String> name() {
        return FileId.find(id()).map(FileId::text);
    }

    /** The path as it is written: {@code 3F00/2FE2}, {@code 7FFF/6F07}. */
    public String pathText() {
        StringBuilder text = new StringBuilder(id() == FileId.MF.value() || startsWithAdf() ? "" : "3F00");
        for (int i = 0; i < path.length; i += 2) {
            text.append(text.isEmpty() ? "" : "/")
                    .append(HexFormat.of().withUpperCase().formatHex(path, i, i + 2));
        }
        return text.toString();
    }

    private boolean startsWithAdf() {
        return ((path[0] & 0xFF) << 8 | path[1] & 0xFF) == ADF;
    }

    /** Whether it is the MF, a DF or an ADF. */
    public boolean isDirectory() {
        return fcp.structure() == Fcp.Structure.DIRECTORY;
    }

    /** Whether it holds session keys, which are not read (TS 31.102 4.2.3, 4.2.4, 4.2.92, 4.4.3). */
    public boolean holdsKeys() {
        return FileTree.KEY_FILES.contains(id());
    }

    /** The short file identifier, if the card tells (TS 102 221 11.1.1.4.8). */
    public OptionalInt shortFileId() {
        return BerTlv.find(fcp.objects(), SFI_TAG)
                .filter(object -> object.length() == 1)
                .map(object -> OptionalInt.of((object.value()[0] & 0xFF) >> 3))
                .orElse(OptionalInt.empty());
    }
}
