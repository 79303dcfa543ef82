package io.simshift.protocol.subscription;

import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.List;

/**
 * Application-specific install parameters of the applet (commands.md 2).
 *
 * @param slots number of subscription slots, 1 to 64
 * @param deltaBits n: the USIM takes a SEQ at most 2^n above the highest one, 0 to 43; 43 switches the limit off
 * @param kic manufacturer's key for ciphering, AES-128
 * @param kid manufacturer's key for check values, AES-128
 * @param kik manufacturer's key for keys, AES-128
 * @param remote how packets and scripts are treated
 * @param testCard whether the card is for tests alone: it then takes the XOR test algorithm
 */
public record InstallParameters(
        int slots,
        int deltaBits,
        SecretBytes kic,
        SecretBytes kid,
        SecretBytes kik,
        RemoteManagement remote,
        boolean testCard) {
    public static final int DEFAULT_SLOTS = 16;
    public static final int DEFAULT_DELTA_BITS = 28;
    /** Value of {@code deltaBits} that switches the limit off. */
    public static final int NO_DELTA = 43;

    private static final String CLAUSE = "commands.md 2";
    private static final int KEY_LENGTH = 16;
    private static final int SLOTS_TAG = 0x80;
    private static final int DELTA_TAG = 0x82;
    private static final int KEYSET_TAG = 0xA1;
    private static final int TEST_CARD_TAG = 0x8A;
    private static final int KIC_TAG = 0x84;
    private static final int KID_TAG = 0x85;
    private static final int KIK_TAG = 0x86;

    public InstallParameters {
        if (slots < 1 || slots > 64) {
            throw new IllegalArgumentException("a card has 1 to 64 slots, not " + slots);
        }
        if (deltaBits < 0 || deltaBits > NO_DELTA) {
            throw new IllegalArgumentException("the limit of SEQ is 2^0 to 2^43, not 2^" + deltaBits);
        }
        if (kic.length() != KEY_LENGTH || kid.length() != KEY_LENGTH || kik.length() != KEY_LENGTH) {
            throw new IllegalArgumentException("the manufacturer's keys have 16 bytes each");
        }
    }

    /** Of a card that is not for tests alone. */
    public InstallParameters(
            int slots, int deltaBits, SecretBytes kic, SecretBytes kid, SecretBytes kik, RemoteManagement remote) {
        this(slots, deltaBits, kic, kid, kik, remote, false);
    }

    /** With the card's defaults for packets and scripts. */
    public InstallParameters(int slots, int deltaBits, SecretBytes kic, SecretBytes kid, SecretBytes kik) {
        this(slots, deltaBits, kic, kid, kik, RemoteManagement.DEFAULT);
    }

    /** With 16 slots and a limit of 2^28. */
    public static InstallParameters of(SecretBytes kic, SecretBytes kid, SecretBytes kik) {
        return new InstallParameters(DEFAULT_SLOTS, DEFAULT_DELTA_BITS, kic, kid, kik);
    }

    /** The same, with packets and scripts treated otherwise. */
    public InstallParameters with(RemoteManagement other) {
        return new InstallParameters(slots, deltaBits, kic, kid, kik, other, testCard);
    }

    /** The same of a card for tests alone. */
    public InstallParameters ofTestCard() {
        return new InstallParameters(slots, deltaBits, kic, kid, kik, remote, true);
    }

    /** The contents of tag C9. The manufacturer's keys are in it in clear. */
    public byte[] encode() {
        BerTlv keyset = BerTlv.of(
                KEYSET_TAG,
                List.of(
                        new BerTlv(KIC_TAG, kic.reveal()),
                        new BerTlv(KID_TAG, kid.reveal()),
                        new BerTlv(KIK_TAG, kik.reveal())));
        List<BerTlv> objects = new ArrayList<>();
        objects.add(BerTlv.ofByte(SLOTS_TAG, slots));
        objects.add(BerTlv.ofByte(DELTA_TAG, deltaBits));
        objects.add(keyset);
        objects.addAll(remote.encode());
        if (testCard) {
            objects.add(BerTlv.ofByte(TEST_CARD_TAG, 1));
        }
        return BerTlv.encodeAll(objects);
    }

    /** Reads the contents of tag C9. */
    public static InstallParameters decode(byte[] bytes) {
        List<BerTlv> once = new ArrayList<>();
        List<TarAccess> tars = new ArrayList<>();
        for (BerTlv object : BerTlv.decodeAll(bytes)) {
            if (object.tag() == TarAccess.TAG) {
                tars.add(TarAccess.decode(object.value()));
            } else {
                once.add(object);
            }
        }
        TagSet tags = TagSet.of(
                once,
                CLAUSE,
                SLOTS_TAG,
                DELTA_TAG,
                KEYSET_TAG,
                RemoteManagement.CELLS_TAG,
                RemoteManagement.WEAK_ALGORITHMS_TAG,
                RemoteManagement.FAILED_CHECKS_TAG,
                TEST_CARD_TAG);
        byte[] keyset = tags.optional(KEYSET_TAG).orElseThrow(() -> tags.fail("tag a1 is missing"));
        TagSet keys = TagSet.decode(keyset, CLAUSE, KIC_TAG, KID_TAG, KIK_TAG);
        try {
            return new InstallParameters(
                    tags.has(SLOTS_TAG) ? tags.requiredByte(SLOTS_TAG) : DEFAULT_SLOTS,
                    tags.has(DELTA_TAG) ? tags.requiredByte(DELTA_TAG) : DEFAULT_DELTA_BITS,
                    SecretBytes.copyOf(keys.required(KIC_TAG, KEY_LENGTH)),
                    SecretBytes.copyOf(keys.required(KID_TAG, KEY_LENGTH)),
                    SecretBytes.copyOf(keys.required(KIK_TAG, KEY_LENGTH)),
                    RemoteManagement.decode(tars, tags),
                    isTestCard(tags));
        } catch (IllegalArgumentException e) {
            throw tags.fail(e.getMessage());
        }
    }

    private static boolean isTestCard(TagSet tags) {
        int value = tags.has(TEST_CARD_TAG) ? tags.requiredByte(TEST_CARD_TAG) : 0;
        if (value > 1) {
            throw tags.fail("tag 8a is 00 or 01");
        }
        return value == 1;
    }
}
