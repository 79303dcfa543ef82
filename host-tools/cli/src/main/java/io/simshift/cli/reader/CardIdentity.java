package io.simshift.cli.reader;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.Iccid;
import io.simshift.simulator.ota.OtaTerminal;
import java.util.Optional;

/** Which card is in the reader: EF.ICCID, which every terminal may read (TS 102 221 13.2). */
public final class CardIdentity {
    private static final int ICCID_BYTES = 10;

    private CardIdentity() {}

    /** Empty where the card does not show it. */
    public static Optional<Iccid> read(OtaTerminal terminal) {
        boolean selected = select(terminal, FileId.MF) && select(terminal, FileId.EF_ICCID);
        if (!selected) {
            return Optional.empty();
        }
        ResponseApdu content = terminal.transmit(CommandApdu.reading(0x00, 0xB0, 0, 0, ICCID_BYTES));
        if (!content.status().isOk()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Iccid.decode(content.data()));
        } catch (WireFormatException e) {
            return Optional.empty(); // a blank card has none, and that is no reason not to talk to it
        }
    }

    private static boolean select(OtaTerminal terminal, FileId file) {
        return terminal.transmit(CommandApdu.of(0x00, 0xA4, 0x00, 0x0C, file.encode()))
                .status()
                .isOk();
    }
}
