package io.simshift.simulator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.simshift.protocol.scp81.ScriptStatus;
import io.simshift.simulator.card.CardLink;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkScriptsTest {
    private final List<String> sent = new ArrayList<>();
    private final CardLink card = new CardLink() {
        @Override
        public byte[] reset() {
            throw new AssertionError("nobody resets a card in the middle of a session");
        }

        @Override
        public byte[] transmit(byte[] command) {
            sent.add(HexFormat.of().formatHex(command));
            return HexFormat.of().parseHex(sent.size() == 2 ? "6a82" : "aabb9000");
        }
    };

    private String run(String template) {
        AdminScripts.Outcome outcome = new LinkScripts(card).run(HexFormat.of().parseHex(template), Optional.empty());
        assertThat(outcome.status()).isEqualTo(ScriptStatus.OK);
        return HexFormat.of().formatHex(outcome.body());
    }

    @Test
    void runsCommandsUpToTheFirstThatFails() {
        assertThat(run("ae80220400010203220400040506220400070809" + "0000"))
                .isEqualTo("af808001022304aabb900023026a820000");
        assertThat(sent).containsExactly("00010203", "00040506");
    }

    @Test
    void answersInTheFormOfTheScript() {
        assertThat(run("aa06220400010203")).isEqualTo("ab098001012304aabb9000");
    }

    @Test
    void saysThatAScriptHasNoForm() {
        assertThat(run("aa0322040001")).isEqualTo("ab03900101");
        assertThat(sent).isEmpty();
    }

    @Test
    void knowsNoOtherApplication() {
        assertThat(new LinkScripts(card)
                        .run(new byte[] {1}, Optional.of("//aid/A0/00"))
                        .status())
                .isEqualTo(ScriptStatus.UNKNOWN_APPLICATION);
    }
}
