package io.simshift.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.StringJoiner;

/** Campaigns for people. */
final class CampaignText {
    private static final int BAR_WIDTH = 30;

    private CampaignText() {}

    static String list(JsonNode answer) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(String.format(
                "%-24s %-20s %-4s %-18s %10s %10s %8s", "id", "name", "to", "state", "confirmed", "cards", "failed"));
        for (JsonNode each : answer.path("items")) {
            JsonNode progress = each.path("progress");
            lines.add(String.format(
                    Locale.ROOT,
                    "%-24s %-20s %-4s %-18s %10d %10d %8d",
                    each.path("id").asText(),
                    each.path("plan").path("name").asText(),
                    each.path("plan").path("recipient").asText(),
                    each.path("state").asText(),
                    progress.path("confirmed").asLong(),
                    progress.path("cards").asLong(),
                    progress.path("failed").asLong()));
        }
        return lines.toString();
    }

    static String one(JsonNode campaign) {
        StringJoiner line = new StringJoiner(", ");
        line.add(campaign.path("id").asText() + " ("
                + campaign.path("plan").path("name").asText() + ") is "
                + campaign.path("state").asText());
        if (!campaign.path("reason").asText().isEmpty()) {
            line.add(campaign.path("reason").asText());
        }
        for (JsonNode party : campaign.path("missing")) {
            line.add("waits for the " + party.asText());
        }
        return line.add(counts(campaign)).toString();
    }

    static String counts(JsonNode campaign) {
        JsonNode progress = campaign.path("progress");
        return progress.path("confirmed").asLong() + " of "
                + progress.path("cards").asLong() + " confirmed, "
                + progress.path("failed").asLong() + " failed";
    }

    static String bar(JsonNode campaign) {
        JsonNode progress = campaign.path("progress");
        long cards = progress.path("cards").asLong();
        long confirmed = progress.path("confirmed").asLong();
        int filled = cards == 0 ? 0 : (int) (BAR_WIDTH * confirmed / cards);
        return "\u2588".repeat(filled) + "\u2591".repeat(BAR_WIDTH - filled) + "  " + counts(campaign);
    }

    static String failures(JsonNode answer) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        for (JsonNode each : answer.path("items")) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%10d  %s",
                    each.path("cards").asLong(),
                    each.path("reason").asText()));
        }
        return lines.length() == 0 ? "no card has failed" : lines.toString();
    }

    static String report(JsonNode report) {
        StringJoiner lines = new StringJoiner(System.lineSeparator());
        lines.add(
                report.path("accepted").asLong() + " of " + report.path("lines").asLong() + " lines are good");
        for (JsonNode problem : report.path("firstProblems")) {
            lines.add("  line " + problem.path("line").asLong() + ": "
                    + problem.path("message").asText());
        }
        return lines.toString();
    }
}
