package io.simshift.server.access;

import io.simshift.server.operator.OperatorId;
import java.util.Optional;
import java.util.Set;

/**
 * A caller that has proved who it is.
 *
 * @param name for logs and the audit
 * @param operator where the caller is another operator's server, or an owner of cards: whose signatures it brings
 */
public record Principal(String name, Set<Role> roles, Optional<OperatorId> operator) {
    private static final String OPERATOR = "operator ";
    private static final String NETWORK = "network";
    private static final String PERSON = "person ";

    public Principal {
        roles = Set.copyOf(roles);
    }

    /** A person. Who is called as a partner or the network would be is told apart from these. */
    public static Principal person(String name, Set<Role> roles) {
        boolean taken = name.equals(NETWORK) || name.startsWith(OPERATOR) || name.startsWith(PERSON);
        return new Principal(taken ? PERSON + name : name, roles, Optional.empty());
    }

    /** Another operator's server. */
    public static Principal partner(OperatorId operator) {
        return new Principal(OPERATOR + operator, Set.of(Role.PARTNER), Optional.of(operator));
    }

    /** An owner of cards. */
    public static Principal owner(OperatorId owner) {
        return new Principal("owner " + owner, Set.of(Role.OWNER), Optional.of(owner));
    }

    /** The operator's own network. */
    public static Principal network() {
        return new Principal(NETWORK, Set.of(Role.NETWORK), Optional.empty());
    }

    /** True where one of its roles is among these. */
    public boolean hasOneOf(Set<Role> allowed) {
        return roles.stream().anyMatch(allowed::contains);
    }
}
