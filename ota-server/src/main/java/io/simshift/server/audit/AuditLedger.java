package io.simshift.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;

/**
 * Append-only ledger in the table {@code audit}. An entry is written in the transaction of the decision that it tells
 * of, so that there is neither one without the other. Each line is a JSON object whose {@code prev} is the SHA-256 of the
 * line before it (64 zeros in the first one).
 */
public final class AuditLedger {
    static final String FIRST = "0".repeat(64);
    private static final ObjectMapper JSON = new ObjectMapper();

    private AuditLedger() {}

    /** Appends in the caller's transaction. */
    public static void append(Connection connection, AuditEntry entry) throws SQLException {
        long number = 1;
        String previous = FIRST;
        try (Statement statement = connection.createStatement();
                ResultSet last =
                        statement.executeQuery("SELECT number, line FROM audit ORDER BY number DESC LIMIT 1")) {
            if (last.next()) {
                number = last.getLong(1) + 1;
                previous = hash(last.getString(2));
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO audit (number, line) VALUES (?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, line(number, entry, previous));
            insert.executeUpdate();
        }
    }

    /** Writes all lines to {@code file}, replacing it in one step. */
    public static void export(Connection connection, Path file) throws SQLException, IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Path fresh = Files.createTempFile(parent, "audit", ".new");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(fresh);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT line FROM audit ORDER BY number")) {
                while (rows.next()) {
                    out.write(rows.getString(1));
                    out.write('\n');
                }
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String line(long number, AuditEntry entry, String previous) {
        ObjectNode node = JSON.createObjectNode()
                .put("number", number)
                .put("at", entry.at().toString())
                .put("actor", entry.actor())
                .put("action", entry.action());
        ObjectNode details = node.putObject("details");
        entry.details().forEach(details::put);
        node.put("prev", previous);
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ledger line cannot be written", e);
        }
    }

    static String hash(String line) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
