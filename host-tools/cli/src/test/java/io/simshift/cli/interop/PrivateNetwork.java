package io.simshift.cli.interop;

import io.simshift.cli.CommandRun;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.FollowingLink;
import io.simshift.simulator.ota.Delivery;
import io.simshift.simulator.ota.OtaTerminal;
import io.simshift.simulator.pcsc.PcscLink;
import io.simshift.simulator.pcsc.PcscReaders;
import io.simshift.simulator.profile.CardProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The scenario of {@link EapOverPcscTest}, in a process that has namespaces of its own: a card in a virtual reader, operator
 * A's network, a change of operator, operator B's network.
 */
final class PrivateNetwork {
    static final String RESULT = "RESULT ";

    private static final Path EXAMPLES = Path.of("../../examples");
    private static final Path PROFILE = EXAMPLES.resolve("card-profile.json");
    private static final Imsi IMSI_B = new Imsi("001020000000001");
    private static final int TRIES = 300;
    private static final long PAUSE_MILLIS = 100;

    private final Path folder;
    private int radiusPort = 1812;

    private PrivateNetwork(Path folder) {
        this.folder = folder;
    }

    /** @param arguments the folder to work in */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            new PrivateNetwork(Path.of(arguments[0])).run();
        } finally {
            System.out.flush();
        }
        // the card is still served: this ends it
        System.exit(0);
    }

    private void run() throws IOException, InterruptedException {
        Background.run("ip", "link", "set", "lo", "up");
        Background.run("mount", "-t", "tmpfs", "none", "/run");
        Files.createDirectories(Path.of("/run/pcscd"));
        try (Background reader = Background.start(folder.resolve("pcscd.log"), "pcscd", "--foreground")) {
            Thread card = new Thread(PrivateNetwork::serveCard, "card");
            card.setDaemon(true);
            card.start();
            awaitCard(reader);
            changeOperator();
        }
    }

    private static void serveCard() {
        CommandRun run = CommandRun.of("card", "serve", "--profile", PROFILE.toString());
        System.out.println(run);
    }

    private void changeOperator() throws IOException, InterruptedException {
        Path subscribersA = EXAMPLES.resolve("subscribers-a.csv");
        try (Operator a = operator("A", subscribersA)) {
            a.authenticate("AKA", "AKA'", "SIM");
        }
        try (Operator a = operator("A without its sequence numbers", subscribersA)) {
            a.authenticate("AKA", "AKA");
        }
        switchToB();
        try (Operator b = operator("B", EXAMPLES.resolve("subscribers-b.csv"))) {
            b.authenticate("AKA", "AKA'", "SIM");
        }
        try (Operator a = operator("A", subscribersA)) {
            a.authenticate("AKA", "SIM");
        }
        String stolen = Files.readString(subscribersA).replace("001010000000001", IMSI_B.digits());
        try (Operator a = operator("A with the new IMSI", Files.writeString(folder.resolve("stolen.csv"), stolen))) {
            a.authenticate("AKA", "SIM");
        }
    }

    private Operator operator(String name, Path subscribers) throws IOException, InterruptedException {
        int port = radiusPort++;
        return Operator.start(name, subscribers, Files.createDirectory(folder.resolve(Integer.toString(port))), port);
    }

    /** The card is there some time after the reader and after this process have started. */
    private static void awaitCard(Background reader) throws InterruptedException {
        for (int i = 1; ; i++) {
            try {
                openCard().close();
                return;
            } catch (CardLinkException e) {
                if (i == TRIES || !reader.isAlive()) {
                    throw e;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static PcscLink openCard() {
        return PcscReaders.ofThisMachine().open("00 00");
    }

    private static void switchToB() throws IOException {
        StoreSlotCommand slot = new CardProfileReader(new SecureRandom())
                .read(PROFILE)
                .slot(new SlotIndex(1))
                .orElseThrow();
        PacketKeys keys = slot.algorithm().packetKeys(slot.kic(), slot.kid());
        Spi spi = Spi.secured(false);
        SwitchCommand command = SwitchCommand.to(new SlotIndex(2), IMSI_B, new TransferId(1), new SlotIndex(1));
        byte[] script = new CompactScript(List.of(command.toApdu())).encode();
        CommandPacket packet = CommandPacket.of(spi, 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(1), script);
        try (PcscLink card = openCard()) {
            OtaTerminal terminal = new OtaTerminal(card, SmsAddress.of(SmsAddress.INTERNATIONAL, "8835018000"), 0);
            terminal.start();
            Delivery delivery = terminal.deliver(SecuredPackets.secure(packet, keys), true);
            byte[] por = delivery.responses().get(0).packet();
            CompactResponse answer = CompactResponse.decode(
                    SecuredPackets.openResponse(por, spi, keys).packet().data());
            // the REFRESH is announced behind the proof of receipt
            terminal.pollForMore();
            System.out.println(RESULT + "SWITCH by " + delivery.ofMessages() + " message: " + answer.status()
                    + ", IMSI " + imsi(card));
        }
    }

    private static Imsi imsi(PcscLink card) {
        FollowingLink link = new FollowingLink(card);
        HexFormat hex = HexFormat.of();
        link.transmit(hex.parseHex("00A4040C07A0000000871002"));
        link.transmit(hex.parseHex("00A4000C026F07"));
        return Imsi.decode(
                ResponseApdu.decode(link.transmit(hex.parseHex("00B0000009"))).data());
    }
}
