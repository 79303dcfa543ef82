package io.simshift.protocol.cat;

import io.simshift.protocol.WireReader;
import io.simshift.protocol.tlv.ComprehensionTlv;

/** Device identities (TS 102 223 8.7): who sends and who is to do something. */
public record DeviceIdentities(int source, int destination) {
    public static final int UICC = 0x81;
    public static final int TERMINAL = 0x82;
    public static final int NETWORK = 0x83;

    static final int TAG = 0x02;

    public static final DeviceIdentities UICC_TO_TERMINAL = new DeviceIdentities(UICC, TERMINAL);
    public static final DeviceIdentities UICC_TO_NETWORK = new DeviceIdentities(UICC, NETWORK);
    public static final DeviceIdentities TERMINAL_TO_UICC = new DeviceIdentities(TERMINAL, UICC);
    public static final DeviceIdentities NETWORK_TO_UICC = new DeviceIdentities(NETWORK, UICC);

    public DeviceIdentities {
        if ((source & ~0xFF) != 0 || (destination & ~0xFF) != 0) {
            throw new IllegalArgumentException("device identities are one byte each");
        }
    }

    ComprehensionTlv encode(boolean comprehension) {
        return new ComprehensionTlv(TAG, comprehension, new byte[] {(byte) source, (byte) destination});
    }

    static DeviceIdentities decode(ComprehensionTlv object) {
        WireReader in = new WireReader(object.value(), "TS 102 223 8.7");
        DeviceIdentities identities = new DeviceIdentities(in.u8("source"), in.u8("destination"));
        in.requireEnd();
        return identities;
    }
}
