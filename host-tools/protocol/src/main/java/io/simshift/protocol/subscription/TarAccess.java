package io.simshift.protocol.subscription;

import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the card asks of scripts for one TAR, and what they may do (commands.md 2, tag A3).
 *
 * @param tar which one: subscription management, files of the UICC or files of the USIM
 * @param minimumSecurity what packets have at least; empty for the card's default
 * @param access what scripts may do with files; empty for the card's default
 */
public record TarAccess(Tar tar, Optional<MinimumSecurity> minimumSecurity, Optional<AccessDomain> access) {
    static final int TAG = 0xA3;

    private static final String CLAUSE = "commands.md 2 A3";
    private static final int TAR_TAG = 0x80;
    private static final int MINIMUM_SECURITY_TAG = 0x81;
    private static final int ACCESS_TAG = 0x82;

    BerTlv encode() {
        List<BerTlv> objects = new ArrayList<>();
        objects.add(new BerTlv(TAR_TAG, tar.encode()));
        minimumSecurity.ifPresent(level -> objects.add(BerTlv.ofByte(MINIMUM_SECURITY_TAG, level.spi1())));
        access.ifPresent(domain -> objects.add(new BerTlv(ACCESS_TAG, domain.encode())));
        return BerTlv.of(TAG, objects);
    }

    static TarAccess decode(byte[] value) {
        TagSet tags = TagSet.decode(value, CLAUSE, TAR_TAG, MINIMUM_SECURITY_TAG, ACCESS_TAG);
        return new TarAccess(
                tags.make(TAR_TAG, Tar.LENGTH, Tar::decode),
                tags.has(MINIMUM_SECURITY_TAG)
                        ? Optional.of(MinimumSecurity.decode(tags, MINIMUM_SECURITY_TAG))
                        : Optional.empty(),
                tags.optional(ACCESS_TAG).map(AccessDomain::decode));
    }
}
