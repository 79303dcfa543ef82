package io.simshift.simulator.network;

import io.simshift.protocol.identity.Msisdn;

/** A network's answer to an attach. */
public sealed interface AttachResult {
    /**
     * The terminal is in.
     *
     * @param msisdn the number under which it can be reached
     * @param tmsi 4 bytes
     * @param locationArea location area identification, 5 bytes: PLMN, LAC (TS 24.008 10.5.1.3)
     * @param resynchronised the sequence number had to be put right
     */
    record Accepted(Msisdn msisdn, byte[] tmsi, byte[] locationArea, boolean resynchronised) implements AttachResult {
        public Accepted {
            tmsi = tmsi.clone();
            locationArea = locationArea.clone();
        }

        @Override
        public byte[] tmsi() {
            return tmsi.clone();
        }

        @Override
        public byte[] locationArea() {
            return locationArea.clone();
        }
    }

    /**
     * The terminal stays out.
     *
     * @param detail more than the cause says, empty where there is no more
     */
    record Rejected(RejectCause cause, String detail) implements AttachResult {}
}
