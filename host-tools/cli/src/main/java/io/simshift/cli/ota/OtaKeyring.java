package io.simshift.cli.ota;

import io.simshift.cli.CommandFailure;
import io.simshift.cli.script.ScriptKeys;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaKind;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.document.JsonDocument;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import io.simshift.simulator.profile.CardProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keysets of one card.
 *
 * @param iccid the card that they are of; empty where that is not said
 * @param keysets at least one, each under its own name
 */
record OtaKeyring(Optional<Iccid> iccid, List<OtaKeyset> keysets) {
    private static final int KEYSET_MAX = 15;
    private static final int SLOT_KEYSET = 1;
    private static final int SUBSCRIBER_KEY_BYTES = 16;
    private static final int LONG_SUBSCRIBER_KEY_BYTES = 32;
    private static final int SHORT_CHECK_BYTES = 4;
    private static final int LONG_CHECK_BYTES = 8;
    private static final Set<PosixFilePermission> READABLE_BY_OTHERS = PosixFilePermissions.fromString("---r--r--");

    OtaKeyring {
        keysets = List.copyOf(keysets);
    }

    /** The keysets of a card made from a profile: {@code slot1} and so on, each keyset 1 while its slot is active. */
    static OtaKeyring of(CardProfile profile) {
        List<OtaKeyset> keysets = new ArrayList<>();
        for (StoreSlotCommand slot : profile.order().slots()) {
            keysets.add(OtaKeyset.of("slot" + slot.slot(), SLOT_KEYSET, slot.algorithm(), slot.kic(), slot.kid())
                    .with(new OtaKeyset.RekeyKeys(
                            slot.algorithm(), slot.kik(), AkaKind.of(slot.aka()), Optional.empty())));
        }
        return new OtaKeyring(Optional.of(profile.order().iccid()), keysets);
    }

    /**
     * Reads a keys file (docs/ota.md).
     *
     * @throws io.simshift.simulator.document.DocumentException where it makes no sense; it names file, line and field, and
     *     no key
     */
    static OtaKeyring read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        JsonObject object = JsonDocument.read(file).object("iccid", "keysets");
        Optional<Iccid> iccid = object.optional("iccid").map(field -> field.as(Iccid::new));
        List<OtaKeyset> keysets = new ArrayList<>();
        for (JsonField field : object.required("keysets").list()) {
            OtaKeyset keyset = keyset(field);
            if (keysets.stream().anyMatch(other -> other.name().equals(keyset.name()))) {
                throw field.wrong("there are two keysets with the name " + keyset.name());
            }
            keysets.add(keyset);
        }
        if (keysets.isEmpty()) {
            throw object.required("keysets").wrong("is empty");
        }
        return new OtaKeyring(iccid, keysets);
    }

    /** Whether others than the file's owner may read it. */
    static boolean isReadableByOthers(Path file) throws IOException {
        boolean hasOwners = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return hasOwners && Files.getPosixFilePermissions(file).stream().anyMatch(READABLE_BY_OTHERS::contains);
    }

    private static OtaKeyset keyset(JsonField field) {
        JsonObject object = field.object(
                "name",
                "keyset",
                "algorithm",
                "kic",
                "kidAlgorithm",
                "kid",
                "checkBytes",
                "kik",
                "aka",
                "k",
                "opc",
                "topc");
        int number = object.required("keyset").number(0, KEYSET_MAX);
        String name = object.optional("name").map(OtaKeyring::name).orElse(Integer.toString(number));
        OtaAlgorithm algorithm = object.required("algorithm").as(OtaAlgorithm::parse);
        OtaAlgorithm kidAlgorithm = object.optional("kidAlgorithm")
                .map(text -> text.as(OtaAlgorithm::parse))
                .orElse(algorithm);
        SecretBytes kic = object.required("kic").key(algorithm.keyLength());
        SecretBytes kid = object.required("kid").key(kidAlgorithm.keyLength());
        IntegrityAlgorithm integrity = object.optional("checkBytes")
                .map(bytes -> integrity(bytes, kidAlgorithm))
                .orElse(kidAlgorithm.integrity());
        OtaKeyset keyset = new OtaKeyset(name, number, algorithm.cipher(), kic, integrity, kid, Optional.empty());
        AkaKind aka =
                object.optional("aka").map(text -> text.as(OtaKeyring::aka)).orElse(AkaKind.MILENAGE);
        Optional<RekeyCommand.SubscriberKeys> subscriber = subscriber(object, aka);
        if (!object.has("kik")) {
            subscriber.ifPresent(unused -> {
                throw object.wrong("\"k\" and \"opc\" mean nothing without \"kik\"");
            });
            return keyset;
        }
        if (algorithm != kidAlgorithm) {
            throw object.required("kik").wrong("a slot has one algorithm for all its OTA keys");
        }
        SecretBytes kik = object.required("kik").key(algorithm.keyLength());
        return keyset.with(new OtaKeyset.RekeyKeys(algorithm, kik, aka, subscriber));
    }

    private static AkaKind aka(String word) {
        return switch (word) {
            case "milenage" -> AkaKind.MILENAGE;
            case "own-milenage" -> AkaKind.OWN_MILENAGE;
            case "tuak" -> AkaKind.TUAK;
            case "xor" -> AkaKind.XOR_TEST;
            default -> throw new IllegalArgumentException("is milenage, own-milenage, tuak or xor, not " + word);
        };
    }

    private static Optional<RekeyCommand.SubscriberKeys> subscriber(JsonObject object, AkaKind aka) {
        boolean tuak = aka == AkaKind.TUAK;
        if (object.has(tuak ? "opc" : "topc")) {
            throw object.wrong("\"topc\" is of tuak, \"opc\" of the others");
        }
        String variant = tuak ? "topc" : "opc";
        if (!object.has("k") && !object.has(variant)) {
            return Optional.empty();
        }
        JsonField k = object.required("k");
        boolean isLong = tuak && k.text().length() == 2 * LONG_SUBSCRIBER_KEY_BYTES;
        return Optional.of(new RekeyCommand.SubscriberKeys(
                k.key(isLong ? LONG_SUBSCRIBER_KEY_BYTES : SUBSCRIBER_KEY_BYTES),
                object.required(variant).key(aka.opcBytes())));
    }

    /**
     * New keys for a subscription in use, ciphered under the KIK of the keyset that the packet goes under.
     *
     * @param standard name of that keyset where the script does not say
     * @throws IllegalArgumentException where a key that it takes is not in the keyring
     */
    CommandApdu rekey(ScriptKeys.Rekey rekey, Optional<String> standard) {
        OtaKeyset active = keyset(rekey.keyset().or(() -> standard));
        OtaKeyset next = keyset(Optional.of(rekey.to()));
        OtaKeyset.RekeyKeys old = rekeyKeys(active);
        OtaKeyset.RekeyKeys fresh = rekeyKeys(next);
        boolean stays = fresh.subscriber().isEmpty();
        if (stays == rekey.aka().isEmpty()) {
            throw new IllegalArgumentException(
                    stays
                            ? "keyset " + next.name()
                                    + " has no k and opc, so they stay: aka= says their check value, as"
                                    + " QUERY tells it"
                            : "keyset " + next.name() + " has k and opc, so aka= has no meaning");
        }
        byte[] aka = rekey.aka()
                .orElseGet(() -> CheckValues.ofSubscriber(
                        fresh.subscriber().get().k(), fresh.subscriber().get().opc()));
        OtaAlgorithm algorithm = fresh.algorithm();
        CheckValues expected = new CheckValues(
                aka,
                CheckValues.ofKey(algorithm, next.kic()),
                CheckValues.ofKey(algorithm, next.kid()),
                CheckValues.ofKey(algorithm, fresh.kik()));
        return new RekeyCommand(
                        rekey.slot(),
                        fresh.aka(),
                        algorithm,
                        fresh.subscriber(),
                        Optional.of(new RekeyCommand.RemoteKeys(next.kic(), next.kid(), fresh.kik())),
                        Optional.empty(),
                        expected)
                .toApdu(old.algorithm(), old.kik());
    }

    private static OtaKeyset.RekeyKeys rekeyKeys(OtaKeyset keyset) {
        return keyset.rekey()
                .orElseThrow(() ->
                        new IllegalArgumentException("keyset " + keyset.name() + " has no \"kik\" in the keys file"));
    }

    private static String name(JsonField field) {
        String name = field.text();
        if (!name.matches("[A-Za-z0-9._-]{1,32}")) {
            throw field.wrong("a name has 1 to 32 letters, digits, dots, dashes and underscores");
        }
        return name;
    }

    private static IntegrityAlgorithm integrity(JsonField field, OtaAlgorithm algorithm) {
        int bytes = field.number(SHORT_CHECK_BYTES, LONG_CHECK_BYTES);
        if (bytes == LONG_CHECK_BYTES) {
            return algorithm.integrity();
        }
        if (bytes == SHORT_CHECK_BYTES && algorithm.integrity() == IntegrityAlgorithm.AES_CMAC_64) {
            return IntegrityAlgorithm.AES_CMAC_32;
        }
        throw field.wrong("is 8, or with AES 4");
    }

    /**
     * The keyset with this name.
     *
     * @param name empty for the only one, or the first
     */
    OtaKeyset keyset(Optional<String> name) {
        if (name.isEmpty()) {
            return keysets.get(0);
        }
        return keysets.stream()
                .filter(keyset -> keyset.name().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> CommandFailure.usage("There is no keyset '" + name.get() + "'; there is "
                        + keysets.stream().map(OtaKeyset::name).collect(Collectors.joining(", "))));
    }

    /**
     * Wrong check values make a card block its keyset: keys of another card must not get that far.
     *
     * @param present ICCID of the card in the reader, if it shows one
     * @throws CommandFailure where the keys are those of another one
     */
    void requireCard(Optional<Iccid> present) {
        if (iccid.isPresent() && !iccid.equals(present)) {
            throw CommandFailure.failed("The keys are those of card " + iccid.get() + ", and the card in the reader "
                    + present.map(number -> "is " + number).orElse("shows no ICCID") + "; nothing was sent");
        }
    }
}
