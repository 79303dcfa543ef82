package io.simshift.simulator.profile;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/** The field {@code keys} of a profile: the keys themselves, the file that holds them, or how to make them. */
final class KeySection {
    private static final String FILE = "file";
    private static final String GENERATE = "generate";
    private static final String SEED = "seed";
    private static final int SEED_BYTES_MIN = 16;

    private final JsonField field;
    private final JsonObject object;
    private final Iccid iccid;

    KeySection(JsonField field, Iccid iccid) {
        this.field = field;
        this.object = field.object(KeyFields.MANUFACTURER, KeyFields.SLOTS, FILE, GENERATE, KeyFields.ALGORITHM, SEED);
        this.iccid = iccid;
    }

    /**
     * The keys that the section means.
     *
     * @param profile the file that it stands in: names of key files count from there
     * @param random makes fresh keys
     */
    CardKeys keys(Path profile, SecureRandom random) throws IOException {
        boolean inPlace = object.has(KeyFields.MANUFACTURER) || object.has(KeyFields.SLOTS);
        boolean elsewhere = object.has(FILE) || object.has(GENERATE);
        if (inPlace == elsewhere) {
            throw field.wrong("needs either \"manufacturer\" and \"slots\", or \"file\", or \"generate\"");
        }
        if (!object.has(GENERATE)) {
            object.optional(SEED).ifPresent(KeySection::withoutGenerate);
            object.optional(KeyFields.ALGORITHM).ifPresent(KeySection::withoutGenerate);
        }
        if (inPlace) {
            return KeyFields.read(object);
        }
        if (object.has(SEED)) {
            return derived();
        }
        Path named = object.required(FILE).as(Path::of);
        return inFile(new KeyFile(profile.resolveSibling(named)), random);
    }

    private static void withoutGenerate(JsonField field) {
        throw field.wrong("means nothing without \"generate\"");
    }

    private CardKeys derived() {
        if (object.has(FILE)) {
            throw object.required(FILE).wrong("keys made from a seed are not written into a file");
        }
        byte[] bytes = object.required(SEED).bytes();
        if (bytes.length < SEED_BYTES_MIN) {
            throw object.required(SEED)
                    .wrong("has " + bytes.length + " bytes; at least " + SEED_BYTES_MIN + " are needed");
        }
        try (SecretBytes seed = SecretBytes.copyOf(bytes)) {
            return GeneratedKeys.derived(count(), algorithm(), seed, iccid);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private CardKeys inFile(KeyFile file, SecureRandom random) throws IOException {
        if (object.has(GENERATE) && !file.exists()) {
            CardKeys fresh = GeneratedKeys.random(count(), algorithm(), random);
            file.create(iccid, fresh);
            return fresh;
        }
        CardKeys keys = file.read(iccid);
        if (object.has(GENERATE) && keys.slots().size() != count()) {
            throw object.required(GENERATE)
                    .wrong("the key file is there already, and has "
                            + keys.slots().size() + " slots");
        }
        return keys;
    }

    private int count() {
        return object.required(GENERATE).number(1, SlotIndex.MAX);
    }

    private OtaAlgorithm algorithm() {
        return object.optional(KeyFields.ALGORITHM).map(KeyFields::algorithm).orElse(OtaAlgorithm.AES_128);
    }
}
