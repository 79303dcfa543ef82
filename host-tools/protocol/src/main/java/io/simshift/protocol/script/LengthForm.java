package io.simshift.protocol.script;

/** How the length of a scripting template is coded (TS 102 226 5.2.1): a card answers in the form that it was asked in. */
public enum LengthForm {
    /** AA and AB: BER length before the objects. */
    DEFINITE,
    /** AE and AF: 80, the objects, then 00 00. */
    INDEFINITE
}
