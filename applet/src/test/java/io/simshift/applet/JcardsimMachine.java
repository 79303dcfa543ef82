package io.simshift.applet;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import java.lang.reflect.Method;
import javacard.framework.AID;
import javacard.framework.Applet;

/** The simulator jcardsim. */
final class JcardsimMachine implements Machine {
    private static final AID INSTANCE = new AID(TestCard.AID_BYTES, (short) 0, (byte) TestCard.AID_BYTES.length);
    private static final byte[] SELECT_MF = {0x00, (byte) 0xA4, 0x04, 0x00, 0x00};

    private final SimulatorRuntime runtime = new SimulatorRuntime();
    private final Simulator simulator = new Simulator(runtime);

    /** @param installData as {@link SimshiftApplet#install} takes it */
    JcardsimMachine(byte[] installData, Class<? extends Applet> applet) {
        simulator.installApplet(INSTANCE, applet, installData, (short) 0, (byte) installData.length);
    }

    @Override
    public byte[] transmit(byte[] command) {
        return simulator.transmitCommand(command);
    }

    /** SELECT without an AID takes the place of default selection, which jcardsim does not do. */
    @Override
    public void reset() {
        simulator.reset();
        StatusWord selected = ResponseApdu.decode(transmit(SELECT_MF)).status();
        if (!selected.isOk()) {
            throw new AssertionError("not selected after the reset: " + selected);
        }
    }

    /** The applet's instance itself. */
    Applet instance() {
        try {
            Method getApplet = SimulatorRuntime.class.getDeclaredMethod("getApplet", AID.class);
            getApplet.setAccessible(true);
            return (Applet) getApplet.invoke(runtime, INSTANCE);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("jcardsim keeps its applets elsewhere", e);
        }
    }
}
