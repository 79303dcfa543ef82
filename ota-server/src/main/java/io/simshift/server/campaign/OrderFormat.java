package io.simshift.server.campaign;

/** How an order is written. */
public enum OrderFormat {
    /** UTF-8, first line {@code iccid,new_imsi} in any order of the columns. */
    CSV,
    /** An array of objects, or objects one after the other, each with {@code iccid} and {@code new_imsi}. */
    JSON
}
