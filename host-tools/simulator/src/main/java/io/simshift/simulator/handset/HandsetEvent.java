package io.simshift.simulator.handset;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.simulator.network.RejectCause;
import java.time.Duration;
import java.time.Instant;

/** Something that a handset saw or did, for reports and for people. Holds no key. */
public sealed interface HandsetEvent {
    /** When. */
    Instant at();

    /** In plain words. */
    String describe();

    /** The card was reset and answered. */
    record CardReset(Instant at, String reason) implements HandsetEvent {
        @Override
        public String describe() {
            return "card reset: " + reason;
        }
    }

    /** The card showed its subscription. */
    record SubscriptionRead(Instant at, Iccid iccid, Imsi imsi) implements HandsetEvent {
        @Override
        public String describe() {
            return "card " + iccid + " shows IMSI " + imsi;
        }
    }

    /** A network let the handset in. */
    record Attached(Instant at, String operator, Imsi imsi, Msisdn msisdn, boolean resynchronised)
            implements HandsetEvent {
        @Override
        public String describe() {
            String how = resynchronised ? " after resynchronisation" : "";
            return "attached at " + operator + " as IMSI " + imsi + ", number " + msisdn + how;
        }
    }

    /** A network did not let the handset in; it tries again after {@code retryAfter}. */
    record AttachRejected(Instant at, String operator, Imsi imsi, RejectCause cause, String detail, Duration retryAfter)
            implements HandsetEvent {
        @Override
        public String describe() {
            String more = detail.isEmpty() ? "" : " (" + detail + ")";
            return operator + " rejects IMSI " + imsi + ": " + cause + more;
        }
    }

    /** There is no network of the IMSI's operator; the handset tries again after {@code retryAfter}. */
    record NoNetwork(Instant at, Imsi imsi, Duration retryAfter) implements HandsetEvent {
        @Override
        public String describe() {
            return "no network serves IMSI " + imsi;
        }
    }

    /** The handset left its network. */
    record Detached(Instant at, String operator, String reason) implements HandsetEvent {
        @Override
        public String describe() {
            return "detached from " + operator + ": " + reason;
        }
    }

    /**
     * A short message for the card came, and the card took it or not.
     *
     * @param status the card's answer to ENVELOPE
     * @param reportBytes length of the card's answer in the delivery report, 0 where it gave none
     */
    record CardMessageReceived(Instant at, StatusWord status, int reportBytes) implements HandsetEvent {
        @Override
        public String describe() {
            String report = reportBytes == 0 ? "" : ", report of " + reportBytes + " bytes";
            return "message to the card: " + status + report;
        }
    }

    /** A short message for the user came; the handset keeps none. */
    record UserMessageReceived(Instant at, int userDataBytes) implements HandsetEvent {
        @Override
        public String describe() {
            return "message to the user, " + userDataBytes + " bytes";
        }
    }

    /** The card had a short message sent. */
    record CardMessageSent(Instant at, boolean accepted, String detail) implements HandsetEvent {
        @Override
        public String describe() {
            return accepted ? "message from the card sent" : "message from the card not sent: " + detail;
        }
    }

    /** The card asked for REFRESH with this qualifier (TS 102 223 8.6). */
    record RefreshRequested(Instant at, int qualifier) implements HandsetEvent {
        @Override
        public String describe() {
            return String.format("REFRESH %02X", qualifier);
        }
    }

    /** Something went otherwise than it should; the handset carries on. */
    record Trouble(Instant at, String what) implements HandsetEvent {
        @Override
        public String describe() {
            return "trouble: " + what;
        }
    }

    /** The handset was switched off. */
    record PoweredOff(Instant at) implements HandsetEvent {
        @Override
        public String describe() {
            return "switched off";
        }
    }
}
