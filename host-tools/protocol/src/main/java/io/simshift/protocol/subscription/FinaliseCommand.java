package io.simshift.protocol.subscription;

/** FINALISE (commands.md 4.8): slot 1 becomes active and the manufacturer keyset is wiped; the card is issued. */
public record FinaliseCommand() implements SubscriptionCommand {
    public static final int INS = 0x41;

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        return new byte[0];
    }
}
