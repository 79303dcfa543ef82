package io.simshift.applet;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.Fetch;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.subscription.InstallParameters;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import javacard.framework.Applet;

/** A card with the applet selected by default, as a terminal sees it. */
final class TestCard {
    static final byte[] AID_BYTES = HexFormat.of().parseHex("A0000000871002FFFFFFFF8907090000");
    static final TerminalProfile FULL_PROFILE =
            TerminalProfile.of(TerminalProfile.Feature.REFRESH, TerminalProfile.Feature.SEND_SHORT_MESSAGE);
    private static final HexFormat HEX = HexFormat.of();

    private final Machine machine;

    private TestCard(Machine machine) {
        this.machine = machine;
        reset();
    }

    /** A card whose applet is installed already. */
    static TestCard on(Machine machine) {
        return new TestCard(machine);
    }

    static TestCard install(InstallParameters parameters) {
        return install(parameters.encode());
    }

    static TestCard install(byte[] parameters) {
        return install(parameters, SimshiftApplet.class);
    }

    static TestCard install(byte[] parameters, Class<? extends Applet> applet) {
        return new TestCard(new JcardsimMachine(installData(parameters), applet));
    }

    /** What a card hands to {@link SimshiftApplet#install}: AID, privileges and parameters, each with its length. */
    static byte[] installData(byte[] parameters) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(AID_BYTES.length);
        data.writeBytes(AID_BYTES);
        data.write(0);
        data.write(parameters.length);
        data.writeBytes(parameters);
        return data.toByteArray();
    }

    /** The applet's instance itself, to look into its memory; jcardsim alone can show it. */
    Applet instance() {
        return ((JcardsimMachine) machine).instance();
    }

    /** Cold reset; afterwards the applet is selected. */
    void reset() {
        machine.reset();
    }

    ResponseApdu transmit(byte[] command) {
        return ResponseApdu.decode(machine.transmit(command));
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

    /** The response data that come with this status word. */
    String data(String hex, String status) {
        ResponseApdu response = transmit(hex);
        if (!response.status().toString().equals(status)) {
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

    /** Returns the status word: 9000, or 91XX if the card wants something of such a terminal. */
    StatusWord profile(TerminalProfile profile) {
        StatusWord status = transmit(profile.toApdu()).status();
        if (!status.isOk() && !status.hasProactiveCommand()) {
            throw new AssertionError("TERMINAL PROFILE refused");
        }
        return status;
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
