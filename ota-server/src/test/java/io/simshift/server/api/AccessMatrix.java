package io.simshift.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.server.access.Role;
import io.simshift.server.operator.OperatorIdentity;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Every role, and nobody, at every route: who gets in must be exactly who the OpenAPI file says. */
final class AccessMatrix {
    private static final byte[] NONE = new byte[0];

    private AccessMatrix() {}

    /** How somebody proves a role. */
    record Caller(Optional<String> token, Optional<OperatorIdentity> identity) {
        static Caller withToken(String token) {
            return new Caller(Optional.of(token), Optional.empty());
        }

        static Caller withCertificate(OperatorIdentity identity) {
            return new Caller(Optional.empty(), Optional.of(identity));
        }
    }

    static void check(Description description, String url, Function<Role, Caller> callers) throws Exception {
        List<String> wrong = new ArrayList<>();
        int checks = 0;
        for (Description.Operation operation : description.operations()) {
            String path = url + operation.path().replaceAll("\\{[^}]*}", "1");
            HttpClient nobody = Clients.of(Optional.empty());
            boolean admitted = isAdmitted(Clients.send(nobody, path, operation.method(), NONE));
            if (admitted != operation.isOpen()) {
                wrong.add("nobody at " + operation.id());
            }
            int forged = Clients.send(nobody, path, operation.method(), NONE, "authorization", "Bearer sst_x")
                    .statusCode();
            if (forged != 401) {
                wrong.add("a forged token at " + operation.id() + ": " + forged);
            }
            for (Role role : Role.values()) {
                Caller caller = callers.apply(role);
                HttpResponse<byte[]> response = Clients.send(
                        Clients.of(caller.identity()),
                        path,
                        operation.method(),
                        NONE,
                        caller.token()
                                .map(token -> new String[] {"authorization", "Bearer " + token})
                                .orElse(new String[0]));
                boolean expected = operation.isOpen() || operation.roles().contains(role);
                if (isAdmitted(response) != expected) {
                    wrong.add(role + " at " + operation.id() + ": " + response.statusCode());
                }
                checks++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(checks).isEqualTo(description.operations().size() * Role.values().length);
    }

    private static boolean isAdmitted(HttpResponse<byte[]> response) {
        return response.statusCode() != 401 && response.statusCode() != 403;
    }
}
