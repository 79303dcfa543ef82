package io.simshift.protocol.subscription;

import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * When a card that found no way into the new network comes home (commands.md 4.2, tag A4). What is not set is not
 * counted; with nothing set the card never comes home by itself.
 *
 * @param resets 1 to 255 activations
 * @param failedAuthentications 1 to 255
 * @param minutes 1 to 255
 * @param statusPolls 1 to 65535
 * @param rejections 1 to 255 times that the network refused the subscription
 */
public record FallbackRule(
        OptionalInt resets,
        OptionalInt failedAuthentications,
        OptionalInt minutes,
        OptionalInt statusPolls,
        OptionalInt rejections) {
    /** The card stays in the new network whatever happens. */
    public static final FallbackRule NEVER = new FallbackRule(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    static final int TAG = 0xA4;

    private static final String CLAUSE = "commands.md 4.2 A4";
    private static final int RESETS_TAG = 0x90;
    private static final int FAILED_AUTHENTICATIONS_TAG = 0x91;
    private static final int MINUTES_TAG = 0x92;
    private static final int STATUS_POLLS_TAG = 0x93;
    private static final int REJECTIONS_TAG = 0x94;

    public FallbackRule {
        require("resets", resets, 255);
        require("failed authentications", failedAuthentications, 255);
        require("minutes", minutes, 255);
        require("STATUS polls", statusPolls, 65535);
        require("rejections", rejections, 255);
    }

    private static void require(String what, OptionalInt count, int max) {
        count.ifPresent(value -> {
            if (value < 1 || value > max) {
                throw new IllegalArgumentException(
                        "a fallback rule counts 1 to " + max + " " + what + ", not " + value);
            }
        });
    }

    /** Home after so many activations or failed authentications. */
    public static FallbackRule after(int resets, int failedAuthentications) {
        return afterResets(resets).orFailedAuthentications(failedAuthentications);
    }

    /** Home after so many activations. */
    public static FallbackRule afterResets(int resets) {
        return new FallbackRule(
                OptionalInt.of(resets),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
    }

    /** The same, or after so many failed authentications. */
    public FallbackRule orFailedAuthentications(int count) {
        return new FallbackRule(resets, OptionalInt.of(count), minutes, statusPolls, rejections);
    }

    /** The same, or after so many minutes. */
    public FallbackRule orMinutes(int count) {
        return new FallbackRule(resets, failedAuthentications, OptionalInt.of(count), statusPolls, rejections);
    }

    /** The same, or after so many STATUS polls. */
    public FallbackRule orStatusPolls(int count) {
        return new FallbackRule(resets, failedAuthentications, minutes, OptionalInt.of(count), rejections);
    }

    /** The same, or after so many network rejections. */
    public FallbackRule orRejections(int count) {
        return new FallbackRule(resets, failedAuthentications, minutes, statusPolls, OptionalInt.of(count));
    }

    /** Whether nothing is set. */
    public boolean isNever() {
        return equals(NEVER);
    }

    BerTlv encode() {
        List<BerTlv> objects = new ArrayList<>();
        resets.ifPresent(count -> objects.add(BerTlv.ofByte(RESETS_TAG, count)));
        failedAuthentications.ifPresent(count -> objects.add(BerTlv.ofByte(FAILED_AUTHENTICATIONS_TAG, count)));
        minutes.ifPresent(count -> objects.add(BerTlv.ofByte(MINUTES_TAG, count)));
        statusPolls.ifPresent(count ->
                objects.add(new BerTlv(STATUS_POLLS_TAG, new byte[] {(byte) (count >> 8), (byte) count})));
        rejections.ifPresent(count -> objects.add(BerTlv.ofByte(REJECTIONS_TAG, count)));
        return BerTlv.of(TAG, objects);
    }

    static FallbackRule decode(byte[] value) {
        TagSet tags = TagSet.decode(
                value, CLAUSE, RESETS_TAG, FAILED_AUTHENTICATIONS_TAG, MINUTES_TAG, STATUS_POLLS_TAG, REJECTIONS_TAG);
        try {
            return new FallbackRule(
                    count(tags, RESETS_TAG, 1),
                    count(tags, FAILED_AUTHENTICATIONS_TAG, 1),
                    count(tags, MINUTES_TAG, 1),
                    count(tags, STATUS_POLLS_TAG, 2),
                    count(tags, REJECTIONS_TAG, 1));
        } catch (IllegalArgumentException e) {
            throw tags.fail(e.getMessage());
        }
    }

    private static OptionalInt count(TagSet tags, int tag, int length) {
        if (!tags.has(tag)) {
            return OptionalInt.empty();
        }
        int value = 0;
        for (byte octet : tags.required(tag, length)) {
            value = value << 8 | octet & 0xFF;
        }
        return OptionalInt.of(value);
    }
}
