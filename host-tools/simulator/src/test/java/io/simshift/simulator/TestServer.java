package io.simshift.simulator;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.protocol.subscription.StoreSlotCommand;

/** The part of an OTA server that a test needs: packets under one slot's keys, with rising counters. */
final class TestServer {
    private static final SmsAddress NUMBER = SmsAddress.of(SmsAddress.UNKNOWN, "1234");

    private final PacketKeys keys;
    private final Spi spi;
    private Counter counter = Counter.ZERO;

    TestServer(StoreSlotCommand slot, boolean porBySubmit) {
        this.keys = slot.algorithm().packetKeys(slot.kic(), slot.kid());
        this.spi = Spi.secured(porBySubmit);
    }

    /** An SMS-DELIVER that carries these commands. */
    byte[] message(CommandApdu... commands) {
        counter = counter.next();
        byte[] script = CompactScript.of(commands).encode();
        CommandPacket packet = CommandPacket.of(spi, 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, counter, script);
        UserData userData =
                PacketSegments.ofCommand(SecuredPackets.secure(packet, keys), 1).get(0);
        return SmsDeliver.toUsim(NUMBER, new byte[SmsDeliver.TIMESTAMP_LENGTH], userData)
                .encode();
    }

    OpenedResponse openReport(byte[] deliverReportUserData) {
        byte[] packet =
                SmsDeliverReport.ofUsim(UserData.of(deliverReportUserData)).payload();
        return SecuredPackets.openResponse(packet, spi, keys);
    }

    OpenedResponse openSubmit(byte[] smsSubmitTpdu) {
        return SecuredPackets.openResponse(SmsSubmit.decode(smsSubmitTpdu).payload(), spi, keys);
    }
}
