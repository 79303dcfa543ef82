package io.simshift.server.escrow;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.operator.OperatorIdentity;
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
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSException;

/**
 * Writes a production file, card by card: what a personalisation line needs, encrypted for its certificate (CMS EnvelopedData)
 * and signed by the escrow at its end, so that a file that was cut off or made by another is known. {@code docs/escrow.md} has
 * its bytes.
 */
public final class ProductionWriter implements Consumer<PersonalisationRecord>, AutoCloseable {
    static final int MAGIC = 0x53535046;
    static final int VERSION = 1;
    static final int CARD = 1;
    static final int END = 0;
    static final String SIGNATURE = "SHA256withECDSA";

    private final OutputStream envelope;
    private final MessageDigest digest;
    private final DataOutputStream out;
    private final OperatorIdentity escrow;
    private int cards;

    private ProductionWriter(OutputStream envelope, OperatorIdentity escrow) throws GeneralSecurityException {
        this.envelope = envelope;
        this.escrow = escrow;
        this.digest = MessageDigest.getInstance("SHA-256");
        this.out = new DataOutputStream(new DigestOutputStream(envelope, digest));
    }

    static ProductionWriter open(
            OutputStream file, Batch batch, X509Certificate line, OperatorIdentity escrow, SecureRandom random)
            throws IOException {
        try {
            CMSEnvelopedDataStreamGenerator generator = new CMSEnvelopedDataStreamGenerator();
            generator.addRecipientInfoGenerator(CmsEnvelope.recipient(line, random));
            OutputStream envelope = generator.open(file, CmsEnvelope.encryptor(random));
            ProductionWriter writer = new ProductionWriter(envelope, escrow);
            writer.out.writeInt(MAGIC);
            writer.out.writeByte(VERSION);
            writer.out.writeUTF(batch.name());
            writer.out.writeInt(batch.cards());
            writer.out.writeByte(batch.slots());
            return writer;
        } catch (GeneralSecurityException | CMSException e) {
            throw new SealException("a production file cannot be encrypted: " + e.getMessage(), e);
        }
    }

    @Override
    public void accept(PersonalisationRecord card) {
        try {
            out.writeByte(CARD);
            out.writeUTF(card.iccid().digits());
            out.writeUTF(card.imsi().digits());
            write(card.manufacturerKeys().join());
            for (PersonalisationRecord.Slot slot : card.slots()) {
                out.writeUTF(slot.algorithm().name());
                write(slot.keys().join());
            }
            cards++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(SecretBytes secret) throws IOException {
        try (secret) {
            byte[] bytes = secret.reveal();
            out.write(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** Ends the file with its signature. A file that was not ended is refused by whoever reads it. */
    public void end() throws IOException {
        try {
            out.writeByte(END);
            out.writeInt(cards);
            out.flush();
            Signature signer = Signature.getInstance(SIGNATURE);
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
