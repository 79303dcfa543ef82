package io.simshift.cli.ota;

import io.simshift.cli.ota.CommandResult.State;
import io.simshift.cli.script.AnswerObjects;
import io.simshift.cli.script.ScriptLine;
import io.simshift.cli.script.ScriptPacket;
import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.ExpandedResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The additional response data of a packet, command by command (TS 102 226 5.1.2 and 5.2.2).
 *
 * @param results one for each command of the script
 * @param problem why the answer can't be told command by command; empty where it can
 */
record ScriptAnswer(List<CommandResult> results, Optional<String> problem) {
    private static final int UNKNOWN_TAG = 0x01;

    ScriptAnswer {
        results = List.copyOf(results);
    }

    /** Where the card told nothing. */
    static ScriptAnswer unknown(ScriptPacket packet) {
        return all(packet, State.UNKNOWN, Optional.empty());
    }

    /** Where the card refused the whole packet. */
    static ScriptAnswer nothingExecuted(ScriptPacket packet) {
        return all(packet, State.NOT_EXECUTED, Optional.empty());
    }

    private static ScriptAnswer all(ScriptPacket packet, State state, Optional<String> problem) {
        return new ScriptAnswer(
                packet.lines().stream()
                        .map(line -> CommandResult.of(line, state))
                        .toList(),
                problem);
    }

    /** Reads the data; the card chose the format by that of the command. */
    static ScriptAnswer of(ScriptPacket packet, byte[] data) {
        if (data.length == 0) {
            return all(packet, State.UNKNOWN, Optional.of("the card tells nothing about the commands"));
        }
        try {
            return ExpandedResponse.begins(data[0] & 0xFF)
                    ? expanded(packet, ExpandedResponse.decode(data))
                    : compact(packet, CompactResponse.decode(data));
        } catch (WireFormatException e) {
            return all(packet, State.UNKNOWN, Optional.of("the answer is in no known format: " + e.getMessage()));
        }
    }

    private static ScriptAnswer compact(ScriptPacket packet, CompactResponse response) {
        List<CommandResult> results = new ArrayList<>();
        List<ScriptLine> lines = packet.lines();
        for (int i = 0; i < lines.size(); i++) {
            if (i + 1 == response.executed()) {
                results.add(answered(lines, i, new ResponseApdu(response.data(), response.status())));
            } else {
                results.add(
                        CommandResult.of(lines.get(i), i < response.executed() ? State.EXECUTED : State.NOT_EXECUTED));
            }
        }
        boolean sensible = response.executed() >= 1 && response.executed() <= lines.size();
        return new ScriptAnswer(
                results,
                sensible
                        ? Optional.empty()
                        : Optional.of("the card counts " + response.executed() + " commands executed, last status word "
                                + response.status() + ", " + response.status().describe()));
    }

    private static ScriptAnswer expanded(ScriptPacket packet, ExpandedResponse response) {
        List<CommandResult> results = new ArrayList<>();
        List<ScriptLine> lines = packet.lines();
        List<ResponseApdu> answers = response.answers();
        int executed = response.executed().orElse(answers.size());
        for (int i = 0; i < lines.size(); i++) {
            if (i < answers.size()) {
                results.add(answered(lines, i, answers.get(i)));
            } else {
                results.add(CommandResult.of(lines.get(i), i < executed ? State.EXECUTED : State.NOT_EXECUTED));
            }
        }
        if (response.badFormat().isPresent()) {
            int code = response.badFormat().getAsInt();
            String why = code == UNKNOWN_TAG ? "an unknown tag" : "a wrong length";
            return new ScriptAnswer(
                    results,
                    Optional.of(String.format("the card could not read the script: bad format %02X, %s", code, why)));
        }
        boolean tooMany = answers.size() > lines.size();
        return new ScriptAnswer(
                results,
                tooMany
                        ? Optional.of("the card gives " + answers.size() + " answers to " + lines.size() + " commands")
                        : Optional.empty());
    }

    private static CommandResult answered(List<ScriptLine> lines, int index, ResponseApdu answer) {
        Optional<CommandApdu> before =
                index == 0 ? Optional.empty() : Optional.of(lines.get(index - 1).command());
        byte[] data = answer.data();
        return new CommandResult(
                lines.get(index),
                State.ANSWERED,
                Optional.of(answer.status()),
                data,
                answer.status().letsScriptGoOn()
                        ? AnswerObjects.of(lines.get(index).command(), before, data)
                        : java.util.Map.of());
    }
}
