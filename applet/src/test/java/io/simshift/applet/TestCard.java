package io.simshift.applet;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.Fetch;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.subscription.InstallParameters;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.util.HexFormat;
import javacard.framework.AID;
import javacard.framework.Applet;

/** A card with the applet selected by default, as a terminal sees it. */
final class TestCard {
    static final byte[] AID_BYTES = HexFormat.of().parseHex("A0000000871002FFFFFFFF8907090000");
    static final TerminalProfile FULL_PROFILE =
            TerminalProfile.of(TerminalProfile.Feature.REFRESH, TerminalProfile.Feature.SEND_SHORT_MESSAGE);
    private static final HexFormat HEX = HexFormat.of();

    private final SimulatorRuntime runtime = new SimulatorRuntime();
    private final Simulator simulator = new Simulator(runtime);

    private TestCard(byte[] parameters, Class<? extends Applet> applet) {
        AID aid = new AID(AID_BYTES, (short) 0, (byte) AID_BYTES.length);
        byte[] data = installData(parameters);
        simulator.installApplet(aid, applet, data, (short) 0, (byte) data.length);
        reset();
    }

    static TestCard install(InstallParameters parameters) {
        return install(parameters.encode());
    }

    static TestCard install(byte[] parameters) {
        return install(parameters, SimshiftApplet.class);
    }

    static TestCard install(byte[] parameters, Class<? extends Applet> applet) {
        return new TestCard(parameters, applet);
    }

    private static byte[] installData(byte[] parameters) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(AID_BYTES.length);
        data.writeBytes(AID_BYTES);
        data.write(0);
        data.write(parameters.length);
        data.writeBytes(parameters);
        return data.toByteArray();
    }

    /** The applet's instance itself, to look into its memory. */
    Applet instance() {
        try {
            Method getApplet = SimulatorRuntime.class.getDeclaredMethod("getApplet", AID.class);
            getApplet.setAccessible(true);
            return (Applet) getApplet.invoke(runtime, new AID(AID_BYTES, (short) 0, (byte) AID_BYTES.length));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("jcardsim keeps its applets elsewhere", e);
        }
    }

    /** Cold reset. SELECT without an AID takes the place of default selection, which jcardsim does not do. */
    void reset() {
        simulator.reset();
        StatusWord selected = transmit("00A4040000").status();
        if (!selected.isOk()) {
            throw new AssertionError("not selected after the reset: " + selected);
        }
    }

    ResponseApdu transmit(byte[] command) {
        return ResponseApdu.decode(simulator.transmitCommand(command));
    }

    ResponseApdu transmit(String hex) {
        return transmit(HEX.parseHex(hex.replace(" ", "")));
    }

    ResponseApdu transmit(CommandApdu command) {
        return transmit(command.encode());
    }

    /** The status word as four digits. */
    String status(String hex) {
        return transmit(hex).status().toString();
    }

    /** The response data as hexadecimal digits; the command has to succeed. */
    String data(String hex) {
        ResponseApdu response = transmit(hex);
        if (response.status().sw1() != 0x90 && response.status().sw1() != 0x91) {
            throw new AssertionError(hex + " answered " + response.status());
        }
        return HEX.formatHex(response.data());
    }

    void selectUsim() {
        data("00A40404 10 A0000000871002FFFFFFFF8907090000");
    }

    /** The content of a transparent EF under ADF.USIM. */
    String readUsim(String fid) {
        data("00A4040C 10 A0000000871002FFFFFFFF8907090000");
        data("00A4000C 02 " + fid);
        return data("00B0000000");
    }

    void profile(TerminalProfile profile) {
        if (!transmit(profile.toApdu()).status().isOk()) {
            throw new AssertionError("TERMINAL PROFILE refused");
        }
    }

    /** Fetches the command that a status word announced. */
    ProactiveCommand fetch(StatusWord announced) {
        if (!announced.hasProactiveCommand()) {
            throw new AssertionError("nothing announced: " + announced);
        }
        return ProactiveCommand.decode(transmit(Fetch.apdu(announced.sw2())).data());
    }

    StatusWord respond(ProactiveCommand command, int generalResult) {
        return transmit(TerminalResponse.to(command, generalResult).toApdu()).status();
    }
}
