package io.simshift.server.escrow;

/** Algorithm of a slot's OTA keys, with its code in STORE SLOT. */
public enum OtaAlgorithm {
    /** AES-CBC and AES-CMAC with 8 bytes of check value, keys of 16 bytes. */
    AES_128(0x02),
    /** 3DES outer-CBC and 3DES CBC-MAC, two keys in 16 bytes. */
    TRIPLE_DES_2_KEYS(0x05);

    private final int code;

    OtaAlgorithm(int code) {
        this.code = code;
    }

    /** The code in STORE SLOT; also the low nibble of KIc and KID. */
    public int code() {
        return code;
    }
}
