package io.simshift.cli.world;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A loss curve as a table or as a picture. */
final class LossCurveFile {
    private static final int WIDTH = 720;
    private static final int PANEL_HEIGHT = 200;
    private static final int LEFT = 70;
    private static final int TOP = 40;
    private static final int GAP = 70;
    private static final int PANEL_WIDTH = WIDTH - LEFT - 30;
    private static final double LOSS_MAX = 0.6;

    private LossCurveFile() {}

    static String csv(List<LossCurve.Point> points) {
        StringBuilder csv = new StringBuilder(
                "loss,cards,done,confirmed,share_done,messages_per_card,most_messages,hours_to_50_percent,hours_to_99_percent\n");
        for (LossCurve.Point point : points) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%.2f,%d,%d,%d,%.5f,%.3f,%d,%s,%s%n",
                    point.loss(),
                    point.cards(),
                    point.done(),
                    point.confirmed(),
                    point.share(),
                    point.messagesPerCard(),
                    point.mostMessages(),
                    hours(point.medianHours()),
                    hours(point.hours99())));
        }
        return csv.toString();
    }

    private static String hours(double hours) {
        return Double.isNaN(hours) ? "" : String.format(Locale.ROOT, "%.3f", hours);
    }

    /** Three panels over the loss: the share of cards done, messages per card, and how long 99 of 100 cards took. */
    static String svg(List<LossCurve.Point> points, int windowDays) {
        int cards = points.isEmpty() ? 0 : points.get(0).cards();
        double lowest =
                points.stream().mapToDouble(LossCurve.Point::share).min().orElse(0);
        double floor = lowest > 0.99 ? 0.99 : lowest > 0.9 ? 0.9 : 0;
        StringBuilder svg = new StringBuilder();
        int height = TOP + 3 * PANEL_HEIGHT + 2 * GAP + 60;
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                height));
        text(
                svg,
                LEFT,
                20,
                "start",
                String.format(
                        Locale.ROOT,
                        "%d cards for each loss, window of %d days; 10 %% of messages twice, 10 %% up to 72 h late",
                        cards,
                        windowDays));
        panel(svg, TOP, "cards done, %", floor * 100, 100, points, point -> point.share() * 100);
        int second = TOP + PANEL_HEIGHT + GAP;
        ToDoubleFunction<LossCurve.Point> messages = LossCurve.Point::messagesPerCard;
        panel(svg, second, "messages per card", 0, Math.ceil(most(points, messages)), points, messages);
        ToDoubleFunction<LossCurve.Point> hours = LossCurve.Point::hours99;
        List<LossCurve.Point> reached =
                points.stream().filter(point -> !Double.isNaN(point.hours99())).toList();
        String title = "hours until 99 % of the cards were done";
        panel(svg, second + PANEL_HEIGHT + GAP, title, 0, Math.ceil(most(reached, hours)), reached, hours);
        text(svg, LEFT + PANEL_WIDTH / 2, height - 15, "middle", "SMS loss, each way, %");
        return svg.append("</svg>\n").toString();
    }

    private static double most(List<LossCurve.Point> points, ToDoubleFunction<LossCurve.Point> value) {
        return points.stream().mapToDouble(value).max().orElse(1);
    }

    private static void panel(
            StringBuilder svg,
            int top,
            String title,
            double low,
            double high,
            List<LossCurve.Point> points,
            ToDoubleFunction<LossCurve.Point> value) {
        text(svg, LEFT, top - 6, "start", title);
        for (int line = 0; line <= 4; line++) {
            double y = top + PANEL_HEIGHT * line / 4.0;
            double label = high - (high - low) * line / 4.0;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ccc\"/>%n",
                    LEFT,
                    y,
                    LEFT + PANEL_WIDTH,
                    y));
            text(svg, LEFT - 6, (int) y + 4, "end", String.format(Locale.ROOT, "%.2f", label));
        }
        StringBuilder path = new StringBuilder();
        for (LossCurve.Point point : points) {
            double x = LEFT + PANEL_WIDTH * point.loss() / LOSS_MAX;
            double y = top + PANEL_HEIGHT * (high - value.applyAsDouble(point)) / (high - low);
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#0a5\"/>%n", x, y));
            text(
                    svg,
                    (int) x,
                    top + PANEL_HEIGHT + 18,
                    "middle",
                    String.format(Locale.ROOT, "%.0f", point.loss() * 100));
        }
        svg.append("<polyline fill=\"none\" stroke=\"#0a5\" stroke-width=\"2\" points=\"")
                .append(path.toString().strip())
                .append("\"/>\n");
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, text));
    }
}
