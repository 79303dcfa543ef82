package io.simshift.server.smpp;

import java.math.BigInteger;
import java.util.Locale;

/**
 * How a message centre writes the same message_id in submit_sm_resp and in a receipt. Centres are known to answer in
 * hexadecimal and to receipt in decimal, or the reverse; both sides are brought to one form here.
 */
public enum MessageIdForm {
    /** Both alike, compared as they are. */
    AS_WRITTEN(0, 0),
    /** Both alike but for letter case and leading zeros. */
    LOOSE(0, 0) {
        @Override
        String ofResponse(String messageId) {
            return loose(messageId);
        }

        @Override
        String ofReceipt(String messageId) {
            return loose(messageId);
        }
    },
    /** Hexadecimal in the response, decimal in the receipt. */
    HEXADECIMAL_THEN_DECIMAL(16, 10),
    /** Decimal in the response, hexadecimal in the receipt. */
    DECIMAL_THEN_HEXADECIMAL(10, 16);

    private final int responseRadix;
    private final int receiptRadix;

    MessageIdForm(int responseRadix, int receiptRadix) {
        this.responseRadix = responseRadix;
        this.receiptRadix = receiptRadix;
    }

    String ofResponse(String messageId) {
        return inDecimal(messageId, responseRadix);
    }

    String ofReceipt(String messageId) {
        return inDecimal(messageId, receiptRadix);
    }

    private static String loose(String messageId) {
        return messageId.trim().toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }

    /** An id that is no number in {@code radix} stays as it is: better an unmatched receipt than a lost one. */
    private static String inDecimal(String messageId, int radix) {
        boolean number =
                radix != 0 && !messageId.isEmpty() && messageId.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        return number ? new BigInteger(messageId, radix).toString() : messageId;
    }
}
