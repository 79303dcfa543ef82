package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The orders of the moves: those of the user's file, or some that the demo makes up. A file without the columns
 * {@code from,to} is the order of the first move only.
 */
final class Orders {
    private final Optional<Path> file;
    private final Path out;
    private boolean isFirst = true;

    Orders(Optional<Path> file, Path out) {
        this.file = file;
        this.out = out;
    }

    /** The file to give to the donor's server. */
    Path of(DemoOperator donor, DemoOperator recipient, List<DemoCard> cards) throws IOException {
        if (file.isPresent() && (isFirst || namesMoves(file.get()))) {
            isFirst = false;
            return file.get();
        }
        StringBuilder csv = new StringBuilder("iccid,new_imsi\n");
        for (DemoCard card : cards) {
            Iccid iccid = card.iccid();
            csv.append(iccid)
                    .append(',')
                    .append(recipient.numbers().imsi(card.number()))
                    .append('\n');
        }
        Path order = out.resolve("order-" + donor.name() + "-to-" + recipient.name() + ".csv");
        Files.writeString(order, csv, StandardCharsets.UTF_8);
        return order;
    }

    private static boolean namesMoves(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            List<String> columns = fields(lines.findFirst().orElse(""));
            return columns.contains("from") && columns.contains("to");
        }
    }

    /** One line, with file and line number, for each row of the user's file that is about none of these moves. */
    List<String> rowsWithoutMove(List<String> operators) throws IOException {
        if (file.isEmpty() || !namesMoves(file.get())) {
            return List.of();
        }
        List<String> lines = Files.readAllLines(file.get());
        List<String> columns = fields(lines.get(0));
        List<String> problems = new ArrayList<>();
        for (int number = 2; number <= lines.size(); number++) {
            List<String> row = fields(lines.get(number - 1));
            if (row.size() == columns.size()) {
                String from = row.get(columns.indexOf("from"));
                String to = row.get(columns.indexOf("to"));
                int donor = operators.indexOf(from);
                if (donor < 0 || operators.indexOf(to) != donor + 1) {
                    problems.add(
                            file.get().getFileName() + ":" + number + ": there is no move from " + from + " to " + to);
                }
            }
        }
        return problems;
    }

    private static List<String> fields(String line) {
        return Stream.of(line.split(",", -1)).map(String::strip).toList();
    }
}
