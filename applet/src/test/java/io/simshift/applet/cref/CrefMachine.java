package io.simshift.applet.cref;

import io.simshift.applet.Machine;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cap.CapFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** cref: each reset is a new process that begins with the EEPROM image of the last one. */
public final class CrefMachine implements Machine {
    private static final int OK = 0x90;

    private final CrefKits kits;
    private final Path image;
    private final Path log;
    private final byte[] instanceAid;
    private CrefProcess process;

    private CrefMachine(CrefKits kits, Path work, byte[] instanceAid) throws IOException {
        this.kits = kits;
        this.image = work.resolve("eeprom");
        this.log = work.resolve("cref.log");
        this.instanceAid = instanceAid;
        process = CrefProcess.start(kits, image, log);
    }

    /** Why there is no cref; nothing where there is one. */
    public static Optional<String> missing() {
        return CrefKits.ofProperties().missing();
    }

    /**
     * Converts the applet and installs it in a new VM.
     *
     * @param installData as the applet's install method takes it
     * @param instanceAid the instance's AID, which is selected after each reset
     * @param work folder for the EEPROM image and whatever else there is
     */
    public static CrefMachine install(byte[] installData, byte[] instanceAid, Path work) throws IOException {
        CrefKits kits = CrefKits.ofProperties();
        CapFile cap = CrefCap.build(kits, work);
        CrefMachine machine = new CrefMachine(kits, work, instanceAid);
        try {
            CapInstaller installer = new CapInstaller(machine.process.reader());
            installer.load(cap);
            installer.create(cap.appletAids().get(0), installData);
            return machine;
        } catch (RuntimeException | Error e) {
            machine.close();
            throw e;
        }
    }

    /**
     * A VM that was installed before.
     *
     * @param eeprom its EEPROM
     * @param instanceAid the instance's AID, which is selected now and after each reset
     * @param work folder for the EEPROM image, which is written at each power-down
     */
    public static CrefMachine restart(byte[] eeprom, byte[] instanceAid, Path work) throws IOException {
        Files.write(work.resolve("eeprom"), eeprom);
        CrefMachine machine = new CrefMachine(CrefKits.ofProperties(), work, instanceAid);
        machine.select();
        return machine;
    }

    /** Takes the power away for good; returns what is in the EEPROM then. */
    public byte[] powerDown() throws IOException {
        process.powerDown();
        return Files.readAllBytes(image);
    }

    @Override
    public byte[] transmit(byte[] command) {
        return process.reader().exchange(CommandApdu.decode(command));
    }

    /** The image is all that goes from one process to the next. */
    @Override
    public void reset() {
        process.powerDown();
        try {
            process = CrefProcess.start(kits, image, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        select();
    }

    private void select() {
        byte[] answer = process.reader().exchange(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, instanceAid));
        if ((answer[answer.length - 2] & 0xFF) != OK) {
            throw new AssertionError("not selected after the reset: " + Arrays.toString(answer));
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
