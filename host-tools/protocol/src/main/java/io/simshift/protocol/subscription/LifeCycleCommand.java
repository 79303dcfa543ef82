package io.simshift.protocol.subscription;

import io.simshift.protocol.tlv.BerTlv;

/** LIFE CYCLE (commands.md 4.14): the subscription is suspended, resumed, or ended for good. */
public record LifeCycleCommand(Order order) implements SubscriptionCommand {
    public static final int INS = 0x42;

    private static final String CLAUSE = "commands.md 4.14";
    private static final int ORDER_TAG = 0x80;

    /** What is to become of the subscription. */
    public enum Order {
        /** Back into use. */
        RESUME,
        /** AUTHENTICATE is refused; remote commands go on. */
        SUSPEND,
        /** All keys and numbers are erased. There is no way back. */
        TERMINATE
    }

    @Override
    public int instruction() {
        return INS;
    }

    @Override
    public byte[] encode() {
        return BerTlv.ofByte(ORDER_TAG, order.ordinal()).encode();
    }

    /** Reads the data field. */
    public static LifeCycleCommand decode(byte[] data) {
        TagSet tags = TagSet.decode(data, CLAUSE, ORDER_TAG);
        int order = tags.requiredByte(ORDER_TAG);
        if (order >= Order.values().length) {
            throw tags.fail("tag 80 is 00, 01 or 02");
        }
        return new LifeCycleCommand(Order.values()[order]);
    }
}
