package io.simshift.cli.vectors;

import io.simshift.protocol.secret.SecretBytes;

/** What vectors are run on: our code on the host, or a card that is asked by commands only. */
interface Target {
    /** Its name on the command line. */
    String name();

    /** True where single functions (f1, AK, MACs, packets) can be asked for, and not only what a USIM answers. */
    boolean computesFunctions();

    /**
     * A USIM that has never authenticated.
     *
     * @param k subscriber key, 16 bytes
     * @param opc OPc, 16 bytes
     * @param jumpLimit false switches the limit of TS 33.102 C.2.1 off
     */
    Usim usim(SecretBytes k, SecretBytes opc, boolean jumpLimit);
}
