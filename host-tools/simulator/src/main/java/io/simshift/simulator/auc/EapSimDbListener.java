package io.simshift.simulator.auc;

import io.simshift.protocol.identity.Imsi;

/** Hears what an authentication centre is asked; no key comes this way. */
public interface EapSimDbListener {
    /** @param outcome for people, in a few words */
    void asked(String question, Imsi imsi, String outcome);

    /** The question could not be answered as it should. */
    void failed(String question, Imsi imsi, Exception cause);

    /** A datagram was no question, or came from nobody who could be answered. */
    void refused(String why);
}
