package io.simshift.protocol.cap;

/** The components of a CAP file (JCVM 6.1), in the order in which a card takes them (6.3). */
public enum CapComponent {
    HEADER(1, "Header"),
    DIRECTORY(2, "Directory"),
    IMPORT(4, "Import"),
    APPLET(3, "Applet"),
    CLASS(6, "Class"),
    METHOD(7, "Method"),
    STATIC_FIELD(8, "StaticField"),
    EXPORT(10, "Export"),
    CONSTANT_POOL(5, "ConstantPool"),
    REFERENCE_LOCATION(9, "RefLocation"),
    /** Types for an on-card verifier; most cards do without. */
    DESCRIPTOR(11, "Descriptor"),
    /** Never loaded. */
    DEBUG(12, "Debug");

    private final int tag;
    private final String fileName;

    CapComponent(int tag, String fileName) {
        this.tag = tag;
        this.fileName = fileName;
    }

    /** Its first byte. */
    public int tag() {
        return tag;
    }

    /** Its name in the archive, without folder. */
    public String fileName() {
        return fileName + ".cap";
    }

    /** Whether every card has to be given it: the code and data of the package, and what links them. */
    public boolean isCode() {
        return this != DESCRIPTOR && this != DEBUG;
    }

    /** Whether a card runs from it once the package is linked (docs/decisions/0005). */
    public boolean staysOnCard() {
        return isCode() && this != DIRECTORY && this != CONSTANT_POOL && this != REFERENCE_LOCATION;
    }
}
