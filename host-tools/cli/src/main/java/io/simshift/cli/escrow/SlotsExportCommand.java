package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.operator.OperatorIdentity;
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
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow slots export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Opens slots that the escrow has released and writes the subscribers for the operator's network. The file holds keys"
                    + " in clear: only its owner may read it; destroy it once the network has it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow slots export --slots slots-b.cms --escrow-certificate escrow.pem --identity b.p12"
                    + " --format osmo-hlr --numbers numbers.csv --out subscribers.vty"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:not written; a line says why", "2:wrong usage"})
public final class SlotsExportCommand implements Callable<Integer> {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    @Option(names = "--slots", paramLabel = "FILE", required = true, description = "What the escrow has released, CMS.")
    private Path slots;

    @Option(
            names = "--escrow-certificate",
            paramLabel = "FILE",
            required = true,
            description = "The escrow's certificate (PEM or DER).")
    private Path escrowCertificate;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description =
                    "auc: subscriber file of 'simshift auc'; osmo-hlr: commands for its VTY; osmo-hlr-sql: SQL for its"
                            + " database; open5gs: script for mongosh; pyhss: bodies for its API.")
    private String format;

    @Option(
            names = "--numbers",
            paramLabel = "FILE",
            description = "CSV with the columns imsi,msisdn (default: subscribers without number).")
    private Path numbers;

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

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SubscriberExport export = export();
        Map<Imsi, Msisdn> known = numbers == null ? Map.of() : readNumbers(numbers);
        X509Certificate escrow = AuditOptions.told(() -> LedgerFiles.readCertificate(escrowCertificate));
        OperatorIdentity key = identity.open();
        byte[] sealed = Files.readAllBytes(slots);
        List<ReleasedSlot> opened = new ArrayList<>();
        try {
            EscrowHome.refused(() -> opened.addAll(SealedSlots.open(sealed, key, escrow)));
            List<NetworkSubscriber> subscribers = opened.stream()
                    .map(slot -> NetworkSubscriber.of(slot, Optional.ofNullable(known.get(slot.imsi()))))
                    .toList();
            write(export, subscribers);
        } catch (ProvisioningException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        } finally {
            opened.forEach(ReleasedSlot::close);
        }
        spec.commandLine().getOut().println(opened.size() + " subscribers: " + out);
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private SubscriberExport export() {
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
    private void write(SubscriberExport export, List<NetworkSubscriber> subscribers) throws IOException {
        FileChannel channel = FileChannel.open(out, NEW, ownerOnly());
        boolean whole = false;
        try (channel;
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            export.write(writer, subscribers);
            whole = true;
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

    private static Map<Imsi, Msisdn> readNumbers(Path file) throws IOException {
        Map<Imsi, Msisdn> known = new HashMap<>();
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.get(0).equals("imsi,msisdn")) {
            throw CommandFailure.failed(file + ":1: the first line must be imsi,msisdn");
        }
        for (int i = 1; i < lines.size(); i++) {
            String[] fields = lines.get(i).split(",", -1);
            try {
                if (fields.length != 2) {
                    throw new IllegalArgumentException("2 columns are needed, not " + fields.length);
                }
                known.put(new Imsi(fields[0]), new Msisdn(fields[1]));
            } catch (IllegalArgumentException e) {
                throw CommandFailure.failed(file + ":" + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return known;
    }
}
