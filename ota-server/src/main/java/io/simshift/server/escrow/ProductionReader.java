package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorIdentity;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;

/**
 * Reads a production file twice: to its end for the signature, and only then card by card. No card of a file that was cut off,
 * changed or made by another is given away. Memory for one card.
 */
public final class ProductionReader {
    private static final int MANUFACTURER_KEYS_BYTES = 48;

    private final Path file;
    private final OperatorIdentity line;
    private final X509Certificate escrow;

    /**
     * @param line whom the file is for
     * @param escrow whose signature it must have
     */
    public ProductionReader(Path file, OperatorIdentity line, X509Certificate escrow) {
        this.file = file;
        this.line = line;
        this.escrow = escrow;
    }

    /**
     * Gives each card away; its keys are zeroed when {@code factory} returns.
     *
     * @return how many
     * @throws SealException where the file is not whole, not for this line or not of this escrow; then no card was given away
     */
    public int read(Consumer<PersonalisationRecord> factory) throws IOException {
        pass(card -> {});
        return pass(factory);
    }

    private int pass(Consumer<PersonalisationRecord> factory) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            CMSEnvelopedDataParser envelope = new CMSEnvelopedDataParser(raw);
            RecipientInformation mine =
                    envelope.getRecipientInfos().get(new JceKeyAgreeRecipientId(line.certificate()));
            if (mine == null) {
                throw new SealException("production file " + file + " is for somebody else", null);
            }
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            InputStream content = mine.getContentStream(
                            new JceKeyAgreeEnvelopedRecipient(line.privateKey()).setProvider(CmsEnvelope.BC))
                    .getContentStream();
            try (DataInputStream in = new DataInputStream(new DigestInputStream(content, digest))) {
                return cards(in, digest, factory);
            }
        } catch (EOFException e) {
            throw new SealException("production file " + file + " is cut off", e);
        } catch (SealException e) {
            throw e;
        } catch (CMSException | GeneralSecurityException | IOException | RuntimeException e) {
            // Of malformed CMS the library tells by exceptions of many kinds.
            throw new SealException("production file " + file + " is damaged, cut off or none", e);
        }
    }

    private int cards(DataInputStream in, MessageDigest digest, Consumer<PersonalisationRecord> factory)
            throws IOException, GeneralSecurityException {
        if (in.readInt() != ProductionWriter.MAGIC || in.readUnsignedByte() != ProductionWriter.VERSION) {
            throw new SealException("production file " + file + " has an unknown format", null);
        }
        in.readUTF();
        int expected = in.readInt();
        int slots = in.readUnsignedByte();
        int cards = 0;
        while (in.readUnsignedByte() == ProductionWriter.CARD) {
            try (PersonalisationRecord card = card(in, slots)) {
                factory.accept(card);
            }
            cards++;
        }
        boolean whole = in.readInt() == cards && cards == expected;
        Signature verifier = Signature.getInstance(ProductionWriter.SIGNATURE);
        verifier.initVerify(escrow.getPublicKey());
        verifier.update(digest.digest());
        byte[] signature = in.readNBytes(in.readUnsignedShort());
        if (!whole || !verifier.verify(signature) || in.read() >= 0) {
            throw new SealException("production file " + file + " does not carry the escrow's signature", null);
        }
        return cards;
    }

    private static PersonalisationRecord card(DataInputStream in, int slotCount) throws IOException {
        Iccid iccid = new Iccid(in.readUTF());
        Imsi imsi = new Imsi(in.readUTF());
        ManufacturerKeys manufacturerKeys = ManufacturerKeys.split(keys(in, MANUFACTURER_KEYS_BYTES));
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (int index = 1; index <= slotCount; index++) {
            OtaAlgorithm algorithm = OtaAlgorithm.valueOf(in.readUTF());
            slots.add(new PersonalisationRecord.Slot(
                    new SlotIndex(index),
                    algorithm,
                    SlotKeys.split(algorithm, keys(in, SlotKeys.joinedSizeBytes(algorithm)))));
        }
        return new PersonalisationRecord(iccid, imsi, manufacturerKeys, slots);
    }

    private static SecretBytes keys(DataInputStream in, int length) throws IOException {
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        SecretBytes keys = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return keys;
    }
}
