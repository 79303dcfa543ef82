package io.simshift.simulator.personalisation;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * What one card is to become.
 *
 * @param iccid goes into EF.ICCID
 * @param installed what the applet was installed with: the manufacturer's keyset and the number of slots
 * @param slots the list of subscriptions; slot 1 becomes the active one
 * @param files content of the other files, EF.IMSI among them
 */
public record PersonalisationOrder(
        Iccid iccid, InstallParameters installed, List<StoreSlotCommand> slots, List<InitialFile> files) {
    public PersonalisationOrder {
        slots = List.copyOf(slots);
        files = List.copyOf(files);
        boolean hasFirst = slots.stream().anyMatch(slot -> slot.slot().value() == 1);
        long different = slots.stream().map(StoreSlotCommand::slot).distinct().count();
        if (!hasFirst || different != slots.size() || slots.size() > installed.slots()) {
            throw new IllegalArgumentException(
                    "card " + iccid + " needs slot 1, each slot once, and at most " + installed.slots() + " of them");
        }
    }

    /** All files to write, EF.ICCID first. */
    List<InitialFile> allFiles() {
        List<InitialFile> all = new ArrayList<>();
        all.add(InitialFile.underMf(FileId.EF_ICCID, iccid.encode()));
        all.addAll(files);
        return all;
    }
}
