package io.simshift.server.campaign;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.operator.OperatorId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an order: a CSV file with the columns {@code iccid} and {@code new_imsi}, in any order, named in its first line.
 * With the columns {@code from} and {@code to} as well, one file holds the orders of several moves; rows of other moves
 * are passed over. Where the column {@code iccid} is empty in all rows (or missing), the file is the recipient's list of
 * IMSIs (TR 33.812 5.3.2.2, step 4), and the donor's cards get them in the order of their ICCIDs.
 */
public final class OrderReader {
    private static final Set<String> COLUMNS = Set.of("from", "to", "iccid", "new_imsi");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final String name;
    private final CardDirectory cards;
    private final OperatorId donor;
    private final OperatorId recipient;
    private final List<OrderRow> rows = new ArrayList<>();
    private final List<OrderProblem> problems = new ArrayList<>();
    private final Map<Imsi, Integer> imsis = new HashMap<>();
    private final Map<Iccid, Integer> iccids = new HashMap<>();
    private Boolean namesCards;
    private Iterator<Iccid> unnamed;

    private OrderReader(String name, CardDirectory cards, OperatorId donor, OperatorId recipient) {
        this.name = name;
        this.cards = cards;
        this.donor = donor;
        this.recipient = recipient;
    }

    /**
     * Reads and checks what {@code file} says of the move from {@code donor} to {@code recipient}, line by line.
     *
     * @throws OrderException where there is no such file or its first line does not name the columns
     */
    public static ValidOrder read(Path file, CardDirectory cards, OperatorId donor, OperatorId recipient) {
        String name = file.getFileName().toString();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new OrderReader(name, cards, donor, recipient).read(in);
        } catch (NoSuchFileException e) {
            throw new OrderException("order " + file + ": there is no such file");
        } catch (MalformedInputException e) {
            throw new OrderException("order " + file + ": the file is not text in UTF-8");
        } catch (IOException e) {
            throw new OrderException("order " + file + " cannot be read: " + e.getMessage());
        }
    }

    private ValidOrder read(BufferedReader in) throws IOException {
        String header = in.readLine();
        Columns columns = columns(header == null ? "" : header);
        int number = 1;
        int rowCount = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (!line.isBlank() && row(number, line, columns)) {
                rowCount++;
            }
        }
        if (rowCount == 0) {
            problems.add(new OrderProblem(name, 0, "there is no row for a move from " + donor + " to " + recipient));
        }
        reportCardsWithoutImsi();
        return new ValidOrder(rows, problems);
    }

    /** Positions of the columns; -1 for one that is missing. */
    private record Columns(int iccid, int newImsi, int from, int to, int count) {}

    private Columns columns(String header) {
        String[] names = fields(header.startsWith(BYTE_ORDER_MARK) ? header.substring(1) : header);
        List<String> known = Arrays.asList(names);
        boolean understood = known.contains("new_imsi")
                && known.contains("from") == known.contains("to")
                && COLUMNS.containsAll(known)
                && known.stream().distinct().count() == names.length;
        if (!understood) {
            throw new OrderException(
                    name + ":1: the first line must name the columns iccid,new_imsi or from,to,iccid,new_imsi");
        }
        return new Columns(
                known.indexOf("iccid"),
                known.indexOf("new_imsi"),
                known.indexOf("from"),
                known.indexOf("to"),
                names.length);
    }

    /** Returns whether the row is one of this move. */
    private boolean row(int number, String line, Columns columns) {
        String[] fields = fields(line);
        if (fields.length != columns.count()) {
            report(number, columns.count() + " columns are needed, not " + fields.length);
            return true;
        }
        if (columns.from() >= 0 && !isThisMove(fields[columns.from()], fields[columns.to()])) {
            return false;
        }
        ownRow(number, fields, columns);
        return true;
    }

    private boolean isThisMove(String from, String to) {
        return from.equals(donor.value()) && to.equals(recipient.value());
    }

    private void ownRow(int number, String[] fields, Columns columns) {
        String iccidText = columns.iccid() < 0 ? "" : fields[columns.iccid()];
        Optional<Imsi> imsi = imsi(number, fields[columns.newImsi()]);
        if (namesCards == null) {
            namesCards = !iccidText.isEmpty();
            unnamed = namesCards ? null : cards.cards();
        }
        if (namesCards != !iccidText.isEmpty()) {
            report(number, namesCards ? "the ICCID is missing" : "an ICCID, but the rows above have none");
            return;
        }
        Optional<Iccid> iccid = namesCards ? named(number, iccidText) : Optional.empty();
        if (imsi.isEmpty() || namesCards && iccid.isEmpty()) {
            return;
        }
        if (!namesCards) {
            iccid = nextCard(number);
        }
        iccid.ifPresent(card -> rows.add(new OrderRow(number, card, imsi.get())));
    }

    private Optional<Imsi> imsi(int number, String text) {
        try {
            Imsi imsi = new Imsi(text);
            Integer before = imsis.putIfAbsent(imsi, number);
            Optional<String> obstacle = cards.obstacle(imsi);
            if (before != null) {
                report(number, "IMSI " + imsi + " stands in line " + before + " already");
            } else if (obstacle.isPresent()) {
                report(number, obstacle.get());
            } else {
                return Optional.of(imsi);
            }
        } catch (IllegalArgumentException e) {
            report(number, e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Iccid> named(int number, String text) {
        try {
            Iccid iccid = new Iccid(text);
            Integer before = iccids.putIfAbsent(iccid, number);
            Optional<String> obstacle = cards.obstacle(iccid);
            if (before != null) {
                report(number, "ICCID " + iccid + " stands in line " + before + " already");
            } else if (obstacle.isPresent()) {
                report(number, obstacle.get());
            } else {
                return Optional.of(iccid);
            }
        } catch (IllegalArgumentException e) {
            report(number, e.getMessage());
        }
        return Optional.empty();
    }

    private Optional<Iccid> nextCard(int number) {
        while (unnamed.hasNext()) {
            Iccid iccid = unnamed.next();
            Optional<String> obstacle = cards.obstacle(iccid);
            if (obstacle.isEmpty()) {
                return Optional.of(iccid);
            }
            problems.add(new OrderProblem(name, 0, obstacle.get() + "; it gets no IMSI"));
        }
        report(number, "there is no card left for this IMSI");
        return Optional.empty();
    }

    private void reportCardsWithoutImsi() {
        int without = 0;
        Iccid first = null;
        while (unnamed != null && unnamed.hasNext()) {
            Iccid iccid = unnamed.next();
            if (cards.obstacle(iccid).isEmpty()) {
                first = without == 0 ? iccid : first;
                without++;
            }
        }
        if (without > 0) {
            String message = "too few IMSIs: " + without + " cards get none, from ICCID " + first + " on";
            problems.add(new OrderProblem(name, 0, message));
        }
    }

    private void report(int line, String message) {
        problems.add(new OrderProblem(name, line, message));
    }

    private static String[] fields(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toArray(String[]::new);
    }
}
