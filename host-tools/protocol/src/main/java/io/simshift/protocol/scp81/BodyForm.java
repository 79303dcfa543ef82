package io.simshift.protocol.scp81;

/** How a body says where it ends; cards differ in what they like. */
public enum BodyForm {
    /** {@code Content-Length}. */
    LENGTH,
    /** {@code Transfer-Encoding: chunked}. */
    CHUNKED,
    /** There is none. */
    NONE
}
