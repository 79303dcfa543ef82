package io.simshift.simulator.profile;

import io.simshift.protocol.aka.MilenageConstants;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.document.DocumentException;
import io.simshift.simulator.document.JsonDocument;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import io.simshift.simulator.personalisation.InitialFile;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Reads personalisation profiles, and the key files beside them (docs/profiles.md). */
public final class CardProfileReader {
    private static final String USE = "use";
    private static final String TEST = "test";
    private static final String MILENAGE_CONSTANTS = "milenageConstants";
    private static final String[] CARD_FIELDS = {"slots", "sequenceLimitBits", USE, MILENAGE_CONSTANTS};
    private static final String KEYS = "keys";
    private static final String PINS = "pins";
    private static final String FILE = "file";
    private static final String PATH = "path";
    private static final String RECORD = "record";
    private static final String CONTENT = "content";
    private static final String SUBSCRIPTION_IMSI = "imsi";
    private static final String MNC_LENGTH = "mncLength";
    private static final String PROVIDER = "serviceProviderName";
    private static final String SERVICE_CENTRE = "serviceCentre";

    private static final int FORMAT = 1;
    private static final int RECORDS_MAX = 254;

    private final SecureRandom random;

    /** @param random makes keys where a profile asks for fresh ones */
    public CardProfileReader(SecureRandom random) {
        this.random = random;
    }

    /**
     * Reads a profile. Where it asks for fresh keys in a key file that is not there, the file is written first.
     *
     * @throws DocumentException where the profile or its key file says something that can't be; it names file, line and
     *     field, and no key
     * @throws IOException where a file can't be read or written
     */
    public CardProfile read(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        JsonObject profile =
                JsonDocument.read(path).object("profile", "iccid", "card", "subscription", KEYS, PINS, "files");
        profile.required("profile").number(FORMAT, FORMAT);
        Iccid iccid = profile.required("iccid").as(Iccid::new);
        OperatorFiles subscription = subscription(profile.required("subscription"));
        List<InitialFile> files = new ArrayList<>(subscription.files());
        profile.optional(PINS).ifPresent(pins -> files.add(PinSection.read(pins)));
        profile.optional("files").ifPresent(list -> list.list().forEach(file -> files.add(file(file))));
        CardKeys keys = new KeySection(profile.required(KEYS), iccid).keys(path, random);
        InstallParameters installed = installed(profile.optional("card"), profile.required(KEYS), keys);
        return new CardProfile(
                subscription.imsi(),
                new PersonalisationOrder(iccid, installed, slots(profile.optional("card"), keys), files));
    }

    private static InstallParameters installed(Optional<JsonField> field, JsonField keysField, CardKeys keys) {
        int highest = keys.slots().stream()
                .map(StoreSlotCommand::slot)
                .mapToInt(SlotIndex::value)
                .max()
                .orElseThrow(() -> keysField.wrong("there are no slots"));
        int slots = highest;
        int delta = InstallParameters.DEFAULT_DELTA_BITS;
        RemoteManagement remote = RemoteManagement.DEFAULT;
        if (field.isPresent()) {
            JsonObject card = field.get().object(RemoteSection.with(CARD_FIELDS));
            remote = RemoteSection.read(card);
            slots = card.optional("slots")
                    .map(n -> n.number(highest, SlotIndex.MAX))
                    .orElse(highest);
            delta = card.optional("sequenceLimitBits")
                    .map(n -> n.number(0, InstallParameters.NO_DELTA))
                    .orElse(delta);
        }
        InstallParameters installed = new InstallParameters(slots, delta, keys.kic(), keys.kid(), keys.kik(), remote);
        return algorithms(installed, field, keysField, keys);
    }

    /** What the card has to know of the AKA algorithms of its slots before it takes their keys. */
    private static InstallParameters algorithms(
            InstallParameters installed, Optional<JsonField> field, JsonField keysField, CardKeys keys) {
        Optional<JsonObject> card = field.map(object -> object.object(RemoteSection.with(CARD_FIELDS)));
        Optional<JsonField> use = card.flatMap(object -> object.optional(USE));
        boolean isTest = use.map(JsonField::text).filter(TEST::equals).isPresent();
        if (use.isPresent() && !isTest) {
            throw use.get().wrong("is not \"test\"; a card for networks has no such field");
        }
        for (StoreSlotCommand slot : keys.slots()) {
            if (slot.aka() instanceof AkaChoice.XorTest && !isTest) {
                throw keysField.wrong(
                        "slot " + slot.slot() + " has the XOR test algorithm: needs \"use\": \"test\" in card");
            }
        }
        return isTest ? installed.ofTestCard() : installed;
    }

    /** The slots, those of Milenage with the card's constants with these. */
    private static List<StoreSlotCommand> slots(Optional<JsonField> field, CardKeys keys) {
        Optional<MilenageConstants> own = field.map(object -> object.object(RemoteSection.with(CARD_FIELDS)))
                .flatMap(object -> object.optional(MILENAGE_CONSTANTS))
                .map(CardProfileReader::constants);
        return keys.slots().stream()
                .map(slot ->
                        slot.aka() instanceof AkaChoice.OwnMilenage ? slot.with(new AkaChoice.OwnMilenage(own)) : slot)
                .toList();
    }

    private static MilenageConstants constants(JsonField field) {
        try {
            return MilenageConstants.decode(field.bytes());
        } catch (IllegalArgumentException e) {
            throw field.wrong(e.getMessage());
        }
    }

    private static OperatorFiles subscription(JsonField field) {
        JsonObject object = field.object(SUBSCRIPTION_IMSI, MNC_LENGTH, PROVIDER, SERVICE_CENTRE);
        Imsi imsi = object.required(SUBSCRIPTION_IMSI).as(Imsi::new);
        int mncLength = object.required(MNC_LENGTH).number(2, 3);
        String name = object.optional(PROVIDER)
                .map(text -> text.as(value -> new ServiceProviderName(0, value)).name())
                .orElse("");
        Msisdn centre = object.required(SERVICE_CENTRE).as(CardProfileReader::international);
        return new OperatorFiles(imsi, mncLength, name, SmsAddress.international(centre));
    }

    private static Msisdn international(String number) {
        return new Msisdn(number.startsWith("+") ? number.substring(1) : number);
    }

    private static InitialFile file(JsonField field) {
        JsonObject object = field.object(FILE, PATH, RECORD, CONTENT);
        if (object.has(FILE) == object.has(PATH)) {
            throw object.wrong(
                    "needs either \"file\", a name such as EF.UST, or \"path\", its identifiers from the MF on");
        }
        byte[] path = object.has(FILE)
                ? namedPath(object.required(FILE))
                : object.required(PATH).bytes();
        String name = object.has(FILE)
                ? object.required(FILE).text()
                : HexFormat.of().withUpperCase().formatHex(path);
        int record = object.optional(RECORD).map(n -> n.number(1, RECORDS_MAX)).orElse(0);
        byte[] content = object.required(CONTENT).bytes();
        try {
            return new InitialFile(name, path, record, content);
        } catch (IllegalArgumentException e) {
            throw object.wrong(e.getMessage());
        }
    }

    /** A file that has a name here stands under ADF.USIM, or under the MF where its identifier begins with 2F. */
    private static byte[] namedPath(JsonField field) {
        FileId file = FileId.find(field.text())
                .filter(known -> known.text().startsWith("EF."))
                .orElseThrow(() -> field.wrong("no file of this name is known; \"path\" takes any"));
        if (file == FileId.EF_ICCID || file == FileId.EF_IMSI || file == FileId.EF_PIN) {
            throw field.wrong("is written from the field of its own, which the profile has for it");
        }
        boolean underMf = file.value() >> 8 == 0x2F;
        byte[] id = file.encode();
        byte[] adf = FileId.ADF_USIM.encode();
        return underMf ? id : new byte[] {adf[0], adf[1], id[0], id[1]};
    }
}
