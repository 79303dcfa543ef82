package io.simshift.simulator.card;

import com.licel.jcardsim.base.Simulator;
import com.licel.jcardsim.base.SimulatorRuntime;
import io.simshift.protocol.subscription.InstallParameters;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javacard.framework.AID;
import javacard.framework.Applet;
import javacard.framework.SystemException;

/**
 * A card in this process: the applet on a jcardsim runtime of its own, its classes loaded for this card alone. After a
 * reset the applet is selected and the MF current, as on a card that has it selected by default. Safe for use from any
 * thread, one at a time.
 *
 * <p>jcardsim writes to standard output in {@code javacard.security.Signature} alone, which the applet does not use; a test
 * holds that nothing is written there.
 */
public final class SimulatedCard implements CardLink, AutoCloseable {
    /** AID of the instance and of ADF.USIM (docs/applet/commands.md 1). */
    public static final String INSTANCE_AID = AppletAids.INSTANCE.digits();

    private static final String APPLET_PACKAGE = "io.simshift.applet";
    private static final String APPLET_CLASS = APPLET_PACKAGE + ".SimshiftApplet";
    private static final byte[] SELECT_MF = HexFormat.of().parseHex("00A4000C023F00");
    private static final int INSTANCE_AID_BYTES = 16;
    private static final int SW_OK = 0x9000;
    private static final int SW1_OK_PROACTIVE = 0x91;
    private static final int SW1_MORE_DATA = 0x61;
    private static final int LV_MAX = 127;

    private final Simulator simulator;
    private final AID instance;
    private final CardRam ram;
    private boolean removed;

    private SimulatedCard(Simulator simulator, AID instance, CardRam ram) {
        this.simulator = simulator;
        this.instance = instance;
        this.ram = ram;
    }

    /**
     * Makes a card and installs the applet on it.
     *
     * @throws CardLinkException where the applet refuses the parameters
     */
    public static SimulatedCard install(InstallParameters parameters) {
        byte[] encoded = parameters.encode();
        try {
            return install(encoded);
        } finally {
            // the manufacturer's keys are in it
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * Makes a card and installs the applet on it with parameters as they come over the wire.
     *
     * @param installParameters the application-specific parameters (docs/applet/commands.md 2)
     * @throws CardLinkException where the applet refuses them
     */
    public static SimulatedCard install(byte[] installParameters) {
        return install(installParameters, UnaryOperator.identity());
    }

    /**
     * Makes a card whose applet is rewritten while it is loaded, for example to watch what it writes.
     *
     * @param installParameters the application-specific parameters (docs/applet/commands.md 2)
     * @param rewriting what each class file of the applet goes through before the card loads it
     * @throws CardLinkException where the applet refuses the parameters
     */
    public static SimulatedCard install(byte[] installParameters, UnaryOperator<byte[]> rewriting) {
        SimulatedCard card = make(AppletAids.INSTANCE.bytes(), installParameters, rewriting);
        card.reset();
        return card;
    }

    /**
     * Makes a card whose applet is installed under any AID; it is not selected yet. Under another AID than that of ADF.USIM
     * the applet answers SELECT by that name with 6A82, but is selected all the same.
     *
     * @param instanceAid 5 to 16 bytes
     * @throws CardLinkException where the applet refuses the parameters
     */
    public static SimulatedCard installUnselected(byte[] instanceAid, byte[] installParameters) {
        return make(instanceAid, installParameters, UnaryOperator.identity());
    }

    private static SimulatedCard make(byte[] aid, byte[] installParameters, UnaryOperator<byte[]> rewriting) {
        AID instance = new AID(aid, (short) 0, (byte) aid.length);
        // never new Simulator(): that one shares a process-wide runtime, and a second card would wipe the first
        CardRam ram = new CardRam();
        Simulator simulator = new Simulator(new SimulatorRuntime(ram));
        byte[] installData = installData(aid, installParameters);
        try {
            simulator.installApplet(instance, loadApplet(rewriting), installData, (short) 0, (byte) installData.length);
        } catch (SystemException e) {
            throw new CardLinkException("the applet refused to be installed with these parameters", e);
        }
        ram.complete();
        return new SimulatedCard(simulator, instance, ram);
    }

    /** What install() gets (Java Card API, Applet.install): LV instance AID, LV privileges, LV parameters. */
    private static byte[] installData(byte[] aid, byte[] parameters) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        data.write(aid.length);
        data.writeBytes(aid);
        data.write(0);
        data.write(parameters.length);
        data.writeBytes(parameters);
        if (data.size() > LV_MAX) {
            throw new IllegalArgumentException("install parameters of " + parameters.length + " bytes are too long");
        }
        return data.toByteArray();
    }

    private static Class<? extends Applet> loadApplet(UnaryOperator<byte[]> rewriting) {
        ClassLoader own = new CardClassLoader(SimulatedCard.class.getClassLoader(), APPLET_PACKAGE, rewriting);
        try {
            return own.loadClass(APPLET_CLASS).asSubclass(Applet.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the applet is not on the class path", e);
        }
    }

    @Override
    public synchronized byte[] reset() {
        requirePresent();
        simulator.reset();
        // jcardsim selects nothing by itself: the first command would meet 6986
        byte[] answer = simulator.selectAppletWithResult(instance);
        if (instance.equals(AppletAids.INSTANCE.bytes(), (short) 0, (byte) INSTANCE_AID_BYTES)) {
            requireOk("SELECT by AID", answer);
        }
        requireOk("SELECT MF", simulator.transmitCommand(SELECT_MF));
        return AnswerToReset.uicc();
    }

    /** Resets the card without selecting the applet, as on a card that has something else selected by default. */
    public synchronized void resetUnselected() {
        requirePresent();
        simulator.reset();
    }

    /** What a reset answers. */
    public static byte[] answerToReset() {
        return AnswerToReset.uicc();
    }

    private static void requireOk(String command, byte[] response) {
        int sw1 = response[response.length - 2] & 0xFF;
        int sw = sw1 << 8 | response[response.length - 1] & 0xFF;
        boolean done = sw == SW_OK || sw1 == SW1_OK_PROACTIVE || sw1 == SW1_MORE_DATA;
        if (!done) {
            String status = HexFormat.of().withUpperCase().toHexDigits((short) sw);
            throw new CardLinkException("after the reset the card answers " + command + " with " + status);
        }
    }

    @Override
    public synchronized byte[] transmit(byte[] commandApdu) {
        requirePresent();
        return simulator.transmitCommand(commandApdu);
    }

    /** Transient arrays that the card holds: a number that must not grow. */
    int transientArrays() {
        return ram.arrays();
    }

    /** Takes the card out for good: a link to it answers no more. */
    @Override
    public synchronized void close() {
        removed = true;
    }

    private void requirePresent() {
        if (removed) {
            throw new CardLinkException("the card was removed");
        }
    }
}
