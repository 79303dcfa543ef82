package io.simshift.applet;

/** What a CAP file can be built without (docs/loading.md): code that a constant shuts off is not in it. */
final class Features {
    /** TUAK, for which STORE SLOT else answers as for any algorithm that the card lacks. */
    static final boolean TUAK = true;

    /** The commands of a SIM, CLA A0, which else answers 6E00. */
    static final boolean GSM = true;

    /** Sessions over IP: PUSH else answers 6D00. */
    static final boolean BIP = true;

    private Features() {}
}
