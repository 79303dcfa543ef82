package io.simshift.cli.files;

import io.simshift.protocol.files.FileId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which file identifiers are tried in a directory; the first byte says where a file stands (TS 102 221 8.6). */
public enum FileRange {
    /** Those that have a name here: some dozens of commands. */
    NAMED {
        @Override
        boolean tries(int id) {
            return FileId.find(id).isPresent() || id >> 8 == DF_UNDER_DF;
        }
    },
    /** Every identifier: some thousands of commands, half a minute with a card in a reader. */
    ALL {
        @Override
        boolean tries(int id) {
            return true;
        }
    };

    private static final int EF_UNDER_MF = 0x2F;
    private static final int DF_UNDER_MF = 0x7F;
    private static final int EF_UNDER_DF = 0x6F;
    private static final int DF_UNDER_DF = 0x5F;
    private static final int EF_UNDER_SECOND_DF = 0x4F;
    private static final int ADF = 0x7FFF;

    abstract boolean tries(int id);

    /** What can stand in the directory {@code parent}. */
    List<Integer> children(int parent) {
        List<Integer> found = new ArrayList<>();
        for (int first : firstBytes(parent)) {
            for (int second = 0; second <= 0xFF; second++) {
                int id = first << 8 | second;
                if (id != ADF && tries(id)) {
                    found.add(id);
                }
            }
        }
        return found;
    }

    private static List<Integer> firstBytes(int parent) {
        if (parent == FileId.MF.value()) {
            return Arrays.asList(EF_UNDER_MF, DF_UNDER_MF);
        }
        return parent >> 8 == DF_UNDER_DF ? List.of(EF_UNDER_SECOND_DF) : Arrays.asList(EF_UNDER_DF, DF_UNDER_DF);
    }
}
