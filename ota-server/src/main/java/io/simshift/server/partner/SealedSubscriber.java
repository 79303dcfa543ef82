package io.simshift.server.partner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.engine.CardIntake.TakenCard;
import io.simshift.server.escrow.CmsEnvelope;
import io.simshift.server.escrow.SlotKeys;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.cms.CMSEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;

/**
 * A new subscriber on the way to the AuC: JSON with {@code iccid}, {@code imsi}, {@code msisdn}, {@code aka} (the number
 * of the algorithm, commands.md 4.7) and, in base64, {@code akaParameters}, {@code k} and {@code opc}, in CMS EnvelopedData for the AuC's certificate. The server that keeps it meanwhile cannot open it.
 */
public final class SealedSubscriber {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SealedSubscriber() {}

    /**
     * What the AuC gets. Close it once it has been taken over: that zeroes the keys.
     *
     * @param aka number of the algorithm: 1 for Milenage, 2 for TUAK (commands.md 4.7)
     * @param akaParameters what follows that number there
     * @param opc TOPc for TUAK
     */
    public record Opened(
            Iccid iccid, Imsi imsi, Msisdn msisdn, int aka, byte[] akaParameters, SecretBytes k, SecretBytes opc)
            implements AutoCloseable {
        public Opened {
            akaParameters = akaParameters.clone();
        }

        /** The algorithm; IllegalArgumentException where there is none of this number and these parameters. */
        public AkaChoice algorithm() {
            // As in tag 81, where the OTA algorithm's byte stands between them.
            return AkaChoice.decode(
                    new WireWriter().u8(aka).u8(0).bytes(akaParameters).toByteArray());
        }

        @Override
        public byte[] akaParameters() {
            return akaParameters.clone();
        }

        @Override
        public void close() {
            k.close();
            opc.close();
        }
    }

    static byte[] seal(TakenCard card, X509Certificate auc, SecureRandom random) {
        byte[] plain = plain(card);
        try {
            CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
            generator.addRecipientInfoGenerator(CmsEnvelope.recipient(auc, random));
            return generator
                    .generate(new CMSProcessableByteArray(plain), CmsEnvelope.encryptor(random))
                    .getEncoded();
        } catch (GeneralSecurityException | CMSException | IOException e) {
            throw new IllegalStateException("a subscriber cannot be encrypted: " + e.getMessage(), e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] plain(TakenCard card) {
        SlotKeys keys = card.slot().keys();
        try {
            return JSON.writeValueAsBytes(JSON.createObjectNode()
                    .put("iccid", card.slot().iccid().digits())
                    .put("imsi", card.slot().imsi().digits())
                    .put("msisdn", card.msisdn().digits())
                    .put("aka", card.slot().aka().code())
                    .put("akaParameters", card.slot().aka().parameters())
                    .put("k", keys.k().reveal())
                    .put("opc", keys.opc().reveal()));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
    }

    /**
     * Opens what a server has sealed, at the AuC.
     *
     * @throws IllegalArgumentException where it was sealed for somebody else, or was changed
     */
    public static Opened open(byte[] sealed, OperatorIdentity auc) {
        byte[] plain = null;
        try {
            RecipientInformation mine =
                    new CMSEnvelopedData(sealed).getRecipientInfos().get(new JceKeyAgreeRecipientId(auc.certificate()));
            if (mine == null) {
                throw new IllegalArgumentException("this subscriber is for another AuC");
            }
            plain = mine.getContent(new JceKeyAgreeEnvelopedRecipient(auc.privateKey()).setProvider(CmsEnvelope.BC));
            JsonNode json = JSON.readTree(plain);
            return new Opened(
                    new Iccid(json.path("iccid").asText()),
                    new Imsi(json.path("imsi").asText()),
                    new Msisdn(json.path("msisdn").asText()),
                    json.path("aka").asInt(),
                    json.path("akaParameters").binaryValue(),
                    SecretBytes.copyOf(json.path("k").binaryValue()),
                    SecretBytes.copyOf(json.path("opc").binaryValue()));
        } catch (CMSException | IOException e) {
            throw new IllegalArgumentException("this subscriber cannot be opened", e);
        } finally {
            if (plain != null) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }
}
