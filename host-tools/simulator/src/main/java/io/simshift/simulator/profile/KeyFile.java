package io.simshift.simulator.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.document.DocumentException;
import io.simshift.simulator.document.JsonDocument;
import io.simshift.simulator.document.JsonField;
import io.simshift.simulator.document.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/** The keys of one card in a file of their own, which its owner alone may read. */
final class KeyFile {
    private static final String ICCID = "iccid";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private final Path path;

    KeyFile(Path path) {
        this.path = path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * Reads the keys of the card {@code iccid}.
     *
     * @throws DocumentException where it holds something else, or others may read it
     */
    CardKeys read(Iccid iccid) throws IOException {
        if (hasOwners() && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
            throw new DocumentException(
                    path.toString(), 0, "holds keys, and others than its owner have rights on it: chmod 600 it");
        }
        JsonObject file = JsonDocument.read(path).object(ICCID, KeyFields.MANUFACTURER, KeyFields.SLOTS);
        JsonField card = file.required(ICCID);
        if (!card.as(Iccid::new).equals(iccid)) {
            throw card.wrong("these are the keys of another card; the profile is that of " + iccid);
        }
        return KeyFields.read(file);
    }

    /**
     * Writes a file that is not there yet, and has it on disk when this returns.
     *
     * @throws IOException where there is one, or it can't be written
     */
    void create(Iccid iccid, CardKeys keys) throws IOException {
        byte[] content = encode(iccid, keys);
        FileAttribute<?>[] attributes = hasOwners()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(path, options, attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private boolean hasOwners() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static byte[] encode(Iccid iccid, CardKeys keys) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = new JsonFactory().createGenerator(bytes).useDefaultPrettyPrinter()) {
            out.writeStartObject();
            out.writeStringField(ICCID, iccid.digits());
            out.writeObjectFieldStart(KeyFields.MANUFACTURER);
            key(out, KeyFields.KIC, keys.kic());
            key(out, KeyFields.KID, keys.kid());
            key(out, KeyFields.KIK, keys.kik());
            out.writeEndObject();
            out.writeArrayFieldStart(KeyFields.SLOTS);
            for (StoreSlotCommand slot : keys.slots()) {
                slot(out, slot);
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeRaw('\n');
        }
        return bytes.toByteArray();
    }

    private static void slot(JsonGenerator out, StoreSlotCommand slot) throws IOException {
        out.writeStartObject();
        out.writeNumberField(KeyFields.SLOT, slot.slot().value());
        out.writeStringField(KeyFields.ALGORITHM, slot.algorithm().text());
        key(out, KeyFields.K, slot.k());
        key(out, KeyFields.OPC, slot.opc());
        key(out, KeyFields.KIC, slot.kic());
        key(out, KeyFields.KID, slot.kid());
        key(out, KeyFields.KIK, slot.kik());
        out.writeEndObject();
    }

    private static void key(JsonGenerator out, String name, SecretBytes key) throws IOException {
        byte[] bytes = key.reveal();
        out.writeStringField(name, HexFormat.of().formatHex(bytes));
        Arrays.fill(bytes, (byte) 0);
    }
}
