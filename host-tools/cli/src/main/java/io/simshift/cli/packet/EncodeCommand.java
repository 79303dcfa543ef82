package io.simshift.cli.packet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.cli.HexInput;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.UserData;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simshift packet encode}. */
@Command(
        name = "encode",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Makes a secured packet from its fields and prints its bytes, without and with the user data header"
                        + " of an SMS.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift packet encode --spi 1639 --kic 12 --kid 12 --tar B00001 --cntr 1 \\",
            "      --kic-key @kic.hex --kid-key env:KID_KEY --data 00A40004026F07",
            "  simshift packet encode --response --spi 1639 --tar B00001 --cntr 1 \\",
            "      --kic-key @kic.hex --kid-key env:KID_KEY --status 00 --data 019000",
            "",
            "The low digit of KIc and KID names the algorithm: 2 AES, 5 3DES with two keys,",
            "9 3DES with three; of KID with a redundancy check in SPI 1 CRC-16, 5 CRC-32. The",
            "high digit names the keyset. The length of an AES key makes it AES-128, 192 or 256."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the packet was made", "1:it could not be made", "2:wrong usage, or keys that do not fit"})
public final class EncodeCommand implements Callable<Integer> {
    private static final HexFormat HEX = HexFormat.of();

    @Option(
            names = "--spi",
            paramLabel = "HEX4",
            required = true,
            converter = Converters.OfSpi.class,
            description = "Security parameter indicator, for example 1639; of a response that of its command.")
    private Spi spi;

    @Option(
            names = "--kic",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description = "Keyset and algorithm of the ciphering; default 12, keyset 1 and AES.")
    private KeyIdentifier kic;

    @Option(
            names = "--kid",
            paramLabel = "HEX2",
            converter = Converters.OfKeyIdentifier.class,
            description = "Keyset and algorithm of the check value; default 12, keyset 1 and AES-CMAC.")
    private KeyIdentifier kid;

    @Option(
            names = "--tar",
            paramLabel = "HEX6",
            required = true,
            converter = Converters.OfTar.class,
            description =
                    "Target application: 3B0001 subscription management, B00000 files of the UICC, B00010 of the USIM.")
    private Tar tar;

    @Option(
            names = "--cntr",
            paramLabel = "N",
            defaultValue = "0",
            converter = Converters.OfCounter.class,
            description =
                    "Counter: decimal, 0x and hexadecimal digits, or its 5 bytes as 10 hexadecimal digits; default 0.")
    private Counter counter;

    @Option(names = "--data", paramLabel = "HEX", defaultValue = "", description = "Secured data; default none.")
    private String data;

    @Mixin
    private KeyOptions keyOptions;

    @Option(
            names = "--check-bytes",
            paramLabel = "4|8",
            description = "Bytes of an AES-CMAC; default 8. Other check values have the length that they have.")
    private Integer checkBytes;

    @Option(names = "--response", description = "Make the response packet of a card rather than a command packet.")
    private boolean response;

    @Option(
            names = "--status",
            paramLabel = "HEX2",
            converter = Converters.OfStatus.class,
            description = "Status of a response packet; default 00, done.")
    private PorStatus status;

    @Option(names = "--explain", description = "Explain each field; the default on a terminal.")
    private boolean explain;

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireSense();
        PacketKeys keys = keys();
        Framing framing = keyOptions.transport().framing();
        byte[] packet = encode(keys, framing);
        List<byte[]> messages = keyOptions.transport() == Transport.sms ? messages(packet) : List.of();
        byte[] header = messages.size() == 1 ? HEX.parseHex(response ? "027100" : "027000") : new byte[0];
        GivenPacket made = new GivenPacket(header, packet, framing, response);
        Explanation explanation = explanation(made, keys);
        if (json) {
            printJson(packet, messages, explanation);
        } else {
            printText(packet, messages, explanation);
        }
        return ExitCodes.OK;
    }

    private void requireSense() {
        if (status != null && !response) {
            throw CommandFailure.usage("--status is for a response packet: it needs --response");
        }
        if (checkBytes != null && checkBytes != 4 && checkBytes != 8) {
            throw CommandFailure.usage("--check-bytes is 4 or 8, not " + checkBytes);
        }
    }

    private PacketKeys keys() throws IOException {
        boolean ciphered = response ? spi.porCiphered() : spi.ciphered();
        Spi.Check check = response ? spi.porCheck() : spi.check();
        int length = checkBytes == null ? IntegrityAlgorithm.AES_CMAC_64.length() : checkBytes;
        CipherAlgorithm cipher =
                ciphered ? KeyChoice.cipher(KeyOptions.orDefault(kic), keyOptions.implicit()) : CipherAlgorithm.NONE;
        IntegrityAlgorithm integrity = check == Spi.Check.NONE
                ? IntegrityAlgorithm.NONE
                : KeyChoice.integrity(KeyOptions.orDefault(kid), check, length, keyOptions.implicit());
        if (checkBytes != null && integrity.length() != checkBytes) {
            throw CommandFailure.usage("--check-bytes " + checkBytes + " does not go with " + integrity.describe());
        }
        return KeyChoice.keys(cipher, keyOptions.kicKey(), integrity, keyOptions.kidKey());
    }

    private byte[] encode(PacketKeys keys, Framing framing) {
        byte[] bytes = HexInput.parse("--data", data);
        if (response) {
            PorStatus shown = status == null ? PorStatus.OK : status;
            return SecuredPackets.secure(new ResponsePacket(tar, counter, shown, bytes), spi, keys, framing);
        }
        CommandPacket command =
                new CommandPacket(spi, KeyOptions.orDefault(kic), KeyOptions.orDefault(kid), tar, counter, bytes);
        try {
            return SecuredPackets.secure(command, keys, framing);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.failed("The packet cannot be made: " + e.getMessage(), e);
        }
    }

    private List<byte[]> messages(byte[] packet) {
        // One packet at a time is made here, so any reference of its parts is unique.
        List<UserData> parts = response ? PacketSegments.ofResponse(packet, 1) : PacketSegments.ofCommand(packet, 1);
        return parts.stream().map(UserData::bytes).toList();
    }

    private Explanation explanation(GivenPacket made, PacketKeys keys) {
        PacketExplainer.Body body = new PacketExplainer.Body(
                keys.cipher() != CipherAlgorithm.NONE,
                keys.cipher(),
                keys.kic(),
                keys.integrity().describe());
        return response
                ? PacketExplainer.response(made, spi, body)
                : PacketExplainer.command(made, SecuredPackets.peek(made.packet(), made.framing()), body);
    }

    private void printText(byte[] packet, List<byte[]> messages, Explanation explanation) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("packet     " + HEX.formatHex(packet));
        for (byte[] message : messages) {
            out.println("user data  " + HEX.formatHex(message));
        }
        if (messages.size() > 1) {
            out.println(
                    "(" + packet.length + " bytes do not fit one short message: " + messages.size() + " are needed)");
        }
        if (explain || System.console() != null) {
            out.println();
            explanation.printText(out);
        }
        out.flush();
    }

    private void printJson(byte[] packet, List<byte[]> messages, Explanation explanation) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        root.put("kind", response ? "response" : "command");
        root.put("packet", HEX.formatHex(packet));
        ArrayNode list = root.putArray("userData");
        messages.forEach(message -> list.add(HEX.formatHex(message)));
        explanation.addTo(root);
        PrintWriter out = spec.commandLine().getOut();
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
        out.flush();
    }
}
