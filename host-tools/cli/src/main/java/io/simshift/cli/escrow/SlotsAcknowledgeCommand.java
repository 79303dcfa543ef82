package io.simshift.cli.escrow;

import com.fasterxml.jackson.databind.JsonNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.provisioning.Acknowledgement;
import io.simshift.server.provisioning.ProvisioningException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow slots acknowledge}. */
@Command(
        name = "acknowledge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells the operator's server which subscribers the network serves. It drops their sealed keys, and tells each donor, whose"
                    + " transfers are then PROVISIONED. May be repeated."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow slots acknowledge --server https://127.0.0.1:8442 --certificate operator-b.pem --identity"
                    + " auc.p12 --result result.csv"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all are served", "1:one is not, or nothing was told; a line says why", "2:wrong usage"})
public final class SlotsAcknowledgeCommand implements Callable<Integer> {
    @Mixin
    private AucLink link;

    @Mixin
    private IdentityOptions identity;

    @Option(
            names = "--result",
            paramLabel = "FILE",
            required = true,
            description = "CSV with the columns imsi,result: ok, or why the network does not serve it.")
    private Path result;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Acknowledgement said = read();
        OperatorIdentity auc = identity.open();
        PrintWriter out = spec.commandLine().getOut();
        link.talk(auc, server -> {
            List<Long> numbers = new ArrayList<>();
            Set<Imsi> unknown = new HashSet<>(said.served());
            for (JsonNode item : AucLink.waiting(server)) {
                Imsi imsi = new Imsi(item.path("imsi").asText());
                if (said.served().contains(imsi)) {
                    numbers.add(item.path("number").asLong());
                    unknown.remove(imsi);
                }
            }
            AucLink.acknowledge(server, numbers);
            out.println(numbers.size() + " acknowledged");
            unknown.stream()
                    .map(Imsi::digits)
                    .sorted()
                    .forEach(imsi -> out.println(imsi + ": does not wait there; acknowledged before?"));
        });
        said.problems().forEach((imsi, why) -> out.println(imsi + ": not served: " + why));
        out.flush();
        return said.problems().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private Acknowledgement read() throws IOException {
        try (Reader in = Files.newBufferedReader(result)) {
            return Acknowledgement.read(result.toString(), in);
        } catch (ProvisioningException e) {
            throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
        }
    }
}
