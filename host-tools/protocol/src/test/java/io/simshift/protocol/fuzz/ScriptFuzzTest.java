package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Scripts and their answers (TS 102 226 5.1, 5.2): which of the four, then its bytes. */
class ScriptFuzzTest {
    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 7_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        switch (in.u8() % 4) {
            case 0 -> Property.exact(in.rest(), CompactScript::decode, CompactScript::encode);
            case 1 -> Property.exact(in.rest(), CompactResponse::decode, CompactResponse::encode);
            case 2 ->
                Property.shortest(in.rest(), ExpandedScript::decode, ExpandedScript::encode)
                        .ifPresent(ScriptFuzzTest::commands);
            default ->
                Property.shortest(in.rest(), ExpandedResponse::decode, ExpandedResponse::encode)
                        .ifPresent(ScriptFuzzTest::answers);
        }
    }

    private static void commands(ExpandedScript script) {
        long objects = script.objects().stream()
                .filter(object -> object.tag() == ExpandedScript.C_APDU)
                .count();
        Property.holds(script.commands().size() == objects, "%s commands of %s", script.commands(), objects);
    }

    private static void answers(ExpandedResponse response) {
        response.answers();
        int executed = response.executed().orElse(0);
        Property.holds(executed >= 0 && executed <= 0xFFFF, "%s commands executed", executed);
        int badFormat = response.badFormat().orElse(0);
        Property.holds(badFormat >= 0 && badFormat <= 0xFF, "bad format %s", badFormat);
    }
}
