package io.simshift.simulator.handset;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.files.FileId;
import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;

/** What a terminal keeps on the card while it is attached: location and session keys (TS 31.102 4.2.3, 4.2.17). */
final class SessionFiles {
    private static final int KEY_SET_IDENTIFIER = 0;
    private static final int RFU = 0xFF;
    private static final int UPDATED = 0;

    private final Uicc uicc;
    private final Consumer<String> trouble;

    SessionFiles(Uicc uicc, Consumer<String> trouble) {
        this.uicc = uicc;
        this.trouble = trouble;
    }

    void writeKeys(UsimAuthentication.SessionKeys session) {
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        keys.write(KEY_SET_IDENTIFIER);
        keys.writeBytes(session.ck().reveal());
        keys.writeBytes(session.ik().reveal());
        expectOk(FileId.EF_KEYS, uicc.updateTransparent(FileId.EF_KEYS, keys.toByteArray()));
    }

    /**
     * @param tmsi 4 bytes
     * @param locationArea 5 bytes
     */
    void writeLocation(byte[] tmsi, byte[] locationArea) {
        ByteArrayOutputStream location = new ByteArrayOutputStream();
        location.writeBytes(tmsi);
        location.writeBytes(locationArea);
        location.write(RFU);
        location.write(UPDATED);
        expectOk(FileId.EF_LOCI, uicc.updateTransparent(FileId.EF_LOCI, location.toByteArray()));
    }

    private void expectOk(FileId file, StatusWord status) {
        if (!status.isOk()) {
            trouble.accept("UPDATE of " + file.text() + " answers " + status);
        }
    }
}
