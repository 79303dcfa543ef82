package io.simshift.server.smpp;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The account at one centre, which its binds have in common. While none of them is bound, one at a time tries: a password that
 * the centre does not take is shown to it once, not once by every bind, and then never again, so as not to lock the account.
 * Belongs to the client's event loop.
 */
final class SmppAccount {
    private final Queue<Runnable> parked = new ArrayDeque<>();
    private SmppLink trying;
    private int bound;
    private int refusedStatus;

    /** The command_status by which the centre refused the account, or 0. */
    int refusedStatus() {
        return refusedStatus;
    }

    void refused(int bindStatus) {
        refusedStatus = bindStatus;
    }

    /** Whether this bind may try now; if not, {@code later} runs when another one is bound. */
    boolean mayTry(SmppLink link, Runnable later) {
        if (bound > 0 || trying == null || trying == link) {
            trying = link;
            return true;
        }
        parked.add(later);
        return false;
    }

    /** A bind of it has become bound: the account is good. */
    void bound() {
        bound++;
        trying = null;
        while (!parked.isEmpty()) {
            parked.remove().run();
        }
    }

    /** A bind that was bound is so no more. */
    void unbound() {
        bound--;
    }
}
