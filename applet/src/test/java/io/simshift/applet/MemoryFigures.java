package io.simshift.applet;

/** How much memory an installed and issued applet takes, measured on its objects in the simulator. */
public final class MemoryFigures {
    static final String RAM = "SimshiftApplet.ram";

    private MemoryFigures() {}

    /** Arrays that a reset clears, on the smallest card that does everything: with three cells for segments. */
    public static int transientBytes() {
        return transientBytes("810103");
    }

    /** @param installParameters objects added to the usual ones */
    static int transientBytes(String installParameters) {
        return CardMemory.of(TestCard.install(OtaKeySet.parameters(installParameters))
                        .instance())
                .arrayBytes(RAM);
    }

    /** Objects, arrays and keys in EEPROM, with 8 bytes for the header of each. */
    public static int persistentBytes(int slots) {
        return CardMemory.of(Issuer.issue(slots).instance()).persistentBytes(RAM);
    }
}
