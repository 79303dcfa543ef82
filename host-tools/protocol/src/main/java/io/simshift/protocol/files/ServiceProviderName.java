package io.simshift.protocol.files;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * EF.SPN (TS 31.102 4.2.12): 17 bytes.
 *
 * @param displayCondition b1 show the registered PLMN at home, b2 hide the name abroad
 * @param name at most 16 characters that ASCII and the 7-bit alphabet code alike
 */
public record ServiceProviderName(int displayCondition, String name) {
    public static final int LENGTH = 17;

    private static final String CLAUSE = "TS 31.102 4.2.12";
    private static final int NAME_LENGTH = 16;
    private static final String SAME_IN_BOTH = "[A-Za-z0-9 !\"#%&'()*+,\\-./:;<=>?]*";

    public ServiceProviderName {
        if ((displayCondition & ~0xFF) != 0) {
            throw new IllegalArgumentException("the display condition is one byte");
        }
        if (name.length() > NAME_LENGTH || !name.matches(SAME_IN_BOTH)) {
            throw new IllegalArgumentException(
                    "service provider name '" + name + "' is not up to 16 letters, digits and simple signs");
        }
    }

    /** The 17 bytes. */
    public byte[] encode() {
        return new WireWriter()
                .u8(displayCondition)
                .bytes(name.getBytes(StandardCharsets.US_ASCII))
                .fill(0xFF, NAME_LENGTH - name.length())
                .toByteArray();
    }

    /** Reads 17 bytes. */
    public static ServiceProviderName decode(byte[] bytes) {
        WireReader in = new WireReader(bytes, CLAUSE);
        int displayCondition = in.u8("display condition");
        byte[] name = in.bytes(NAME_LENGTH, "name");
        in.requireEnd();
        int length = 0;
        while (length < NAME_LENGTH && name[length] != (byte) 0xFF) {
            length++;
        }
        String text = new String(Arrays.copyOf(name, length), StandardCharsets.ISO_8859_1);
        try {
            return new ServiceProviderName(displayCondition, text);
        } catch (IllegalArgumentException e) {
            throw in.failAt(1, "the name has characters that are not read here");
        }
    }
}
