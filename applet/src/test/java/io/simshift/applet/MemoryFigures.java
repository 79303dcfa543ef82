package io.simshift.applet;

/** How much memory an installed and issued applet takes, measured on its objects in the simulator. */
public final class MemoryFigures {
    static final String RAM = "SimshiftApplet.ram";

    private MemoryFigures() {}

    /** Arrays that a reset clears. */
    public static int transientBytes() {
        return CardMemory.of(Issuer.issue(1).instance()).arrayBytes(RAM);
    }

    /** Objects, arrays and keys in EEPROM, with 8 bytes for the header of each. */
    public static int persistentBytes(int slots) {
        return CardMemory.of(Issuer.issue(slots).instance()).persistentBytes(RAM);
    }
}
