package io.simshift.simulator.smsc;

/** What a handset reported about one SMS-DELIVER. */
public sealed interface DeliverOutcome {
    /**
     * RP-ACK.
     *
     * @param deliverReportUserData TP-UD of the SMS-DELIVER-REPORT, empty where it had none; otherwise it begins with a user
     *     data header, as a PoR does (TS 31.115 4.4)
     */
    record Acknowledged(byte[] deliverReportUserData) implements DeliverOutcome {
        public Acknowledged {
            deliverReportUserData = deliverReportUserData.clone();
        }

        @Override
        public byte[] deliverReportUserData() {
            return deliverReportUserData.clone();
        }
    }

    /** No report, or one that says "later": the message stays and is tried again. */
    record TemporaryFailure() implements DeliverOutcome {}

    /**
     * RP-ERROR: the message is given up.
     *
     * @param cause TP-FCS (TS 23.040 9.2.3.22), for example D5 for a (U)SIM data download error; one byte
     */
    record PermanentFailure(int cause) implements DeliverOutcome {}
}
