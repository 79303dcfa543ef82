package io.simshift.protocol.subscription;

import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How an applet treats packets and scripts (commands.md 2). What is empty is the card's default.
 *
 * @param tars each TAR at most once
 * @param concatenationCells parts of long messages that the card keeps at a time, 0 to 255
 * @param singleDes whether single DES is taken
 * @param shortCmac whether an AES-CMAC of 4 bytes is taken
 * @param desEcb whether DES-ECB is taken
 * @param failedCheckLimit wrong check values in a row, 0 to 255, after which a keyset answers slowly; 0 for never
 */
public record RemoteManagement(
        List<TarAccess> tars,
        OptionalInt concatenationCells,
        boolean singleDes,
        boolean shortCmac,
        boolean desEcb,
        OptionalInt failedCheckLimit) {
    /** The card's defaults; nothing of it on the wire. */
    public static final RemoteManagement DEFAULT =
            new RemoteManagement(List.of(), OptionalInt.empty(), false, false, OptionalInt.empty());

    static final int CELLS_TAG = 0x81;
    static final int WEAK_ALGORITHMS_TAG = 0x88;
    static final int FAILED_CHECKS_TAG = 0x89;

    private static final int SINGLE_DES = 0x01;
    private static final int SHORT_CMAC = 0x02;
    private static final int DES_ECB = 0x04;

    public RemoteManagement {
        tars = List.copyOf(tars);
        Set<Tar> seen = new HashSet<>();
        for (TarAccess access : tars) {
            if (!seen.add(access.tar())) {
                throw new IllegalArgumentException("TAR " + access.tar() + " is there twice");
            }
        }
        requireByte("concatenation cells", concatenationCells);
        requireByte("failed check values", failedCheckLimit);
    }

    /** Without DES-ECB. */
    public RemoteManagement(
            List<TarAccess> tars,
            OptionalInt concatenationCells,
            boolean singleDes,
            boolean shortCmac,
            OptionalInt failedCheckLimit) {
        this(tars, concatenationCells, singleDes, shortCmac, false, failedCheckLimit);
    }

    private static void requireByte(String what, OptionalInt number) {
        if ((number.orElse(0) & ~0xFF) != 0) {
            throw new IllegalArgumentException("a number of " + what + " is 0 to 255, not " + number.getAsInt());
        }
    }

    List<BerTlv> encode() {
        List<BerTlv> objects = new ArrayList<>();
        tars.forEach(access -> objects.add(access.encode()));
        concatenationCells.ifPresent(cells -> objects.add(BerTlv.ofByte(CELLS_TAG, cells)));
        int weak = (singleDes ? SINGLE_DES : 0) | (shortCmac ? SHORT_CMAC : 0) | (desEcb ? DES_ECB : 0);
        if (weak != 0) {
            objects.add(BerTlv.ofByte(WEAK_ALGORITHMS_TAG, weak));
        }
        failedCheckLimit.ifPresent(limit -> objects.add(BerTlv.ofByte(FAILED_CHECKS_TAG, limit)));
        return objects;
    }

    /** @param tags those of install parameters, without {@code tars} */
    static RemoteManagement decode(List<TarAccess> tars, TagSet tags) {
        int weak = tags.has(WEAK_ALGORITHMS_TAG) ? tags.requiredByte(WEAK_ALGORITHMS_TAG) : 0;
        if ((weak & ~(SINGLE_DES | SHORT_CMAC | DES_ECB)) != 0) {
            throw tags.fail("a bit of tag 88 stands for nothing");
        }
        return new RemoteManagement(
                tars,
                optionalByte(tags, CELLS_TAG),
                (weak & SINGLE_DES) != 0,
                (weak & SHORT_CMAC) != 0,
                (weak & DES_ECB) != 0,
                optionalByte(tags, FAILED_CHECKS_TAG));
    }

    static OptionalInt optionalByte(TagSet tags, int tag) {
        return tags.has(tag) ? OptionalInt.of(tags.requiredByte(tag)) : OptionalInt.empty();
    }
}
