package io.simshift.simulator.light;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The numbers and keys of light cards, by their index from 0: whoever knows the seed can make them, so that nobody has to hand
 * them over. For simulations only.
 */
public final class LightNumbers implements LightKeys {
    /** Keys of a slot. */
    public enum Key {
        K,
        OPC,
        KIC,
        KID,
        KIK
    }

    /** What all light cards use. */
    public static final OtaAlgorithm ALGORITHM = OtaAlgorithm.AES_128;
    /** Slots on each. */
    public static final int SLOTS = 4;
    /** Most cards of a fleet. */
    public static final int CARDS_MAX = 100_000_000;

    /** What all their subscribers' numbers begin with; eight digits follow. */
    public static final String SUBSCRIBER = "49150";

    private static final String ISSUER = "8949000000";
    private static final long SEED_KEY = 0x5349_4D53_4849_4654L;

    private final ThreadLocal<Cipher> cipher;

    public LightNumbers(long seed) {
        byte[] key = ByteBuffer.allocate(16).putLong(SEED_KEY).putLong(seed).array();
        this.cipher = ThreadLocal.withInitial(() -> cipher(key));
    }

    private static Cipher cipher(byte[] key) {
        try {
            Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
            aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return aes;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES is missing", e);
        }
    }

    /** What ICCIDs are counted up from, without check digit. */
    public static String firstIccid() {
        return ISSUER + eight(0);
    }

    public Iccid iccid(int card) {
        return Iccid.withCheckDigit(ISSUER + eight(card));
    }

    public Msisdn msisdn(int card) {
        return new Msisdn(SUBSCRIBER + eight(card));
    }

    /** The card with this number; -1 where it is no light card's. */
    public int cardOf(String msisdn) {
        boolean fits = msisdn.length() == SUBSCRIBER.length() + 8 && msisdn.startsWith(SUBSCRIBER);
        return fits ? Integer.parseInt(msisdn, SUBSCRIBER.length(), msisdn.length(), 10) : -1;
    }

    /** The IMSI that it gets in this slot; each slot's network is another one, 262-01 for the first. */
    public Imsi imsi(int card, SlotIndex slot) {
        return new Imsi("2620" + slot.value() + "00" + eight(card));
    }

    /** The card with an IMSI of {@link #imsi}. */
    public int cardOf(Imsi imsi) {
        return Integer.parseInt(imsi.digits().substring(7));
    }

    @Override
    public SecretBytes key(int card, SlotIndex slot, Key which) {
        byte[] block = ByteBuffer.allocate(16)
                .putInt(card)
                .putInt(slot.value())
                .putInt(which.ordinal())
                .putInt(0)
                .array();
        try {
            return SecretBytes.copyOf(cipher.get().doFinal(block));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be made", e);
        }
    }

    private static String eight(int card) {
        if (card < 0 || card >= CARDS_MAX) {
            throw new IllegalArgumentException("card " + card + " of a fleet of at most " + CARDS_MAX);
        }
        String digits = Integer.toString(card);
        return "00000000".substring(digits.length()) + digits;
    }
}
