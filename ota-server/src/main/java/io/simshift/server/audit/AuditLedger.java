package io.simshift.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.operator.OperatorIdentity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Append-only ledger in the tables {@code audit} and {@code audit_checkpoint}. An entry is written in the transaction of
 * the decision that it tells of, so that there is neither one without the other. The entries are the leaves of a Merkle
 * tree (RFC 6962 2.1); its keeper signs the root from time to time.
 */
public final class AuditLedger {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PEM_LINE = 64;

    private AuditLedger() {}

    /** Appends in the caller's transaction. */
    public static void append(Connection connection, AuditEntry entry) throws SQLException {
        append(connection, List.of(entry));
    }

    /** Appends all of them, in this order, in the caller's transaction. */
    public static void append(Connection connection, List<AuditEntry> entries) throws SQLException {
        long number = 1;
        try (PreparedStatement statement = connection.prepareStatement("SELECT max(number) FROM audit");
                ResultSet last = statement.executeQuery()) {
            if (last.next()) {
                number = last.getLong(1) + 1;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO audit (number, line) VALUES (?, ?)")) {
            for (AuditEntry entry : entries) {
                insert.setLong(1, number);
                insert.setString(2, line(number, entry));
                insert.executeUpdate();
                number++;
            }
        }
    }

    /**
     * Signs all that has been written, in the caller's transaction. It goes on from the tree of the last checkpoint, so what
     * was signed before stays what is signed: an older entry that was changed since then no longer fits.
     */
    public static Checkpoint checkpoint(Connection connection, OperatorIdentity keeper) throws SQLException {
        TreeFrontier frontier = new TreeFrontier();
        String note = null;
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery(
                        "SELECT frontier, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")) {
            if (last.next()) {
                frontier = TreeFrontier.decode(last.getBytes(1));
                note = last.getString(2);
            }
        }
        long signed = frontier.size();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT line FROM audit WHERE number > ? ORDER BY number")) {
            select.setLong(1, signed);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    frontier.append(leaf(rows.getString(1)));
                }
            }
        }
        if (note != null && frontier.size() == signed) {
            return Checkpoint.decode(note);
        }
        Checkpoint checkpoint = Checkpoint.sign(frontier.size(), frontier.root(), keeper);
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO audit_checkpoint VALUES (?, ?, ?)")) {
            insert.setLong(1, checkpoint.size());
            insert.setBytes(2, frontier.encode());
            insert.setString(3, checkpoint.encode());
            insert.executeUpdate();
        }
        return checkpoint;
    }

    /** Entries as they were written, one JSON object each, those after number {@code after}; it counts from 1. */
    public static List<String> page(Connection connection, long after, int limit) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT line FROM audit WHERE number > ? ORDER BY number LIMIT ?")) {
            select.setLong(1, after);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
        }
        return lines;
    }

    static TreeHash leaf(String line) {
        return TreeHash.leaf(line.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes what the checkpoint covers, replacing each file in one step. */
    public static void export(Connection connection, Checkpoint checkpoint, X509Certificate keeper, Path folder)
            throws SQLException, IOException {
        LedgerFiles files = new LedgerFiles(folder);
        Files.createDirectories(folder);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT line FROM audit WHERE number <= ? ORDER BY number")) {
            select.setLong(1, checkpoint.size());
            try (ResultSet rows = select.executeQuery()) {
                replace(files.entries(), out -> {
                    while (rows.next()) {
                        out.write(rows.getString(1));
                        out.write('\n');
                    }
                });
            }
        }
        String pem = pem(keeper);
        replace(files.certificate(), out -> out.write(pem));
        replace(files.checkpoint(), out -> out.write(checkpoint.encode()));
    }

    private interface Content {
        void writeTo(BufferedWriter out) throws IOException, SQLException;
    }

    private static void replace(Path file, Content content) throws IOException, SQLException {
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "audit", ".new");
        try {
            try (BufferedWriter out = Files.newBufferedWriter(fresh)) {
                content.writeTo(out);
            }
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            String body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate has no encoding", e);
        }
    }

    private static String line(long number, AuditEntry entry) {
        ObjectNode node = JSON.createObjectNode()
                .put("number", number)
                .put("at", entry.at().toString())
                .put("actor", entry.actor())
                .put("action", entry.action());
        ObjectNode details = node.putObject("details");
        entry.details().forEach(details::put);
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a ledger line cannot be written", e);
        }
    }
}
