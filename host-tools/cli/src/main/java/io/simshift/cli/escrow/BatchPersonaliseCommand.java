package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.reader.ConnectedCard;
import io.simshift.cli.reader.ReaderChoice;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.PersonalisationRecord;
import io.simshift.server.escrow.ProductionReader;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationException;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.PersonalisationProgress;
import io.simshift.simulator.personalisation.Personaliser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow batch personalise}. */
@Command(
        name = "personalise",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The personalisation line: makes cards into those of a production file, stores all their slots, checks what the card"
                    + " says of them, and issues it (FINALISE).",
            "",
            "'sim' does so with simulated cards, which are gone afterwards: all of the file, or the one of --iccid. 'pcsc' takes"
                    + " the card in the reader for the one of --iccid; its applet has to be installed with that card's"
                    + " manufacturer keyset."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow batch personalise --production meters-1.cms --escrow-certificate escrow.pem --identity line.p12"
                    + " --service-centre 491710000000 --reader sim"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all cards are issued", "1:not all; a line says why", "2:wrong usage"})
public final class BatchPersonaliseCommand implements Callable<Integer> {
    @Option(names = "--production", paramLabel = "FILE", required = true, description = "The production file.")
    private Path production;

    @Option(
            names = "--escrow-certificate",
            paramLabel = "FILE",
            required = true,
            description = "Of the escrow that has made and signed it (PEM or DER).")
    private Path escrowCertificate;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--reader",
            paramLabel = "sim|pcsc[:NAME]",
            required = true,
            converter = ReaderChoice.Converter.class,
            description = "Where the cards are.")
    private ReaderChoice reader;

    @Option(
            names = "--iccid",
            paramLabel = "ICCID",
            converter = AuditOptions.IccidConverter.class,
            description = "This card of the file alone.")
    private Iccid iccid;

    @Option(
            names = "--service-centre",
            paramLabel = "NUMBER",
            required = true,
            description = "Of the first operator, international, without plus sign.")
    private String serviceCentre;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What the phone shows, at most 16 characters (default: nothing).")
    private String provider;

    @Option(
            names = "--mnc-length",
            paramLabel = "2|3",
            defaultValue = "2",
            description = "Digits of the MNC in the IMSI (default: 2).")
    private int mncLength;

    @Spec
    private CommandSpec spec;

    private int issued;

    @Override
    public Integer call() throws IOException {
        if (!reader.simulated() && iccid == null) {
            throw CommandFailure.usage("Say by --iccid which card of the file is in the reader");
        }
        if (mncLength != 2 && mncLength != 3) {
            throw CommandFailure.usage("--mnc-length is 2 or 3, not " + mncLength);
        }
        SmsAddress centre = centre();
        X509Certificate escrow = AuditOptions.told(() -> LedgerFiles.readCertificate(escrowCertificate));
        OperatorIdentity line = identity.open();
        PrintWriter out = spec.commandLine().getOut();
        EscrowHome.refused(() -> new ProductionReader(production, line, escrow).read(card -> {
            if (iccid == null || iccid.equals(card.iccid())) {
                personalise(card, centre, out);
            }
        }));
        if (issued == 0) {
            throw CommandFailure.failed("There is no card " + iccid + " in " + production);
        }
        out.println(issued + " cards issued");
        out.flush();
        return ExitCodes.OK;
    }

    private SmsAddress centre() {
        try {
            return SmsAddress.international(new Msisdn(serviceCentre));
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--service-centre: " + e.getMessage());
        }
    }

    private void personalise(PersonalisationRecord card, SmsAddress centre, PrintWriter out) {
        InstallParameters parameters = new InstallParameters(
                card.slots().size(),
                InstallParameters.DEFAULT_DELTA_BITS,
                card.manufacturerKeys().kic(),
                card.manufacturerKeys().kid(),
                card.manufacturerKeys().kik());
        PersonalisationOrder order = order(card, parameters, centre);
        try {
            if (reader.simulated()) {
                try (SimulatedCard simulated = SimulatedCard.install(parameters)) {
                    issue(simulated, order, out);
                }
            } else {
                try (ConnectedCard connected = reader.connect()) {
                    issue(connected.link(), order, out);
                }
            }
        } catch (PersonalisationException e) {
            throw CommandFailure.failed("Card " + card.iccid() + ": " + e.getMessage(), e);
        } catch (CardLinkException e) {
            throw CommandFailure.failed("The card can't be used: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PersonalisationOrder order(PersonalisationRecord card, InstallParameters parameters, SmsAddress centre) {
        List<StoreSlotCommand> slots = card.slots().stream()
                .map(BatchPersonaliseCommand::command)
                .map(StoreSlotCommand::withCheckValues)
                .toList();
        OperatorFiles files = new OperatorFiles(card.imsi(), mncLength, provider, centre);
        return new PersonalisationOrder(card.iccid(), parameters, slots, files.files());
    }

    private static StoreSlotCommand command(PersonalisationRecord.Slot slot) {
        return new StoreSlotCommand(
                slot.index(),
                slot.aka(),
                slot.algorithm(),
                slot.keys().k(),
                slot.keys().opc(),
                slot.keys().kic(),
                slot.keys().kid(),
                slot.keys().kik(),
                Optional.empty(),
                Optional.empty());
    }

    private void issue(CardLink link, PersonalisationOrder order, PrintWriter out) {
        QueryAnswer answer = Personaliser.personaliseUnknown(link, order, PersonalisationProgress.NOBODY);
        out.println(
                "Card " + order.iccid() + ": slot 1 is active, " + (answer.freeSlots() - 1) + " free slots behind it");
        out.flush();
        issued++;
    }
}
