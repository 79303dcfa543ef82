package io.simshift.server.campaign;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import io.simshift.server.transfer.Phase;
import java.time.Instant;
import java.util.Optional;

/**
 * One card of a campaign.
 *
 * @param number its place in the order, from 1
 * @param line where it stands in the file
 * @param transfer once it is begun
 * @param phase once it is begun
 * @param changedAt when it entered that phase, or something else happened to it; empty while it waits
 * @param submissions how often a message was handed to the SMSC
 * @param reason for people; empty where all is well
 */
public record CampaignCard(
        long number,
        int line,
        Iccid iccid,
        Imsi newImsi,
        Status status,
        Optional<TransferId> transfer,
        Optional<Phase> phase,
        Optional<Instant> changedAt,
        int submissions,
        String reason) {
    /** What has become of the row. */
    public enum Status {
        /** Its turn has not come. */
        WAITING,
        /** It has a transfer, whose phase says the rest. */
        BEGUN,
        /** It could not be begun when its turn came; the reason says why. */
        LEFT_OUT,
        /** Called off before it was begun. */
        CALLED_OFF,
        /** The campaign's validity ended before its turn came. */
        EXPIRED
    }
}
