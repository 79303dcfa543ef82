package io.simshift.simulator.profile;

import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.AccessDomain;
import io.simshift.protocol.subscription.AccessDomain.Condition;
import io.simshift.protocol.subscription.MinimumSecurity;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.TarAccess;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/** The members of {@code card} about packets and scripts: how the applet treats them (docs/applet/commands.md 2). */
final class RemoteSection {
    private static final String TARS = "tars";
    private static final String TAR = "tar";
    private static final String MINIMUM_SECURITY = "minimumSecurity";
    private static final String ACCESS = "access";
    private static final String CELLS = "concatenationCells";
    private static final String WEAK = "weakAlgorithms";
    private static final String FAILED_CHECKS = "failedCheckLimit";
    private static final String DES = "DES";
    private static final String SHORT_CMAC = "AES-CMAC-4";
    private static final String DES_ECB = "DES-ECB";
    private static final Set<String> WEAK_NAMES = Set.of(DES, SHORT_CMAC, DES_ECB);
    private static final int BYTE_MAX = 255;

    private RemoteSection() {}

    /** Names of all members of {@code card}. */
    static String[] with(String... others) {
        return Stream.concat(Arrays.stream(others), Stream.of(TARS, CELLS, WEAK, FAILED_CHECKS))
                .toArray(String[]::new);
    }

    static RemoteManagement read(JsonObject card) {
        List<TarAccess> tars = new ArrayList<>();
        Set<Tar> seen = new HashSet<>();
        card.optional(TARS)
                .ifPresent(list -> list.list().forEach(field -> {
                    TarAccess access = tar(field);
                    if (!seen.add(access.tar())) {
                        throw field.wrong("TAR " + access.tar() + " stands there twice");
                    }
                    tars.add(access);
                }));
        Set<String> weak = new HashSet<>();
        card.optional(WEAK).ifPresent(list -> list.list().forEach(field -> weak.add(weak(field))));
        return new RemoteManagement(
                tars,
                number(card, CELLS),
                weak.contains(DES),
                weak.contains(SHORT_CMAC),
                weak.contains(DES_ECB),
                number(card, FAILED_CHECKS));
    }

    private static OptionalInt number(JsonObject card, String name) {
        return card.optional(name)
                .map(field -> OptionalInt.of(field.number(0, BYTE_MAX)))
                .orElse(OptionalInt.empty());
    }

    private static String weak(JsonField field) {
        String name = field.text();
        if (!WEAK_NAMES.contains(name)) {
            throw field.wrong("is none of " + DES + ", " + SHORT_CMAC + ", " + DES_ECB);
        }
        return name;
    }

    private static TarAccess tar(JsonField field) {
        JsonObject object = field.object(TAR, MINIMUM_SECURITY, ACCESS);
        return new TarAccess(
                object.required(TAR).as(Tar::parse),
                object.optional(MINIMUM_SECURITY).map(RemoteSection::minimumSecurity),
                object.optional(ACCESS).map(RemoteSection::access));
    }

    /** The first byte of SPI, two hexadecimal digits. */
    static MinimumSecurity minimumSecurity(JsonField field) {
        byte[] bytes = field.bytes();
        if (bytes.length != 1) {
            throw field.wrong("is one byte, the first of SPI");
        }
        try {
            return new MinimumSecurity(bytes[0] & 0xFF);
        } catch (IllegalArgumentException e) {
            throw field.wrong(e.getMessage());
        }
    }

    private static AccessDomain access(JsonField field) {
        if (field.isList()) {
            Set<Condition> conditions = EnumSet.noneOf(Condition.class);
            field.list().forEach(each -> conditions.add(condition(each)));
            return AccessDomain.of(conditions);
        }
        return switch (field.text()) {
            case "full" -> AccessDomain.FULL;
            case "none" -> AccessDomain.NONE;
            default -> throw field.wrong("is neither full nor none, nor a list of access conditions");
        };
    }

    private static Condition condition(JsonField field) {
        return Arrays.stream(Condition.values())
                .filter(condition -> condition.name().equals(field.text()))
                .findFirst()
                .orElseThrow(() -> field.wrong("is none of ALWAYS, PIN1, ADM1"));
    }
}
