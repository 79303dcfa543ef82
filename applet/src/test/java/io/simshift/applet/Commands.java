package io.simshift.applet;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.ConfirmCommand;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Commands of subscription management, with the values that most tests use. */
final class Commands {
    static final Imsi NEW_IMSI = new Imsi("310260123456789");
    static final String NEW_EF_IMSI = "083901621032547698";
    static final String OLD_EF_IMSI = "082926101160845740";
    static final TransferId TRANSFER = new TransferId(0x0102030405060708L);
    static final TransferId OTHER_TRANSFER = new TransferId(0x1112131415161718L);

    private Commands() {}

    /** From slot {@code from} to slot {@code to}; to 0 means the next one. */
    static CommandApdu switchTo(
            int to, Imsi imsi, TransferId transfer, int from, FallbackRule rule, FileUpdate... files) {
        Optional<SlotIndex> target = to == 0 ? Optional.empty() : Optional.of(new SlotIndex(to));
        return new SwitchCommand(imsi, target, transfer, new SlotIndex(from), rule, List.of(files), true).toApdu();
    }

    static CommandApdu switchTo(int to, FallbackRule rule, FileUpdate... files) {
        return switchTo(to, NEW_IMSI, TRANSFER, 1, rule, files);
    }

    static CommandApdu switchTo(int to, FileUpdate... files) {
        return switchTo(to, FallbackRule.NEVER, files);
    }

    static FileUpdate file(int fid, int offset, String hex) {
        return new FileUpdate(fid, offset, HexFormat.of().parseHex(hex));
    }

    static CommandApdu stage(TransferId transfer, FileUpdate... files) {
        return new StageCommand(transfer, List.of(files)).toApdu();
    }

    static CommandApdu confirm(TransferId transfer) {
        return new ConfirmCommand(transfer).toApdu();
    }

    static CommandApdu cancel(TransferId transfer) {
        return new CancelCommand(transfer).toApdu();
    }

    /** A command of subscription management with these data, right or wrong. */
    static CommandApdu raw(int ins, String hex) {
        return CommandApdu.of(0x80, ins, 0, 0, HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
