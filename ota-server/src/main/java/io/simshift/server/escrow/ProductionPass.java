package io.simshift.server.escrow;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.operator.OperatorIdentity;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;

/** One reading of a production file from its beginning. Whatever is wrong with the file comes out as {@link SealException}. */
final class ProductionPass implements AutoCloseable {
    private final Path file;
    private final MessageDigest digest;
    private final DataInputStream in;
    private final TaggedInput cards;
    private final byte[] tagKey;
    private final ProductionReader.Content content;
    private int given;
    private boolean ended;

    private interface Step<T> {
        T run() throws IOException, GeneralSecurityException, CMSException;
    }

    /** @param tagKey what the tags must be under; empty for the key in the file */
    ProductionPass(Path file, FileChannel channel, OperatorIdentity line, Optional<byte[]> tagKey) throws IOException {
        this.file = file;
        channel.position(0);
        this.digest = told(() -> MessageDigest.getInstance("SHA-256"));
        this.in = told(() -> new DataInputStream(new DigestInputStream(open(channel, line), digest)));
        told(() -> {
            if (in.readInt() != ProductionFormat.MAGIC || in.readUnsignedByte() != ProductionFormat.VERSION) {
                throw new SealException("production file " + file + " has an unknown format", null);
            }
            return null;
        });
        this.content = told(() -> new ProductionReader.Content(in.readUTF(), in.readInt(), in.readUnsignedByte()));
        byte[] own = new byte[ProductionFormat.TAG_KEY_SIZE_BYTES];
        told(() -> {
            in.readFully(own);
            return null;
        });
        this.tagKey = tagKey.map(byte[]::clone).orElse(own);
        this.cards = told(() -> new TaggedInput(in, ProductionFormat.mac(this.tagKey)));
    }

    private InputStream open(FileChannel channel, OperatorIdentity line) throws IOException, CMSException {
        // Closing this must not close the channel, which is read again.
        InputStream raw = new FilterInputStream(Channels.newInputStream(channel)) {
            @Override
            public void close() {}
        };
        CMSEnvelopedDataParser envelope = new CMSEnvelopedDataParser(new BufferedInputStream(raw));
        RecipientInformation mine = envelope.getRecipientInfos().get(new JceKeyAgreeRecipientId(line.certificate()));
        if (mine == null) {
            throw new SealException("production file " + file + " is for somebody else", null);
        }
        return mine.getContentStream(new JceKeyAgreeEnvelopedRecipient(line.privateKey()).setProvider(CmsEnvelope.BC))
                .getContentStream();
    }

    ProductionReader.Content content() {
        return content;
    }

    byte[] tagKey() {
        return tagKey.clone();
    }

    /** The next card, with the right tag; empty at the end. */
    Optional<PersonalisationRecord> next() {
        return told(() -> {
            if (ended || in.readUnsignedByte() != ProductionFormat.CARD) {
                ended = true;
                return Optional.empty();
            }
            PersonalisationRecord card = card(new DataInputStream(cards));
            byte[] tag = new byte[ProductionFormat.TAG_SIZE_BYTES];
            in.readFully(tag);
            if (!ProductionFormat.same(tag, ProductionFormat.tag(cards.mac, given))) {
                card.close();
                throw new SealException("production file " + file + " was changed at card " + (given + 1), null);
            }
            given++;
            return Optional.of(card);
        });
    }

    /** After the last card: that they were all, and that this escrow has signed them. */
    void requireSignature(X509Certificate escrow) {
        told(() -> {
            boolean whole = in.readInt() == given && given == content.cards();
            Signature verifier = Signature.getInstance(ProductionFormat.SIGNATURE);
            verifier.initVerify(escrow.getPublicKey());
            verifier.update(digest.digest());
            byte[] signature = in.readNBytes(in.readUnsignedShort());
            if (!whole || !verifier.verify(signature) || in.read() >= 0) {
                throw new SealException("production file " + file + " does not carry the escrow's signature", null);
            }
            return null;
        });
    }

    private <T> T told(Step<T> step) {
        try {
            return step.run();
        } catch (EOFException e) {
            throw new SealException("production file " + file + " is cut off", e);
        } catch (SealException e) {
            throw e;
        } catch (CMSException | GeneralSecurityException | IOException | RuntimeException e) {
            // Of malformed CMS the library tells by exceptions of many kinds.
            throw new SealException("production file " + file + " is damaged, cut off or none", e);
        }
    }

    private PersonalisationRecord card(DataInputStream from) throws IOException {
        Iccid iccid = new Iccid(from.readUTF());
        Imsi imsi = new Imsi(from.readUTF());
        ManufacturerKeys manufacturerKeys = ManufacturerKeys.split(keys(from));
        List<PersonalisationRecord.Slot> slots = new ArrayList<>();
        for (int index = 1; index <= content.slots(); index++) {
            AkaChoice aka = AkaName.parse(from.readUTF());
            OtaAlgorithm algorithm = OtaAlgorithm.valueOf(from.readUTF());
            try (SecretBytes joined = keys(from)) {
                slots.add(new PersonalisationRecord.Slot(
                        new SlotIndex(index), aka, algorithm, SlotKeys.split(aka, algorithm, joined)));
            }
        }
        return new PersonalisationRecord(iccid, imsi, manufacturerKeys, slots);
    }

    private static SecretBytes keys(DataInputStream from) throws IOException {
        byte[] bytes = new byte[from.readUnsignedByte()];
        from.readFully(bytes);
        SecretBytes keys = SecretBytes.copyOf(bytes);
        Arrays.fill(bytes, (byte) 0);
        return keys;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(tagKey, (byte) 0);
        try {
            in.close();
        } catch (IOException | RuntimeException e) {
            // What was read is checked by its tags and the signature; a damaged end of the frame carries nothing.
            throw new SealException("production file " + file + " is damaged, cut off or none", e);
        }
    }

    /** What is read through it goes into the tag. */
    private static final class TaggedInput extends FilterInputStream {
        private final Mac mac;

        TaggedInput(InputStream in, Mac mac) {
            super(in);
            this.mac = mac;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                mac.update((byte) value);
            }
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                mac.update(bytes, offset, count);
            }
            return count;
        }
    }
}
