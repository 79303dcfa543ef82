package io.simshift.cli.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.transfer.Phase;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of worlds, for people or as JSON.
 *
 * @param shown the card whose history is wanted
 * @param replay the command without its seeds, for who wants to see a world again
 * @param tellsLives whether the life of a card with a violation is printed without being asked for
 */
record WorldReport(Optional<Iccid> shown, String replay, boolean tellsLives) {
    private static final Phase[] OUTCOMES = {
        Phase.CONFIRMED, Phase.FELL_BACK, Phase.EXPIRED, Phase.REJECTED, Phase.CANCELLED, Phase.UNKNOWN
    };

    /** One line for a world, and behind it what it did wrong and how to see that again. */
    void print(WorldResult world, PrintWriter out) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "seed %d: %d days, %d cards, %d moves (",
                world.seed(),
                world.age().toDays(),
                world.cards().size(),
                world.moves()));
        String separator = "";
        for (Phase phase : OUTCOMES) {
            if (world.moves(phase) > 0) {
                line.append(separator).append(world.moves(phase)).append(' ').append(phase);
                separator = ", ";
            }
        }
        line.append(String.format(
                Locale.ROOT,
                "), %d messages, at most %d for one move, %d slots released%s: %d violations",
                world.messages(),
                world.mostForOneMove(),
                world.releases(),
                world.stranded() == 0 ? "" : ", " + world.stranded() + " stranded without fallback rule",
                world.violations().size()));
        out.println(line);
        for (Judge.Violation violation : world.violations()) {
            out.println("  VIOLATION"
                    + violation.card().map(card -> " card " + card).orElse("") + ": " + violation.what());
        }
        shown.or(() -> tellsLives ? firstGuilty(world) : Optional.empty())
                .ifPresent(card -> printHistory(world, card, out));
        if (!world.violations().isEmpty()) {
            out.println("  again: " + replay + " --seed " + world.seed()
                    + firstGuilty(world).map(card -> " --card " + card).orElse(""));
        }
        out.flush();
    }

    private static Optional<Iccid> firstGuilty(WorldResult world) {
        return world.violations().stream()
                .map(Judge.Violation::card)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static void printHistory(WorldResult world, Iccid card, PrintWriter out) {
        world.history().of(card).forEach(entry -> out.println("  " + entry));
    }

    /** The last line over many worlds. */
    static String summary(List<WorldResult> worlds) {
        int violations =
                worlds.stream().mapToInt(world -> world.violations().size()).sum();
        long failing =
                worlds.stream().filter(world -> !world.violations().isEmpty()).count();
        return String.format(
                Locale.ROOT,
                "%d worlds, %d moves, %d messages: %d violations in %d worlds",
                worlds.size(),
                worlds.stream().mapToInt(WorldResult::moves).sum(),
                worlds.stream().mapToInt(WorldResult::messages).sum(),
                violations,
                failing);
    }

    void printJson(List<WorldResult> worlds, PrintWriter out) {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        ArrayNode list = root.putArray("worlds");
        worlds.forEach(world -> add(world, list.addObject()));
        root.put(
                "violations",
                worlds.stream().mapToInt(world -> world.violations().size()).sum());
        try {
            out.println(json.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report can't be written", e);
        }
        out.flush();
    }

    private void add(WorldResult world, ObjectNode node) {
        node.put("seed", world.seed())
                .put("days", world.age().toDays())
                .put("cards", world.cards().size())
                .put("messages", world.messages())
                .put("mostMessagesForOneMove", world.mostForOneMove())
                .put("slotsReleased", world.releases())
                .put("strandedWithoutRule", world.stranded());
        ObjectNode moves = node.putObject("moves");
        for (Phase phase : Phase.values()) {
            Optional.ofNullable(world.phases().get(phase)).ifPresent(count -> moves.put(phase.name(), count));
        }
        ArrayNode violations = node.putArray("violations");
        for (Judge.Violation violation : world.violations()) {
            violations
                    .addObject()
                    .put("card", violation.card().map(Iccid::digits).orElse(null))
                    .put("what", violation.what());
        }
        shown.ifPresent(card -> addHistory(world, card, node.putArray("history")));
    }

    private static void addHistory(WorldResult world, Iccid card, ArrayNode history) {
        for (History.Entry entry : world.history().of(card)) {
            history.addObject()
                    .put("atMillis", entry.at().toMillis())
                    .put("who", entry.who())
                    .put("what", entry.what());
        }
    }
}
