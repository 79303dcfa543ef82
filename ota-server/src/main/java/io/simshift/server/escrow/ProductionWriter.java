package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.operator.OperatorIdentity;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;

/**
 * Writes a production file, card by card: what a personalisation line needs, encrypted for its certificate (CMS EnvelopedData)
 * and signed by the escrow at its end, so that a file that was cut off or made by another is known. {@code docs/escrow.md} has
 * its bytes.
 */
public final class ProductionWriter implements Consumer<PersonalisationRecord>, AutoCloseable {
    private final OutputStream envelope;
    private final MessageDigest digest;
    private final DataOutputStream out;
    private final OperatorIdentity escrow;
    private final Mac mac;
    private int cards;

    private ProductionWriter(OutputStream envelope, OperatorIdentity escrow, byte[] tagKey)
            throws GeneralSecurityException {
        this.envelope = envelope;
        this.escrow = escrow;
        this.digest = MessageDigest.getInstance("SHA-256");
        this.out = new DataOutputStream(new DigestOutputStream(envelope, digest));
        this.mac = ProductionFormat.mac(tagKey);
    }

    /**
     * @param batch its name
     * @param cards how many will be written
     * @param slots on each
     */
    static ProductionWriter open(
            OutputStream file,
            String batch,
            int cards,
            int slots,
            X509Certificate line,
            OperatorIdentity escrow,
            SecureRandom random)
            throws IOException {
        byte[] tagKey = new byte[ProductionFormat.TAG_KEY_SIZE_BYTES];
        random.nextBytes(tagKey);
        try {
            CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
            generator.addRecipientInfoGenerator(CmsEnvelope.recipient(line, random));
            OutputStream envelope = generator.open(file, CmsEnvelope.encryptor(random));
            ProductionWriter writer = new ProductionWriter(envelope, escrow, tagKey);
            writer.out.writeInt(ProductionFormat.MAGIC);
            writer.out.writeByte(ProductionFormat.VERSION);
            writer.out.writeUTF(batch);
            writer.out.writeInt(cards);
            writer.out.writeByte(slots);
            writer.out.write(tagKey);
            return writer;
        } catch (GeneralSecurityException | CMSException e) {
            throw new SealException("a production file cannot be encrypted: " + e.getMessage(), e);
        } finally {
            Arrays.fill(tagKey, (byte) 0);
        }
    }

    @Override
    public void accept(PersonalisationRecord card) {
        byte[] bytes = new byte[0];
        try {
            bytes = encode(card);
            mac.update(bytes);
            out.writeByte(ProductionFormat.CARD);
            out.write(bytes);
            out.write(ProductionFormat.tag(mac, cards));
            cards++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] encode(PersonalisationRecord card) throws IOException {
        Erasable bytes = new Erasable();
        try (DataOutputStream to = new DataOutputStream(bytes)) {
            to.writeUTF(card.iccid().digits());
            to.writeUTF(card.imsi().digits());
            write(to, card.manufacturerKeys().join());
            for (PersonalisationRecord.Slot slot : card.slots()) {
                to.writeUTF(AkaName.of(slot.aka()));
                to.writeUTF(slot.algorithm().name());
                write(to, slot.keys().join());
            }
            return bytes.toByteArray();
        } finally {
            bytes.erase();
        }
    }

    /** Leaves no key behind in its buffer, as long as it need not grow. */
    private static final class Erasable extends ByteArrayOutputStream {
        private static final int SIZE_BYTES = 16_384;

        Erasable() {
            super(SIZE_BYTES);
        }

        void erase() {
            Arrays.fill(buf, (byte) 0);
        }
    }

    private static void write(DataOutputStream out, SecretBytes secret) throws IOException {
        try (secret) {
            byte[] bytes = secret.reveal();
            out.writeByte(bytes.length);
            out.write(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Ends the file with its signature. A file that was not ended is refused by whoever reads it. */
    public void end() throws IOException {
        try {
            out.writeByte(ProductionFormat.END);
            out.writeInt(cards);
            out.flush();
            Signature signer = Signature.getInstance(ProductionFormat.SIGNATURE);
            signer.initSign(escrow.privateKey());
            signer.update(digest.digest());
            byte[] signature = signer.sign();
            out.writeShort(signature.length);
            out.write(signature);
        } catch (GeneralSecurityException e) {
            throw new SealException("a production file cannot be signed: " + e.getMessage(), e);
        }
    }

    /** Closes the envelope, not what is below it. */
    @Override
    public void close() throws IOException {
        out.flush();
        envelope.close();
    }
}
