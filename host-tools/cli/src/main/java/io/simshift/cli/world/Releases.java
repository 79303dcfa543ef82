package io.simshift.cli.world;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.operator.OperatorId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who got the keys of which slot: one recipient at most, and nobody those of a slot that was taken back. */
final class Releases {
    private final Judge judge;
    private final Map<String, OperatorId> recipients = new TreeMap<>();
    private final Set<String> spent = new TreeSet<>();

    Releases(Judge judge) {
        this.judge = judge;
    }

    void released(Iccid iccid, SlotIndex slot, OperatorId recipient) {
        String key = iccid + "/" + slot;
        OperatorId former = recipients.putIfAbsent(key, recipient);
        if (former != null && !former.equals(recipient)) {
            judge.violated(Optional.of(iccid), "slot " + slot + " went to " + former + " and to " + recipient);
        }
        if (spent.contains(key)) {
            judge.violated(Optional.of(iccid), "slot " + slot + " went to " + recipient + " after it was taken back");
        }
    }

    void spent(Iccid iccid, SlotIndex slot) {
        spent.add(iccid + "/" + slot);
    }

    int count() {
        return recipients.size();
    }
}
