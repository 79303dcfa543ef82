package io.simshift.applet;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.subscription.FinaliseCommand;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Cards with PINs, and the commands to show them. */
final class PinCards {
    private static final HexFormat HEX = HexFormat.of();

    static final int PIN1 = 0x01;
    static final int UNIVERSAL = 0x11;
    static final int PIN2 = 0x81;
    static final int ADM1 = 0x0A;
    static final String PIN1_VALUE = pin("1234");
    static final String PIN1_PUK = pin("11111111");
    static final String UNIVERSAL_VALUE = pin("2468");
    static final String PIN2_VALUE = pin("5678");
    static final String PIN2_PUK = pin("22222222");
    static final String ADM1_VALUE = "a0a1a2a3a4a5a6a7";

    private PinCards() {}

    /** Digits as VERIFY PIN has them (TS 102 221 9.5.1): ASCII, filled with FF. */
    static String pin(String digits) {
        return HEX.formatHex(digits.getBytes(StandardCharsets.US_ASCII)) + "ff".repeat(8 - digits.length());
    }

    /** EF.PIN: PIN1 with 3 tries and 10 of its PUK, then the universal PIN, PIN2, and ADM1 with 5 tries and no PUK. */
    static String content(boolean pin1Enabled, boolean universalEnabled) {
        return (pin1Enabled ? "01" : "00") + "A3030A" + PIN1_VALUE + PIN1_PUK
                + (universalEnabled ? "01" : "00") + "A3030A" + UNIVERSAL_VALUE + PIN1_PUK
                + "01A3030A" + PIN2_VALUE + PIN2_PUK
                + "01050500" + ADM1_VALUE + "ff".repeat(8);
    }

    /** An issued card with these PINs. */
    static TestCard issue(boolean pin1Enabled, boolean universalEnabled) {
        TestCard card = TestCard.install(Keys.installParameters(1));
        Ota ota = Issuer.personalise(card, Keys.slot(1));
        byte[] content = HEX.parseHex(content(pin1Enabled, universalEnabled));
        ota.ok(Issuer.selectMf("2FEA"), CommandApdu.of(0x00, 0xD6, 0, 0, content));
        ota.ok(new FinaliseCommand().toApdu());
        card.reset();
        return card;
    }

    static String verify(int reference, String value) {
        return String.format("002000%02X%02X", reference, value.length() / 2) + value;
    }

    static String verify(int reference) {
        return String.format("002000%02X", reference);
    }

    static String unblock(int reference, String puk, String value) {
        return String.format("002C00%02X10", reference) + puk + value;
    }

    static String change(int reference, String from, String to) {
        return String.format("002400%02X10", reference) + from + to;
    }

    static String disable(int reference, String value) {
        return String.format("002600%02X08", reference) + value;
    }

    static String enable(int reference, String value) {
        return String.format("002800%02X08", reference) + value;
    }
}
