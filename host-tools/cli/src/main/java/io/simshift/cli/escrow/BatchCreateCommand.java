package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.Batch;
import io.simshift.server.escrow.KeyPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow batch create}. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes the keys of a batch of cards and writes the production file, encrypted for the personalisation line and"
                    + " signed by the escrow. Memory does not grow with the batch."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow batch create --dir escrow --password-file password.txt --name meters-1"
                    + " --iccid 898830000000000000 --imsi 001010000000001 --cards 1000 --slots 8 --line line.pem"
                    + " --out meters-1.cms",
            "  simshift escrow batch create --dir escrow --name tuak-1 --iccid 898830000001000000 --imsi 001010000100001"
                    + " --cards 100 --aka tuak --k-bytes 32 --ota AES-256 --line line.pem --out tuak-1.cms"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all cards were made", "1:not all; a line says why", "2:wrong usage"})
public final class BatchCreateCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--name", paramLabel = "NAME", required = true, description = "Of the batch, for the records.")
    private String name;

    @Option(
            names = "--iccid",
            paramLabel = "DIGITS",
            required = true,
            description = "First ICCID without check digit, 18 or 19 digits; the others count up from it.")
    private String firstIccid;

    @Option(
            names = "--imsi",
            paramLabel = "IMSI",
            required = true,
            description = "Goes with slot 1 of the first card; the others count up from it.")
    private String firstImsi;

    @Option(names = "--cards", paramLabel = "N", required = true, description = "How many.")
    private int cards;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "8",
            description = "Subscription slots on each card, 1 to 64 (default: 8).")
    private int slots;

    @Mixin
    private KeyOptions keys;

    @Option(
            names = "--line",
            paramLabel = "FILE",
            required = true,
            description = "Certificate of the personalisation line (PEM or DER), with a key on P-256.")
    private Path line;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The production file.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Batch batch = batch();
        X509Certificate certificate = AuditOptions.told(() -> LedgerFiles.readCertificate(line));
        if (!(certificate.getPublicKey() instanceof ECPublicKey)) {
            throw CommandFailure.failed("The certificate " + line + " has no key on an elliptic curve");
        }
        long started = System.nanoTime();
        home.with(escrow -> escrow.produce(batch, certificate, out));
        double seconds = (System.nanoTime() - started) / 1e9;
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT,
                "%d cards of %d slots in %.1f s (%.0f slots/s): %s%n",
                cards,
                slots,
                seconds,
                cards * (double) slots / seconds,
                out);
        console.flush();
        return ExitCodes.OK;
    }

    private Batch batch() throws IOException {
        KeyPlan plan = keys.plan();
        try {
            return new Batch(name, firstIccid, cards, slots, plan, new Imsi(firstImsi));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(AuditOptions.capital(e.getMessage()));
        }
    }
}
