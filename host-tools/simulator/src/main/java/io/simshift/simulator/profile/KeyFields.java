package io.simshift.simulator.profile;

import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How keys stand in JSON, in a profile and in a key file alike. */
final class KeyFields {
    static final String MANUFACTURER = "manufacturer";
    static final String SLOTS = "slots";
    static final String SLOT = "slot";
    static final String ALGORITHM = "otaAlgorithm";
    static final String KIC = "kic";
    static final String KID = "kid";
    static final String KIK = "kik";
    static final String K = "k";
    static final String OPC = "opc";
    private static final String MINIMUM_SECURITY = "minimumSecurity";
    private static final String[] FIELDS = Stream.concat(
                    Stream.of(SLOT, ALGORITHM, KIC, KID, KIK, MINIMUM_SECURITY), Arrays.stream(AkaSection.FIELDS))
            .toArray(String[]::new);

    private KeyFields() {}

    /** The members {@code manufacturer} and {@code slots}. */
    static CardKeys read(JsonObject keys) {
        JsonObject manufacturer = keys.required(MANUFACTURER).object(KIC, KID, KIK);
        List<StoreSlotCommand> slots = new ArrayList<>();
        Set<SlotIndex> indexes = new HashSet<>();
        for (JsonField field : keys.required(SLOTS).list()) {
            StoreSlotCommand slot = slot(field);
            if (!indexes.add(slot.slot())) {
                throw field.wrong("slot " + slot.slot() + " stands there twice");
            }
            slots.add(slot);
        }
        if (!indexes.contains(new SlotIndex(1))) {
            throw keys.required(SLOTS).wrong("slot 1 is missing: the card begins its life with it");
        }
        return new CardKeys(key(manufacturer, KIC), key(manufacturer, KID), key(manufacturer, KIK), slots);
    }

    private static StoreSlotCommand slot(JsonField field) {
        JsonObject slot = field.object(FIELDS);
        SlotIndex index = new SlotIndex(slot.required(SLOT).number(1, SlotIndex.MAX));
        OtaAlgorithm algorithm =
                slot.optional(ALGORITHM).map(KeyFields::algorithm).orElse(OtaAlgorithm.AES_128);
        AkaSection aka = AkaSection.read(slot);
        int length = algorithm.keyLength();
        StoreSlotCommand command = new StoreSlotCommand(
                index,
                aka.choice(),
                algorithm,
                aka.k(),
                aka.opc(),
                slot.required(KIC).key(length),
                slot.required(KID).key(length),
                slot.required(KIK).key(length),
                Optional.empty(),
                Optional.empty());
        return slot.optional(MINIMUM_SECURITY)
                .map(level -> command.withMinimumSecurity(RemoteSection.minimumSecurity(level)))
                .orElse(command);
    }

    private static SecretBytes key(JsonObject object, String name) {
        return object.required(name).key(CardKeys.KEY_BYTES);
    }

    static OtaAlgorithm algorithm(JsonField field) {
        return field.as(OtaAlgorithm::parse);
    }
}
