package io.simshift.protocol.subscription;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.Arrays;
import java.util.List;

/**
 * STORE SLOT (commands.md 4.7): the keys of one slot, ciphered under the manufacturer's KIK.
 *
 * @param slot which slot
 * @param algorithm of the OTA keys; the AKA algorithm is Milenage
 * @param k subscriber key, 16 bytes
 * @param opc operator variant, 16 bytes
 * @param kic OTA key for ciphering, 16 bytes
 * @param kid OTA key for check values, 16 bytes
 * @param kik OTA key for keys, 16 bytes
 */
public record StoreSlotCommand(
        SlotIndex slot,
        OtaAlgorithm algorithm,
        SecretBytes k,
        SecretBytes opc,
        SecretBytes kic,
        SecretBytes kid,
        SecretBytes kik) {
    public static final int INS = 0x40;
    /** AKA algorithm Milenage. */
    public static final int MILENAGE = 0x01;

    private static final String CLAUSE = "commands.md 4.7";
    private static final int KEY_LENGTH = 16;
    private static final int SLOT_TAG = 0x80;
    private static final int ALGORITHMS_TAG = 0x81;
    private static final int AKA_KEYS_TAG = 0x82;
    private static final int OTA_KEYS_TAG = 0x83;

    public StoreSlotCommand {
        for (SecretBytes key : List.of(k, opc, kic, kid, kik)) {
            if (key.length() != KEY_LENGTH) {
                throw new IllegalArgumentException("the keys of a slot have 16 bytes each");
            }
        }
    }

    /** The data field; the keys in it are ciphered under {@code manufacturerKik}. */
    public byte[] encode(SecretBytes manufacturerKik) {
        return BerTlv.encodeAll(List.of(
                BerTlv.ofByte(SLOT_TAG, slot.value()),
                new BerTlv(ALGORITHMS_TAG, new byte[] {MILENAGE, (byte) algorithm.code()}),
                new BerTlv(AKA_KEYS_TAG, wrap(manufacturerKik, k, opc)),
                new BerTlv(OTA_KEYS_TAG, wrap(manufacturerKik, kic, kid, kik))));
    }

    /** The command as it stands in a script. */
    public CommandApdu toApdu(SecretBytes manufacturerKik) {
        return CommandApdu.of(SubscriptionCommand.CLA, INS, 0, 0, encode(manufacturerKik));
    }

    /** Reads the data field. */
    public static StoreSlotCommand decode(byte[] data, SecretBytes manufacturerKik) {
        TagSet tags = TagSet.decode(data, CLAUSE, SLOT_TAG, ALGORITHMS_TAG, AKA_KEYS_TAG, OTA_KEYS_TAG);
        byte[] algorithms = tags.required(ALGORITHMS_TAG, 2);
        if (algorithms[0] != MILENAGE) {
            throw tags.fail("AKA algorithm " + (algorithms[0] & 0xFF) + " is unknown");
        }
        byte[] aka = BlockCipher.AES.decryptCbc(manufacturerKik, tags.required(AKA_KEYS_TAG, 2 * KEY_LENGTH));
        byte[] ota = BlockCipher.AES.decryptCbc(manufacturerKik, tags.required(OTA_KEYS_TAG, 3 * KEY_LENGTH));
        StoreSlotCommand command = new StoreSlotCommand(
                Slots.required(tags, SLOT_TAG),
                OtaAlgorithm.decode(algorithms[1] & 0xFF),
                key(aka, 0),
                key(aka, 1),
                key(ota, 0),
                key(ota, 1),
                key(ota, 2));
        Arrays.fill(aka, (byte) 0);
        Arrays.fill(ota, (byte) 0);
        return command;
    }

    /** The check values that the card will show for this slot. */
    public CheckValues checkValues() {
        return CheckValues.of(k, opc, algorithm, kic, kid, kik);
    }

    private static SecretBytes key(byte[] keys, int index) {
        return SecretBytes.copyOf(keys, index * KEY_LENGTH, KEY_LENGTH);
    }

    private static byte[] wrap(SecretBytes manufacturerKik, SecretBytes... keys) {
        byte[] clear = new byte[keys.length * KEY_LENGTH];
        for (int i = 0; i < keys.length; i++) {
            byte[] key = keys[i].reveal();
            System.arraycopy(key, 0, clear, i * KEY_LENGTH, KEY_LENGTH);
            Arrays.fill(key, (byte) 0);
        }
        byte[] wrapped = BlockCipher.AES.encryptCbc(manufacturerKik, clear);
        Arrays.fill(clear, (byte) 0);
        return wrapped;
    }
}
