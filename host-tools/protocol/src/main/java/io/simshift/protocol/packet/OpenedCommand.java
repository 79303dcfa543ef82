package io.simshift.protocol.packet;

import java.util.Arrays;

/**
 * A command packet that was deciphered and whose check value was right.
 *
 * @param packet what it asks
 * @param header its lengths and identifiers as sent
 * @param paddingLength PCNTR
 * @param checkValue the check value, right; no bytes where SPI asks for none
 */
public record OpenedCommand(CommandPacket packet, CommandHeader header, int paddingLength, byte[] checkValue) {
    public OpenedCommand {
        checkValue = checkValue.clone();
    }

    @Override
    public byte[] checkValue() {
        return checkValue.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OpenedCommand that
                && packet.equals(that.packet)
                && header.equals(that.header)
                && paddingLength == that.paddingLength
                && Arrays.equals(checkValue, that.checkValue);
    }

    @Override
    public int hashCode() {
        return 31 * packet.hashCode() + Arrays.hashCode(checkValue);
    }
}
