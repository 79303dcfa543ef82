package io.simshift.cli.world;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.simulator.card.CardLink;
import java.util.Optional;

/**
 * Looks at a card that is on, and leaves nothing behind: EF.IMSI is read; a challenge with a sequence number that is never
 * fresh makes the card prove its K by AUTS, without confirming anything; a packet with counter 0, which no card takes, makes
 * it prove its OTA keys by a PoR.
 */
final class CardProbe {
    private static final byte[] RAND = new byte[16];
    private static final SmsAddress NOBODY = SmsAddress.of(SmsAddress.INTERNATIONAL, "0");
    private static final Spi REPORT = Spi.secured(false);
    private static final int ACTIVE_KEYSET = 1;
    private static final int EF_IMSI_LENGTH = 9;
    private static final byte[] EF_IMSI = {0x6F, 0x07};
    private static final byte[] ADF_USIM = {
        (byte) 0xA0,
        0,
        0,
        0,
        (byte) 0x87,
        0x10,
        0x02,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0xFF,
        (byte) 0x89,
        7,
        9
    };

    private final CardLink card;
    private final CardKeys keys;
    private final boolean bound;

    /** @param bound whether the card refuses to authenticate in devices that are not its own */
    CardProbe(CardLink card, CardKeys keys, boolean bound) {
        this.card = card;
        this.keys = keys;
        this.bound = bound;
    }

    /** What EF.IMSI says. */
    Imsi imsi() {
        send(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, ADF_USIM));
        send(CommandApdu.of(0x00, 0xA4, 0x00, 0x0C, EF_IMSI));
        ResponseApdu content = send(CommandApdu.reading(0x00, 0xB0, 0, 0, EF_IMSI_LENGTH));
        if (!content.status().isOk()) {
            throw new WireFormatException("TS 31.102 4.2.2", 0, "EF.IMSI can't be read: " + content.status());
        }
        return Imsi.decode(content.data());
    }

    /**
     * Whether the card authenticates with the K of this slot; empty where it authenticates nobody, because it is not in its own
     * device, or has not heard yet that it is. Call {@link #imsi} first: it selects the USIM.
     */
    Optional<Boolean> holdsK(int slot) {
        AkaVector never = AkaVector.generate(keys.milenage(slot), RAND, SequenceNumber.ZERO, Amf.SEPARATED);
        ResponseApdu answer = send(AuthenticateAnswer.command(RAND, never.autn()));
        if (bound && answer.status().equals(StatusWord.CONDITIONS_NOT_SATISFIED)) {
            return Optional.empty();
        }
        return Optional.of(answer.status().isOk()
                && AuthenticateAnswer.decode(answer.data()) instanceof AuthenticateAnswer.SynchronisationFailure failure
                && failure.auts().verify(keys.milenage(slot), RAND).isPresent());
    }

    /** Whether the card's OTA keys are those of this slot; empty where it is busy with a message of its own. */
    Optional<Boolean> holdsOtaKeys(int slot) {
        byte[] script = CompactScript.of(QueryCommand.ofActiveSlot().toApdu()).encode();
        CommandPacket stale = CommandPacket.of(
                REPORT, ACTIVE_KEYSET, keys.ota(slot), Tar.SUBSCRIPTION_MANAGEMENT, new Counter(0), script);
        byte[] secured = SecuredPackets.secure(stale, keys.ota(slot));
        UserData userData = PacketSegments.ofCommand(secured, 0).get(0);
        byte[] tpdu = SmsDeliver.toUsim(NOBODY, new byte[SmsDeliver.TIMESTAMP_LENGTH], userData)
                .encode();
        ResponseApdu answer = send(new SmsPpDownload(Optional.empty(), tpdu).toApdu());
        if (answer.status().equals(StatusWord.TOOLKIT_BUSY)) {
            return Optional.empty();
        }
        return Optional.of(answer.data().length > 0 && isProof(answer.data(), slot));
    }

    private boolean isProof(byte[] report, int slot) {
        try {
            SmsDeliverReport fromCard = SmsDeliverReport.ofUsim(UserData.of(report));
            OpenedResponse opened = SecuredPackets.openResponse(fromCard.payload(), REPORT, keys.ota(slot));
            return opened.authenticated() && opened.packet().status().equals(PorStatus.COUNTER_LOW);
        } catch (WireFormatException e) {
            // Made with other keys, the answer is noise.
            return false;
        }
    }

    private ResponseApdu send(CommandApdu command) {
        return ResponseApdu.decode(card.transmit(command.encode()));
    }
}
