package io.simshift.applet;

import io.simshift.protocol.WireWriter;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cipher.BlockCipher;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.FinaliseCommand;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/**
 * The OTA keys of slot 1 in any algorithm, and STORE SLOT for them byte by byte as in docs/applet/commands.md §4.7, not
 * by the encoder that other tests use.
 */
enum OtaKeySet {
    AES_128(0x02, 16, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    AES_192(0x12, 24, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    AES_256(0x22, 32, CipherAlgorithm.AES_CBC, IntegrityAlgorithm.AES_CMAC_64),
    TRIPLE_DES_2(0x05, 16, CipherAlgorithm.TRIPLE_DES_2_CBC, IntegrityAlgorithm.TRIPLE_DES_2_MAC),
    TRIPLE_DES_3(0x09, 24, CipherAlgorithm.TRIPLE_DES_3_CBC, IntegrityAlgorithm.TRIPLE_DES_3_MAC),
    DES(0x01, 8, CipherAlgorithm.DES_CBC, IntegrityAlgorithm.DES_MAC);

    private static final HexFormat HEX = HexFormat.of();

    final int code;
    final int keyLength;
    final CipherAlgorithm cipher;
    final IntegrityAlgorithm integrity;

    OtaKeySet(int code, int keyLength, CipherAlgorithm cipher, IntegrityAlgorithm integrity) {
        this.code = code;
        this.keyLength = keyLength;
        this.cipher = cipher;
        this.integrity = integrity;
    }

    boolean isAes() {
        return cipher == CipherAlgorithm.AES_CBC;
    }

    /** KIc, KID or KIK: 0 to 2. */
    SecretBytes key(int which) {
        byte[] bytes = new byte[keyLength];
        new Random(100L * code + which).nextBytes(bytes);
        return SecretBytes.copyOf(bytes);
    }

    PacketKeys packetKeys() {
        return packetKeys(cipher, integrity);
    }

    /** The keys for packets that are secured otherwise. */
    PacketKeys packetKeys(CipherAlgorithm packetCipher, IntegrityAlgorithm packetIntegrity) {
        return new PacketKeys(
                packetCipher,
                packetCipher == CipherAlgorithm.NONE ? PacketKeys.noKey() : key(0),
                packetIntegrity,
                packetIntegrity.kind() == IntegrityAlgorithm.AES_CMAC_64.kind() ? key(1) : PacketKeys.noKey());
    }

    /** AKA of slot 1 as in {@link Keys}, then the three OTA keys: 12 bytes. */
    byte[] checkValues() {
        WireWriter values =
                new WireWriter().bytes(Arrays.copyOf(Keys.slot(1).checkValues().encode(), 3));
        for (int which = 0; which < 3; which++) {
            values.bytes(Arrays.copyOf(checkValueBlock(which), 3));
        }
        return values.toByteArray();
    }

    private byte[] checkValueBlock(int which) {
        if (isAes()) {
            byte[] ones = new byte[16];
            Arrays.fill(ones, (byte) 1);
            return BlockCipher.AES.encryptEcb(key(which), ones);
        }
        // single DES is 3DES with three equal keys
        byte[] key = key(which).reveal();
        byte[] three = new byte[24];
        for (int i = 0; i < three.length; i++) {
            three[i] = key[i % key.length];
        }
        return BlockCipher.TRIPLE_DES.encryptEcb(SecretBytes.copyOf(three), new byte[8]);
    }

    /** STORE SLOT of slot 1; {@code more} are objects that go behind the mandatory ones. */
    CommandApdu store(String more) {
        byte[] ota = new byte[(3 * keyLength + 15) / 16 * 16];
        for (int which = 0; which < 3; which++) {
            System.arraycopy(key(which).reveal(), 0, ota, which * keyLength, keyLength);
        }
        byte[] aka = new WireWriter()
                .bytes(Keys.slot(1).k().reveal())
                .bytes(Keys.slot(1).opc().reveal())
                .toByteArray();
        WireWriter data = new WireWriter()
                .bytes(HEX.parseHex("800101810201"))
                .u8(code)
                .bytes(HEX.parseHex("8220"))
                .bytes(BlockCipher.AES.encryptCbc(Keys.MANUFACTURER_KIK, aka))
                .u8(0x83)
                .u8(ota.length)
                .bytes(BlockCipher.AES.encryptCbc(Keys.MANUFACTURER_KIK, ota))
                .bytes(HEX.parseHex(more.replace(" ", "")));
        return CommandApdu.of(0x80, 0x40, 0, 0, data.toByteArray());
    }

    /** Install parameters with one slot and these objects behind the others. */
    static byte[] parameters(String more) {
        return new WireWriter()
                .bytes(Keys.installParameters(1).encode())
                .bytes(HEX.parseHex(more.replace(" ", "")))
                .toByteArray();
    }

    /** An issued card whose slot 1 has these keys, with objects added to the install parameters and to STORE SLOT. */
    TestCard issue(String installObjects, String slotObjects) {
        TestCard card = TestCard.install(parameters(installObjects));
        Ota manufacturer = Issuer.personalise(card);
        manufacturer.ok(store(slotObjects));
        manufacturer.ok(new FinaliseCommand().toApdu());
        card.reset();
        return card;
    }
}
