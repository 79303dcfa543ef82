package io.simshift.server.access;

import java.util.Locale;
import java.util.Optional;

/** What a caller is allowed to be. The first four are people's; partners, networks and owners come with certificates. */
public enum Role {
    /** Sees everything that is no secret. */
    VIEWER,
    /** Orders, pauses and calls off. */
    OPERATOR,
    /** Says yes to what somebody else has ordered. */
    APPROVER,
    /** Takes in keys, sees the audit, revokes. */
    SECURITY_OFFICER,
    /** Another operator's server. */
    PARTNER,
    /** The operator's own AuC and HLR. */
    NETWORK,
    /** Owner of cards, whose consent an escrow may need. */
    OWNER;

    /** {@code security-officer}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** True where a person's token may have it. */
    public boolean isForPeople() {
        return this != PARTNER && this != NETWORK && this != OWNER;
    }

    /** The role of this word. */
    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
