package io.simshift.cli.demo;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.sms.UserDataHeader;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.simulator.network.AttachResult;
import io.simshift.simulator.network.ChallengeResult;
import io.simshift.simulator.smsc.DeliverOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What the operator that a card has left can still do with it, with all that it ever knew: nothing. Each attempt is made for
 * real, on the card in its device.
 */
final class OldOperatorCheck {
    private static final int ACTIVE_KEYSET = 1;
    private static final int TIMEOUT_SECONDS = 20;

    /** CC, ciphered, counter higher; a PoR always, plain, in the delivery report: so that a refusal can be read. */
    private static final Spi SPI_REPORT_PLAIN = Spi.of(0x1601);

    /** Far above any counter in use. */
    private static final Counter FRESH_COUNTER = new Counter(0xFF_0000_0000L);

    /** TP-SCTS; the card does not look at it. */
    private static final byte[] TIMESTAMP = new byte[SmsDeliver.TIMESTAMP_LENGTH];

    private final DemoOperator old;
    private final DemoOperator serving;
    private final DemoCard card;
    private final List<String> breaches = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private OldOperatorCheck(DemoOperator old, DemoOperator serving, DemoCard card) {
        this.old = old;
        this.serving = serving;
        this.card = card;
    }

    /**
     * What came of all attempts.
     *
     * @param refusals how the card and the network refused
     * @param breaches what was not refused; empty is as it must be
     */
    record Outcome(List<String> refusals, List<String> breaches) {}

    /**
     * Tries everything.
     *
     * @param serving the operator that the card is attached at, whose network brings it messages
     * @param switchPacket TP-UD of the message that switched the card; it is sent again as it was
     */
    static Outcome run(DemoOperator old, DemoOperator serving, DemoCard card, byte[] switchPacket) {
        OldOperatorCheck check = new OldOperatorCheck(old, serving, card);
        check.attach();
        check.challenge();
        check.command();
        check.replay(switchPacket);
        return new Outcome(List.copyOf(check.refusals), List.copyOf(check.breaches));
    }

    private void attach() {
        AttachResult result = await(card.handset().tryAttach(old.network()));
        if (result instanceof AttachResult.Rejected rejected) {
            refusals.add("the network of " + old.name() + " does not admit it: " + rejected.cause());
        } else {
            breaches.add("the network of " + old.name() + " admitted the card");
        }
    }

    private void challenge() {
        Imsi imsi = old.knownKeys().of(card.iccid()).imsi();
        ChallengeResult result = await(old.network().challenge(card.handset(), imsi));
        if (result instanceof ChallengeResult.MacFailure) {
            refusals.add("the card refuses a challenge under the old K of " + old.name() + ": MAC failure (9862)");
        } else {
            breaches.add("a challenge under the old K of " + old.name() + " gave " + result);
        }
    }

    private void command() {
        CommandApdu query = QueryCommand.ofActiveSlot().toApdu();
        CommandPacket packet = CommandPacket.of(
                SPI_REPORT_PLAIN,
                ACTIVE_KEYSET,
                old.knownKeys().of(card.iccid()).ota(),
                Tar.SUBSCRIPTION_MANAGEMENT,
                FRESH_COUNTER,
                CompactScript.of(query).encode());
        byte[] secured =
                SecuredPackets.secure(packet, old.knownKeys().of(card.iccid()).ota());
        UserData userData = UserData.of(UserDataHeader.COMMAND_PACKET, secured);
        DeliverOutcome outcome = deliver(userData);
        if (!(outcome instanceof DeliverOutcome.Acknowledged acknowledged)
                || acknowledged.deliverReportUserData().length == 0) {
            refusals.add("the card does not answer a command under the old OTA keys of " + old.name());
            return;
        }
        judge(acknowledged.deliverReportUserData());
    }

    private void judge(byte[] report) {
        try {
            OpenedResponse response = SecuredPackets.openResponse(
                    withoutHeader(report),
                    SPI_REPORT_PLAIN,
                    old.knownKeys().of(card.iccid()).ota());
            if (response.packet().status().isOk()) {
                breaches.add("the card executed a command under the old OTA keys of " + old.name());
            } else {
                refusals.add("the card refuses a command under the old OTA keys of " + old.name() + ": PoR status "
                        + response.packet().status());
            }
        } catch (WireFormatException e) {
            breaches.add(
                    "the card answered a command under the old OTA keys with something unreadable: " + e.getMessage());
        }
    }

    /** Takes off the user data header (TS 23.040 9.2.3.24). */
    private static byte[] withoutHeader(byte[] report) {
        int header = 1 + (report[0] & 0xFF);
        if (header > report.length) {
            throw new WireFormatException("TS 23.040 9.2.3.24", 0, "the user data header is longer than the report");
        }
        return Arrays.copyOfRange(report, header, report.length);
    }

    private void replay(byte[] switchPacket) {
        Imsi before = card.handset().status().imsi().orElseThrow();
        int resets = card.resets();
        deliver(UserData.of(switchPacket));
        Imsi after = card.handset().status().imsi().orElseThrow();
        if (before.equals(after) && resets == card.resets()) {
            refusals.add("the packet that switched the card, sent again, does nothing");
        } else {
            breaches.add("the packet that switched the card, sent again, had an effect");
        }
    }

    private DeliverOutcome deliver(UserData userData) {
        SmsDeliver message =
                SmsDeliver.toUsim(SmsAddress.international(old.profile().otaNumber()), TIMESTAMP, userData);
        return await(card.handset().deliver(serving.network(), message.encode()));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** TP-UD of the last message that a device gave its card, out of the ENVELOPE. */
    static byte[] userData(byte[] envelope) {
        byte[] body = CommandApdu.decode(envelope).data();
        return SmsDeliver.decode(SmsPpDownload.decode(body).tpdu()).userData().bytes();
    }
}
