package io.simshift.cli.escrow;

import io.simshift.cli.ExitCodes;
import io.simshift.server.escrow.EscrowAnswer;
import java.io.PrintWriter;
import java.util.List;

/** Prints what the escrow says to a document, card by card. */
final class Answers {
    static final String ALL = "0:granted for all cards";
    static final String SOME = "1:refused for a card, or it could not be asked; a line says why";
    static final String USAGE = "2:wrong usage";

    private Answers() {}

    /** The exit code. */
    static int print(PrintWriter out, List<EscrowAnswer> answers) {
        int exitCode = ExitCodes.OK;
        for (EscrowAnswer answer : answers) {
            String card = answer.entry().iccid() + " slot " + answer.entry().slot() + ": ";
            if (answer instanceof EscrowAnswer.Refused refused) {
                exitCode = ExitCodes.FAILED;
                out.println(card + "refused, " + refused.reason() + ": " + refused.detail());
            } else {
                out.println(card + "granted");
            }
        }
        out.flush();
        return exitCode;
    }
}
