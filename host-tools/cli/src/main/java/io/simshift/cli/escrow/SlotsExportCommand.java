package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.ReleasedSlot;
import io.simshift.server.escrow.SealedSlots;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.provisioning.NetworkSubscriber;
import io.simshift.server.provisioning.SubscriberExport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Mixin
    private SubscriberOutput output;

    @Option(
            names = "--numbers",
            paramLabel = "FILE",
            description = "CSV with the columns imsi,msisdn (default: subscribers without number).")
    private Path numbers;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SubscriberExport export = output.export();
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
            output.write(export, subscribers);
        } finally {
            opened.forEach(ReleasedSlot::close);
        }
        spec.commandLine().getOut().println(opened.size() + " subscribers: " + output.file());
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
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
