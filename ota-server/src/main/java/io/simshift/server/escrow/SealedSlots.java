package io.simshift.server.escrow;

import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorIdentity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/**
 * Released slots on their way: CMS EnvelopedData (AES-256-CBC, key agreement with the recipient's certificate) around CMS
 * SignedData by the escrow, around the slots. Each slot travels with its key check values.
 */
public final class SealedSlots {
    private static final BouncyCastleProvider BC = CmsEnvelope.BC;
    private static final int FORMAT = 2;

    private SealedSlots() {}

    /** Seals slots that {@code escrow} releases to the holder of a certificate; the slots stay the caller's to close. */
    public static byte[] seal(
            List<ReleasedSlot> slots, OperatorIdentity escrow, X509Certificate recipient, SecureRandom random) {
        byte[] plain = encode(slots);
        byte[] signed = null;
        // The check values are computed.
        BlockCipher.forgetKeys();
        try {
            signed = sign(plain, escrow);
            return encrypt(signed, recipient, random);
        } catch (GeneralSecurityException | CMSException | OperatorCreationException | IOException e) {
            throw new SealException("slots cannot be sealed: " + e.getMessage(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
            if (signed != null) {
                Arrays.fill(signed, (byte) 0);
            }
        }
    }

    /**
     * Opens what the escrow has sealed for {@code recipient}.
     *
     * @throws SealException where it was sealed for somebody else, not by this escrow, or was changed
     */
    public static List<ReleasedSlot> open(byte[] sealed, OperatorIdentity recipient, X509Certificate escrow) {
        byte[] signed = null;
        byte[] plain = null;
        try {
            signed = decrypt(sealed, recipient);
            plain = verify(signed, escrow);
            return decode(plain);
        } catch (SealException e) {
            throw e;
        } catch (CMSException | OperatorCreationException | IOException | RuntimeException e) {
            // Of malformed CMS the library tells by unchecked exceptions of many kinds.
            throw new SealException("released slots cannot be opened: " + e.getMessage(), e);
        } finally {
            BlockCipher.forgetKeys();
            if (signed != null) {
                Arrays.fill(signed, (byte) 0);
            }
            if (plain != null) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }

    private static byte[] sign(byte[] plain, OperatorIdentity escrow)
            throws GeneralSecurityException, CMSException, OperatorCreationException, IOException {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        var signer =
                new JcaContentSignerBuilder("SHA256withECDSA").setProvider(BC).build(escrow.privateKey());
        var digests = new JcaDigestCalculatorProviderBuilder().setProvider(BC).build();
        generator.addSignerInfoGenerator(
                new JcaSignerInfoGeneratorBuilder(digests).build(signer, escrow.certificate()));
        return generator.generate(new CMSProcessableByteArray(plain), true).getEncoded();
    }

    private static byte[] encrypt(byte[] signed, X509Certificate recipient, SecureRandom random)
            throws GeneralSecurityException, CMSException, IOException {
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(CmsEnvelope.recipient(recipient, random));
        return generator
                .generate(new CMSProcessableByteArray(signed), CmsEnvelope.encryptor(random))
                .getEncoded();
    }

    private static byte[] decrypt(byte[] sealed, OperatorIdentity recipient) throws CMSException {
        CMSEnvelopedData envelope = new CMSEnvelopedData(sealed);
        RecipientInformation mine =
                envelope.getRecipientInfos().get(new JceKeyAgreeRecipientId(recipient.certificate()));
        if (mine == null) {
            throw new SealException("these slots were released to somebody else", null);
        }
        return mine.getContent(new JceKeyAgreeEnvelopedRecipient(recipient.privateKey()).setProvider(BC));
    }

    private static byte[] verify(byte[] signed, X509Certificate escrow) throws CMSException, OperatorCreationException {
        CMSSignedData data = new CMSSignedData(signed);
        var verifier = new JcaSimpleSignerInfoVerifierBuilder().setProvider(BC).build(escrow.getPublicKey());
        List<SignerInformation> signers = List.copyOf(data.getSignerInfos().getSigners());
        if (signers.size() != 1 || !signers.get(0).verify(verifier)) {
            throw new SealException("these slots do not carry the escrow's signature", null);
        }
        return (byte[]) data.getSignedContent().getContent();
    }

    private static byte[] encode(List<ReleasedSlot> slots) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeInt(slots.size());
            for (ReleasedSlot slot : slots) {
                out.writeUTF(slot.iccid().digits());
                out.writeUTF(slot.imsi().digits());
                out.writeByte(slot.slot().value());
                out.writeByte(slot.slotCount());
                out.writeUTF(AkaName.of(slot.aka()));
                out.writeUTF(slot.algorithm().name());
                writeKeys(out, slot);
                out.write(slot.keys().checkValues(slot.algorithm()).encode());
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return bytes.toByteArray();
    }

    private static void writeKeys(DataOutputStream out, ReleasedSlot slot) throws IOException {
        try (SecretBytes joined = slot.keys().join()) {
            byte[] bytes = joined.reveal();
            out.writeByte(bytes.length);
            out.write(bytes);
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static List<ReleasedSlot> decode(byte[] plain) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
            if (in.readUnsignedByte() != FORMAT) {
                throw new SealException("released slots have an unknown format", null);
            }
            int count = in.readInt();
            List<ReleasedSlot> slots = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                slots.add(decodeSlot(in));
            }
            return slots;
        } catch (IllegalArgumentException e) {
            throw new SealException("released slots are malformed: " + e.getMessage(), e);
        }
    }

    private static ReleasedSlot decodeSlot(DataInputStream in) throws IOException {
        Iccid iccid = new Iccid(in.readUTF());
        Imsi imsi = new Imsi(in.readUTF());
        SlotIndex index = new SlotIndex(in.readUnsignedByte());
        int slotCount = in.readUnsignedByte();
        AkaChoice aka = AkaName.parse(in.readUTF());
        OtaAlgorithm algorithm = OtaAlgorithm.valueOf(in.readUTF());
        SlotKeys keys = readKeys(in, aka, algorithm);
        CheckValues expected = CheckValues.decode(in.readNBytes(CheckValues.LENGTH));
        if (!expected.equals(keys.checkValues(algorithm))) {
            throw new SealException("keys of card " + iccid + ", slot " + index + " fail their check values", null);
        }
        return new ReleasedSlot(iccid, imsi, index, slotCount, aka, algorithm, keys);
    }

    private static SlotKeys readKeys(DataInputStream in, AkaChoice aka, OtaAlgorithm algorithm) throws IOException {
        byte[] bytes = new byte[in.readUnsignedByte()];
        in.readFully(bytes);
        try (SecretBytes joined = SecretBytes.copyOf(bytes)) {
            return SlotKeys.split(aka, algorithm, joined);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
