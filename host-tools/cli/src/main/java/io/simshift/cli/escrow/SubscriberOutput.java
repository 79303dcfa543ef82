package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.server.provisioning.AucExport;
import io.simshift.server.provisioning.NetworkSubscriber;
import io.simshift.server.provisioning.Open5gsExport;
import io.simshift.server.provisioning.OsmoHlrSqlExport;
import io.simshift.server.provisioning.OsmoHlrVtyExport;
import io.simshift.server.provisioning.ProvisioningException;
import io.simshift.server.provisioning.PyhssExport;
import io.simshift.server.provisioning.SubscriberExport;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** A file of subscribers for a network, with keys in clear. */
final class SubscriberOutput {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description =
                    "auc: subscriber file of 'simshift auc'; osmo-hlr: commands for its VTY; osmo-hlr-sql: SQL for its"
                            + " database; open5gs: script for mongosh; pyhss: bodies for its API.")
    private String format;

    @Option(
            names = "--apn",
            paramLabel = "NAME",
            defaultValue = "internet",
            description = "With open5gs the APN of new subscribers (default: internet).")
    private String apn;

    @Option(
            names = "--apn-id",
            paramLabel = "N",
            defaultValue = "1",
            description = "With pyhss the identifier of the APN there (default: 1).")
    private int apnId;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "A new file.")
    private Path out;

    Path file() {
        return out;
    }

    /** Refuses a format that there is not. */
    SubscriberExport export() {
        return switch (format) {
            case "auc" -> new AucExport();
            case "osmo-hlr" -> new OsmoHlrVtyExport();
            case "osmo-hlr-sql" -> new OsmoHlrSqlExport();
            case "open5gs" -> new Open5gsExport(apn);
            case "pyhss" -> new PyhssExport(apnId);
            default ->
                throw CommandFailure.usage("--format is auc, osmo-hlr, osmo-hlr-sql, open5gs or pyhss, not " + format);
        };
    }

    /** Never open to others, not even for a moment; a file that could not be finished is gone. */
    void write(SubscriberExport export, List<NetworkSubscriber> subscribers) throws IOException {
        FileChannel channel = FileChannel.open(out, NEW, ownerOnly());
        boolean whole = false;
        try (channel;
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            export.write(writer, subscribers);
            whole = true;
        } catch (ProvisioningException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        } finally {
            if (!whole) {
                Files.delete(out);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
