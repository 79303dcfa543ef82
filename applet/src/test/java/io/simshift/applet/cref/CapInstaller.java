package io.simshift.applet.cref;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cap.CapComponent;
import io.simshift.protocol.cap.CapFile;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** The installer of Oracle's reference VM, which takes a CAP file piece by piece (its user's guide, "Installer"). */
final class CapInstaller {
    private static final byte[] AID = HexFormat.of().parseHex("A00000006203010801");
    private static final int CLA = 0x80;
    private static final int CAP_BEGIN = 0xB0;
    private static final int CAP_END = 0xBA;
    private static final int COMPONENT_BEGIN = 0xB2;
    private static final int COMPONENT_DATA = 0xB4;
    private static final int COMPONENT_END = 0xBC;
    private static final int CREATE = 0xB8;
    /** The APDU buffer has 133 bytes. */
    private static final int CHUNK = 112;

    private final ReaderClient reader;

    CapInstaller(ReaderClient reader) {
        this.reader = reader;
    }

    void load(CapFile cap) {
        send(CommandApdu.of(0x00, 0xA4, 0x04, 0x00, AID));
        send(CommandApdu.of(CLA, CAP_BEGIN, 0, 0));
        for (CapComponent component : cap.components()) {
            if (component.isCode()) {
                load(component.tag(), cap.component(component));
            }
        }
        send(CommandApdu.of(CLA, CAP_END, 0, 0));
    }

    private void load(int tag, byte[] component) {
        send(CommandApdu.of(CLA, COMPONENT_BEGIN, tag, 0));
        for (int off = 0; off < component.length; off += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(component, off, Math.min(component.length, off + CHUNK));
            send(CommandApdu.of(CLA, COMPONENT_DATA, tag, 0, chunk));
        }
        send(CommandApdu.of(CLA, COMPONENT_END, tag, 0));
    }

    /**
     * Makes an instance.
     *
     * @param installData as the applet's install method takes it; the installer hands over this field and nothing else
     */
    void create(byte[] appletAid, byte[] installData) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(appletAid.length);
        data.writeBytes(appletAid);
        data.write(installData.length);
        data.writeBytes(installData);
        send(CommandApdu.of(CLA, CREATE, 0, 0, data.toByteArray()));
    }

    private void send(CommandApdu command) {
        byte[] answer = reader.exchange(command);
        String status = HexFormat.of().formatHex(answer, answer.length - 2, answer.length);
        if (!status.equals("9000")) {
            throw new AssertionError(String.format("the installer answers %02x with %s", command.ins(), status));
        }
    }
}
