package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.WireReader;
import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.tlv.BerTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys of the security domain: at first the test keys, later what PUT KEY brings (11.8). */
final class DomainKeys {
    private static final String CLAUSE = "GlobalPlatform 11.8.2.3";
    private static final int FIRST_OF_SEVERAL = 0x81;
    private static final int VERSION_MAX = 0x7F;
    private static final int KEYS = 3;
    private static final int TEMPLATE_TAG = 0xE0;
    private static final int KEY_TAG = 0xC0;

    private final boolean aes;
    /** The newest last; it is the default. */
    private final List<KeyVersion> versions = new ArrayList<>();

    DomainKeys(boolean aes) {
        this.aes = aes;
        versions.add(KeyVersion.test(aes));
    }

    /**
     * The keys of a version.
     *
     * @param number 0 for the default
     * @throws Refusal 6A88 where there is no such version
     */
    KeyVersion version(int number) {
        if (number == 0) {
            return versions.get(versions.size() - 1);
        }
        return versions.stream()
                .filter(version -> version.number() == number)
                .findFirst()
                .orElseThrow(() -> new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND));
    }

    /** Key information template (table 11-27). */
    byte[] template() {
        List<BerTlv> objects = new ArrayList<>();
        for (KeyVersion version : versions) {
            for (int id = 1; id <= KEYS; id++) {
                objects.add(new BerTlv(
                        KEY_TAG,
                        new byte[] {(byte) id, (byte) version.number(), (byte) version.type(), KeyVersion.KEY_BYTES}));
            }
        }
        return BerTlv.of(TEMPLATE_TAG, objects).encode();
    }

    /** PUT KEY with all three keys: a new version, or another in place of one that is there. */
    byte[] put(CommandApdu command, SecureSession session) {
        if (command.p2() != FIRST_OF_SEVERAL || command.p1() > VERSION_MAX && command.p1() != KeyVersion.INITIAL) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        int replaced = command.p1();
        if (replaced != 0) {
            version(replaced);
        }
        WireReader in = new WireReader(command.data(), CLAUSE);
        int number;
        List<SecretBytes> keys = new ArrayList<>();
        try {
            number = in.u8("version number");
            for (int i = 0; i < KEYS; i++) {
                keys.add(key(in, session));
            }
            in.requireEnd();
        } catch (WireFormatException e) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        boolean taken = number != replaced && versions.stream().anyMatch(each -> each.number() == number);
        if (number < 1 || number > VERSION_MAX || taken) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        // the keys that a card is made with go with the first that are put
        versions.removeIf(each -> each.number() == replaced || each.number() == KeyVersion.INITIAL);
        versions.add(new KeyVersion(number, aes, keys.get(0), keys.get(1), keys.get(2)));
        WireWriter answer = new WireWriter().u8(number);
        keys.forEach(key -> answer.bytes(KeyVersion.checkValue(aes, key)));
        return answer.toByteArray();
    }

    private SecretBytes key(WireReader in, SecureSession session) {
        if (in.u8("key type") != (aes ? KeyVersion.TYPE_AES : KeyVersion.TYPE_DES)) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        byte[] field = in.bytes(in.u8("length of the key"), "key");
        // with AES the length of the key stands before its cryptogram (11.8.2.3.3)
        boolean fits = aes
                ? field.length == KeyVersion.KEY_BYTES + 1 && field[0] == KeyVersion.KEY_BYTES
                : field.length == KeyVersion.KEY_BYTES;
        if (!fits) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        SecretBytes key = session.decipherKey(Arrays.copyOfRange(field, aes ? 1 : 0, field.length));
        byte[] check = in.bytes(in.u8("length of the check value"), "check value");
        if (check.length != 0 && !Arrays.equals(check, KeyVersion.checkValue(aes, key))) {
            throw new Refusal(StatusWord.WRONG_DATA);
        }
        return key;
    }
}
