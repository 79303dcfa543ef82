package io.simshift.cli.escrow;

import com.fasterxml.jackson.databind.JsonNode;
import io.simshift.cli.ExitCodes;
import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.partner.SealedSubscriber;
import io.simshift.server.provisioning.NetworkSubscriber;
import io.simshift.server.provisioning.SubscriberExport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code simshift escrow slots fetch}. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fetches the subscribers that the operator's server keeps for the AuC, and writes them for the network. They stay there"
                    + " until 'acknowledge' says that the network has them. The file holds keys in clear: only its owner may read"
                    + " it; destroy it once the network has it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow slots fetch --server https://127.0.0.1:8442 --certificate operator-b.pem --identity auc.p12"
                    + " --format osmo-hlr --out subscribers.vty"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:written", "1:not written; a line says why", "2:wrong usage"})
public final class SlotsFetchCommand implements Callable<Integer> {
    @Mixin
    private AucLink link;

    @Mixin
    private IdentityOptions identity;

    @Mixin
    private SubscriberOutput output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SubscriberExport export = output.export();
        OperatorIdentity auc = identity.open();
        List<SealedSubscriber.Opened> opened = new ArrayList<>();
        try {
            link.talk(auc, server -> {
                for (JsonNode item : AucLink.waiting(server)) {
                    byte[] sealed = item.path("sealed").binaryValue();
                    EscrowKeys.refused(() -> opened.add(SealedSubscriber.open(sealed, auc)));
                }
            });
            output.write(
                    export, opened.stream().map(SlotsFetchCommand::subscriber).toList());
        } finally {
            opened.forEach(SealedSubscriber.Opened::close);
        }
        spec.commandLine().getOut().println(opened.size() + " subscribers: " + output.file());
        spec.commandLine().getOut().flush();
        return ExitCodes.OK;
    }

    private static NetworkSubscriber subscriber(SealedSubscriber.Opened one) {
        return new NetworkSubscriber(
                one.imsi(), Optional.of(one.msisdn()), one.iccid(), one.algorithm(), one.k(), one.opc());
    }
}
