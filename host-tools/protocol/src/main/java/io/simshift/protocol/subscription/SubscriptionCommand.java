package io.simshift.protocol.subscription;

import io.simshift.protocol.apdu.CommandApdu;

/** A command of subscription management that carries no key: APDU with CLA 80, P1 and P2 00 (commands.md 4). */
public sealed interface SubscriptionCommand
        permits SwitchCommand,
                StageCommand,
                ConfirmCommand,
                CancelCommand,
                QueryCommand,
                FinaliseCommand,
                LifeCycleCommand {
    int CLA = 0x80;

    /** The instruction byte. */
    int instruction();

    /** The data field. */
    byte[] encode();

    /** The command as it stands in a script. */
    default CommandApdu toApdu() {
        return CommandApdu.of(CLA, instruction(), 0, 0, encode());
    }
}
