package io.simshift.applet;

/** Commands under another CLA than those of the UICC; a CAP file may be without them. */
abstract class CommandClass {
    /** Executes the command in {@link Transient#message}; returns the length of the answer in {@code out}. */
    abstract short process(FileContext context, byte[] out);

    /** Called when the command is forgotten, before its answer goes out. */
    abstract void keep(byte ins, byte[] out, short length);
}
