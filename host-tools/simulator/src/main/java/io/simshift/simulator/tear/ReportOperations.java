package io.simshift.simulator.tear;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.sms.SmsAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** What a card tells its operator unasked: it is to tell it until it has. */
final class ReportOperations {
    private static final SmsAddress SERVER = SmsAddress.of(SmsAddress.INTERNATIONAL, "491710000042");
    /** SEND SHORT MESSAGE alone (TS 102 223 5.2). */
    private static final String SENDS_MESSAGES = "801000000400000002";
    /** STATUS after which a report goes out. */
    private static final int POLLS = 4;

    private static final String NOBODY = "FF";

    private ReportOperations() {}

    /** @param sent has the card switch to another slot, from which the second reset brings it home */
    static List<Operation> all(int slot, Consumer<Terminal> issued, Consumer<Terminal> sent) {
        Consumer<Terminal> provisional = issued.andThen(terminal -> setAddress(terminal, slot))
                .andThen(sent)
                .andThen(Terminal::start);
        return List.of(
                Operation.ofReset(
                        "fallback-to-report", "the reset that brings a card home which has to report it", provisional),
                Operation.of(
                        "report",
                        "the report of a fallback, once the terminal has sent it",
                        provisional.andThen(Terminal::start),
                        List.of(terminal -> {
                            terminal.poll(POLLS);
                            terminal.serveProactiveCommands();
                        })));
    }

    private static void setAddress(Terminal terminal, int slot) {
        terminal.ota(
                slot,
                Tar.USIM_FILES,
                CommandApdu.of(0, 0xA4, 0, 0x0C, FileId.EF_REPORT.encode()),
                CommandApdu.of(0, 0xD6, 0, 0, SERVER.encode()));
    }

    /**
     * Whether a card has something to report, after a reset and before the next.
     *
     * @param address content of EF.REPORT, in hexadecimal digits
     */
    static String pending(Terminal terminal, String address) {
        if (!HexFormat.isHexDigit(address.charAt(0)) || address.startsWith(NOBODY)) {
            return "to nobody";
        }
        terminal.send(SENDS_MESSAGES);
        terminal.poll(POLLS);
        String announced = terminal.send("80F2000C00").status().toString();
        terminal.reset();
        return announced;
    }
}
