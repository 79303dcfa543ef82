package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.CustodyPort;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.Release;
import io.simshift.server.handover.SignedCollection;
import io.simshift.server.handover.SignedHandover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift escrow release}. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Gives the slots of a hand-over to its recipient, which has signed a request for them ('simshift escrow request'), encrypted for its certificate. The same recipient may ask again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift escrow release --dir escrow --handover handover.txt --request request.txt --out slots-b.cms",
            "  simshift escrow release --url https://127.0.0.1:8440 --escrow-certificate escrow.pem --identity b.p12 --handover handover.txt --out slots-b.cms"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    private EscrowReach reach;

    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The donor's signed hand-over.")
    private Path document;

    @Option(
            names = "--request",
            paramLabel = "FILE",
            description = "With --dir: the recipient's signed request. With --url its connection proves who it is.")
    private Path request;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The slots, CMS; replaced if it exists.")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (reach.isRemote() == (request != null)) {
            throw CommandFailure.usage(
                    reach.isRemote() ? "--request does not go with --url" : "--request is missing, with --dir");
        }
        byte[] handoverBytes = Files.readAllBytes(document);
        int[] exitCode = {ExitCodes.OK};
        reach.with(escrow -> {
            SignedHandover handover = SignedHandover.decode(handoverBytes);
            Release release = release(escrow, handover);
            if (release.sealedSlots().length > 0) {
                Files.write(out, release.sealedSlots());
            }
            exitCode[0] = Answers.print(spec.commandLine().getOut(), release.answers());
        });
        return exitCode[0];
    }

    private Release release(CustodyPort escrow, SignedHandover handover) throws IOException {
        return escrow instanceof Escrow here
                ? here.collect(SignedCollection.decode(Files.readAllBytes(request)), handover)
                : escrow.release(handover.handover().recipient(), handover);
    }
}
