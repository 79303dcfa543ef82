package io.simshift.server.bip;

/** How a card has come. */
public enum Bearer {
    /** Secured packets over TCP; nobody vouches for the identification. */
    TCP,
    /** Secured packets over CAT_TP over UDP; nobody vouches for the identification. */
    CAT_TP,
    /** Administration over HTTPS; the card has shown that it holds its PSK. */
    HTTPS;

    boolean authenticates() {
        return this == HTTPS;
    }
}
