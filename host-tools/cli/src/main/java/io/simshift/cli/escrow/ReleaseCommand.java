package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
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
            "  simshift escrow release --dir escrow --handover handover.txt --request request.txt --out slots-b.cms"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {Answers.ALL, Answers.SOME, Answers.USAGE})
public final class ReleaseCommand implements Callable<Integer> {
    @Mixin
    private EscrowHome home;

    @Option(names = "--handover", paramLabel = "FILE", required = true, description = "The donor's signed hand-over.")
    private Path document;

    @Option(names = "--request", paramLabel = "FILE", required = true, description = "The recipient's signed request.")
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
        byte[] handoverBytes = Files.readAllBytes(document);
        byte[] requestBytes = Files.readAllBytes(request);
        int[] exitCode = {ExitCodes.OK};
        home.with(escrow -> {
            SignedHandover handover = SignedHandover.decode(handoverBytes);
            Release release = escrow.collect(SignedCollection.decode(requestBytes), handover);
            if (release.sealedSlots().length > 0) {
                Files.write(out, release.sealedSlots());
            }
            exitCode[0] = Answers.print(spec.commandLine().getOut(), release.answers());
        });
        return exitCode[0];
    }
}
