package io.simshift.simulator.handset;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.files.FileId;
import java.util.Arrays;
import java.util.function.Consumer;

/** What a terminal keeps on the card while it is attached: location and session keys (TS 31.102 4.2.3, 4.2.17, 4.2.23, 4.2.91). */
final class SessionFiles {
    private static final int KEY_SET_IDENTIFIER = 0;
    private static final int RFU = 0xFF;
    private static final int UPDATED = 0;
    private static final int PLMN_LENGTH = 3;
    private static final int SIGNATURE_LENGTH = 3;
    private static final int ROUTING_AREA_CODE = 0x01;
    /** Length and type of a GUTI as EPS mobile identity (TS 24.301 9.9.3.12). */
    private static final byte[] GUTI_HEADER = {0x0B, (byte) 0xF6};
    /** MME group 0001, MME code 01. */
    private static final byte[] MME = {0x00, 0x01, 0x01};

    private final Uicc uicc;
    private final Consumer<String> trouble;

    SessionFiles(Uicc uicc, Consumer<String> trouble) {
        this.uicc = uicc;
        this.trouble = trouble;
    }

    void writeKeys(UsimAuthentication.SessionKeys session) {
        byte[] keys = new WireWriter()
                .u8(KEY_SET_IDENTIFIER)
                .bytes(session.ck().reveal())
                .bytes(session.ik().reveal())
                .toByteArray();
        expectOk(FileId.EF_KEYS, uicc.updateTransparent(FileId.EF_KEYS, keys));
    }

    /**
     * Writes down a combined attach: one temporary identity and one area for the CS, PS and EPS domains.
     *
     * @param tmsi 4 bytes
     * @param locationArea 5 bytes
     */
    void writeLocation(Subscription subscription, byte[] tmsi, byte[] locationArea) {
        writeCircuitSwitched(tmsi, locationArea);
        writePacketSwitched(tmsi, locationArea);
        if (subscription.hasService(Subscription.SERVICE_EPS_MOBILITY_MANAGEMENT)) {
            writeEps(tmsi, locationArea);
        }
    }

    private void writeCircuitSwitched(byte[] tmsi, byte[] locationArea) {
        byte[] location = new WireWriter()
                .bytes(tmsi)
                .bytes(locationArea)
                .u8(RFU)
                .u8(UPDATED)
                .toByteArray();
        expectOk(FileId.EF_LOCI, uicc.updateTransparent(FileId.EF_LOCI, location));
    }

    private void writePacketSwitched(byte[] tmsi, byte[] locationArea) {
        byte[] location = new WireWriter()
                .bytes(tmsi)
                .fill(0xFF, SIGNATURE_LENGTH)
                .bytes(locationArea)
                .u8(ROUTING_AREA_CODE)
                .u8(UPDATED)
                .toByteArray();
        expectOk(FileId.EF_PSLOCI, uicc.updateTransparent(FileId.EF_PSLOCI, location));
    }

    private void writeEps(byte[] tmsi, byte[] trackingArea) {
        byte[] location = new WireWriter()
                .bytes(GUTI_HEADER)
                .bytes(Arrays.copyOf(trackingArea, PLMN_LENGTH))
                .bytes(MME)
                .bytes(tmsi)
                .bytes(trackingArea)
                .u8(UPDATED)
                .toByteArray();
        expectOk(FileId.EF_EPSLOCI, uicc.updateTransparent(FileId.EF_EPSLOCI, location));
    }

    private void expectOk(FileId file, StatusWord status) {
        if (!status.isOk()) {
            trouble.accept("UPDATE of " + file.text() + " answers " + status);
        }
    }
}
