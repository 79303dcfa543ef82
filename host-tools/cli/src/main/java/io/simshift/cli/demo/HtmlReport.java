package io.simshift.cli.demo;

import io.simshift.cli.demo.DemoReport.Failure;
import io.simshift.cli.demo.DemoReport.Happening;
import io.simshift.cli.demo.DemoReport.Kind;
import io.simshift.cli.demo.DemoReport.Leg;
import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The report as one page that needs nothing else: no script, no foreign host, light and dark. */
final class HtmlReport {
    private static final int TIMELINE_WIDTH = 1000;
    private static final int TIMELINE_HEIGHT = 26;
    private static final int OPERATOR_COLOURS = 6;

    private final DemoReport report;
    private final List<String> operators;
    private final Instant firstAttach;

    private HtmlReport(DemoReport report) {
        this.report = report;
        Set<String> names = new LinkedHashSet<>();
        for (Leg leg : report.legs()) {
            names.add(leg.from());
            names.add(leg.to());
        }
        this.operators = List.copyOf(names);
        this.firstAttach = report.stories().values().stream()
                .flatMap(List::stream)
                .filter(happening -> happening.kind() == Kind.ATTACHED)
                .map(Happening::at)
                .min(Instant::compareTo)
                .orElse(report.started());
    }

    /** The whole page. */
    static String render(DemoReport report) {
        HtmlReport page = new HtmlReport(report);
        return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + escape(page.title()) + "</title>\n<style>\n" + resource("report.css")
                + "</style>\n</head>\n<body>\n<main>\n"
                + page.header() + page.tiles() + page.failures() + page.legs() + page.cards()
                + "</main>\n</body>\n</html>\n";
    }

    private String title() {
        return "Simshift demo: " + report.cards() + " cards, " + String.join(" \u2192 ", operators);
    }

    private String header() {
        String verdict = report.isSuccess()
                ? "<p class=\"verdict ok\"><span aria-hidden=\"true\">\u2713</span> Every card did every step.</p>\n"
                : "<p class=\"verdict bad\"><span aria-hidden=\"true\">\u2717</span> "
                        + report.failures().size() + " thing(s) went wrong; see below.</p>\n";
        String keys = report.seed() == null
                ? "Keys from a secure random source."
                : "Keys from seed " + report.seed() + ": repeatable, therefore worthless as keys.";
        return "<h1>" + escape(title()) + "</h1>\n" + verdict + "<p class=\"muted\">"
                + report.started().truncatedTo(ChronoUnit.SECONDS) + ". " + escape(keys) + "</p>\n";
    }

    private String tiles() {
        long switched = report.legs().stream().mapToLong(Leg::switched).sum();
        long mt = report.legs().stream().mapToLong(Leg::mtMessages).sum();
        long mo = report.legs().stream().mapToLong(Leg::moMessages).sum();
        return "<section class=\"tiles\">\n" + tile(Long.toString(switched), "switches confirmed")
                + tile(perSwitch(mt, switched), "messages to the card per switch")
                + tile(perSwitch(mo, switched), "messages from the card per switch")
                + tile(seconds(Duration.between(report.started(), report.ended())), "from first card to last check")
                + "</section>\n";
    }

    private static String tile(String value, String label) {
        return "<div class=\"tile\"><strong>" + escape(value) + "</strong><span>" + escape(label) + "</span></div>\n";
    }

    private static String perSwitch(long messages, long switched) {
        return switched == 0 ? "\u2013" : String.format(Locale.ROOT, "%.2f", (double) messages / switched);
    }

    private String failures() {
        if (report.isSuccess()) {
            return "";
        }
        StringBuilder out = new StringBuilder("<section>\n<h2>What went wrong</h2>\n<ul class=\"failures\">\n");
        for (Failure failure : report.failures()) {
            out.append("<li><strong>").append(escape(failure.leg())).append("</strong> ");
            out.append("<code>").append(escape(failure.iccid())).append("</code> ");
            out.append(escape(failure.what())).append("</li>\n");
        }
        return out.append("</ul>\n</section>\n").toString();
    }

    private String legs() {
        StringBuilder out = new StringBuilder("<section>\n<h2>Moves</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
        for (String column : List.of(
                "Move",
                "Switched",
                "Authenticated by the new operator",
                "Refused the old operator",
                "Messages to cards",
                "Messages from cards",
                "Seconds")) {
            out.append("<th scope=\"col\">").append(column).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (Leg leg : report.legs()) {
            out.append("<tr><th scope=\"row\" class=\"move\">")
                    .append(badge(leg.from()))
                    .append(" \u2192 ")
                    .append(badge(leg.to()));
            out.append("</th>").append(cell(leg.switched())).append(cell(leg.authenticated()));
            out.append(cell(leg.refusedByOld())).append(cell(leg.mtMessages())).append(cell(leg.moMessages()));
            out.append(cell(String.format(Locale.ROOT, "%.2f", leg.seconds()))).append("</tr>\n");
        }
        return out.append(
                        "</tbody>\n</table></div>\n<p class=\"muted\">A card counts as switched when its new operator's network has seen it; as authenticated when that "
                                + "network challenged it with the new K and got the right answer; as refusing the old operator when a challenge under the old K failed with "
                                + "\u201cMAC failure\u201d, the old network did not admit it, and a command under the old OTA keys was refused.</p>\n</section>\n")
                .toString();
    }

    private static String cell(Object value) {
        return "<td>" + escape(String.valueOf(value)) + "</td>";
    }

    private String cards() {
        StringBuilder out = new StringBuilder("<section>\n<h2>Cards</h2>\n<p class=\"legend\">");
        for (String operator : operators) {
            out.append(badge(operator))
                    .append(" served by ")
                    .append(escape(operator))
                    .append(" &nbsp; ");
        }
        out.append(
                "<span class=\"key gap\"></span> not served. A line begins when the first card attached; click a card for its whole story.</p>\n");
        for (Map.Entry<Iccid, List<Happening>> story : report.stories().entrySet()) {
            out.append("<details><summary><code>").append(story.getKey()).append("</code>");
            out.append(timeline(story.getKey(), story.getValue())).append("</summary>\n");
            out.append(happenings(story.getValue())).append("</details>\n");
        }
        return out.append("</section>\n").toString();
    }

    private String happenings(List<Happening> story) {
        StringBuilder out = new StringBuilder("<div class=\"scroll\"><table class=\"story\"><tbody>\n");
        for (Happening happening : story) {
            out.append("<tr class=\"")
                    .append(happening.kind().name().toLowerCase(Locale.ROOT))
                    .append("\"><td>");
            out.append(seconds(Duration.between(report.started(), happening.at())))
                    .append("</td><td>");
            out.append(badge(happening.operator())).append("</td><td>").append(escape(happening.what()));
            out.append("</td></tr>\n");
        }
        return out.append("</tbody></table></div>\n").toString();
    }

    private String timeline(Iccid iccid, List<Happening> story) {
        StringBuilder out = new StringBuilder("<svg role=\"img\" viewBox=\"0 0 " + TIMELINE_WIDTH + " "
                + TIMELINE_HEIGHT + "\" preserveAspectRatio=\"none\"><title>Life of card " + iccid + "</title>");
        out.append("<rect class=\"gap\" x=\"0\" y=\"8\" width=\"1000\" height=\"10\" rx=\"5\"/>");
        for (Served served : served(story)) {
            double x = x(served.from());
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"o%d\" x=\"%.1f\" y=\"8\" width=\"%.1f\" height=\"10\"/>",
                    colour(served.operator()),
                    x,
                    Math.max(1, x(served.until()) - x)));
        }
        for (Happening happening : story) {
            if (happening.kind() == Kind.FAILED) {
                out.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"mark bad\" x=\"%.1f\" y=\"2\" width=\"4\" height=\"22\"/>",
                        x(happening.at())));
            }
        }
        return out.append("</svg>").toString();
    }

    private record Served(String operator, Instant from, Instant until) {}

    private List<Served> served(List<Happening> story) {
        List<Served> spans = new ArrayList<>();
        Happening last = null;
        for (Happening happening : story) {
            if (happening.kind() == Kind.ATTACHED) {
                if (last != null) {
                    spans.add(new Served(last.operator(), last.at(), happening.at()));
                }
                last = happening;
            }
        }
        if (last != null) {
            spans.add(new Served(last.operator(), last.at(), report.ended()));
        }
        return spans;
    }

    private double x(Instant at) {
        long total = Math.max(1, Duration.between(firstAttach, report.ended()).toMillis());
        return (double) TIMELINE_WIDTH * Duration.between(firstAttach, at).toMillis() / total;
    }

    private int colour(String operator) {
        return Math.max(0, operators.indexOf(operator)) % OPERATOR_COLOURS;
    }

    private String badge(String operator) {
        return operator.isEmpty()
                ? ""
                : "<span class=\"key o" + colour(operator) + "\"></span><b>" + escape(operator) + "</b>";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toMillis() / 1000.0);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String resource(String name) {
        try (var in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
