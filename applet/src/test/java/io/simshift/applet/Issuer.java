package io.simshift.applet;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.StoreSlotCommand;
import java.util.HexFormat;

/** The manufacturer: makes cards and personalises them through secured packets. */
final class Issuer {
    static final Iccid ICCID = Iccid.withCheckDigit("893144500000000001");
    static final Imsi IMSI = new Imsi("262011106487504");
    static final String AD = "00000002";
    static final String HPLMN = "62f210c880";

    private Issuer() {}

    static CommandApdu selectMf(String path) {
        return CommandApdu.of(0x00, 0xA4, 0x08, 0x0C, HexFormat.of().parseHex(path));
    }

    static CommandApdu update(byte[] content) {
        return CommandApdu.of(0x00, 0xD6, 0, 0, content);
    }

    static CommandApdu update(String hex) {
        return update(HexFormat.of().parseHex(hex));
    }

    /** Stores slots and writes the files, but does not finalise. */
    static Ota personalise(TestCard card, StoreSlotCommand... slots) {
        Ota ota = Ota.manufacturer(card);
        for (StoreSlotCommand slot : slots) {
            ota.ok(slot.toApdu(Keys.MANUFACTURER_KIK));
        }
        ota.ok(
                selectMf("2FE2"), update(ICCID.encode()),
                selectMf("7FFF6F07"), update(IMSI.encode()),
                selectMf("7FFF6FAD"), update(AD),
                selectMf("7FFF6F62"), update(HPLMN));
        return ota;
    }

    /** An issued card with AES slots 1 to {@code slots}, all FREE but the first. */
    static TestCard issue(int slots) {
        return issue(Keys.installParameters(slots), OtaAlgorithm.AES_128);
    }

    static TestCard issue(InstallParameters parameters, OtaAlgorithm algorithm) {
        TestCard card = TestCard.install(parameters);
        StoreSlotCommand[] slots = new StoreSlotCommand[parameters.slots()];
        for (int i = 0; i < slots.length; i++) {
            slots[i] = Keys.slot(i + 1, algorithm);
        }
        personalise(card, slots).ok(new FinaliseCommand().toApdu());
        card.reset();
        return card;
    }
}
