package io.simshift.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.server.operator.OperatorId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {
    @Test
    void nobodyIsCalledAsAPartnerOrTheNetworkIs() {
        String partner = Principal.partner(new OperatorId("B")).name();
        String network = Principal.network().name();
        for (String name : new String[] {partner, network, "person " + network, "operator B"}) {
            assertThat(Principal.person(name, Set.of(Role.VIEWER)).name()).isNotEqualTo(name);
        }
        assertThat(Principal.person(network, Set.of()).name())
                .isNotEqualTo(Principal.person("person " + network, Set.of()).name());
        assertThat(Principal.person("olga", Set.of()).name()).isEqualTo("olga");
    }
}
