package io.simshift.cli.vectors;

import io.simshift.cli.CommandFailure;
import io.simshift.protocol.packet.CipherAlgorithm;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.IntegrityAlgorithm;
import io.simshift.protocol.packet.KeyIdentifier;
import io.simshift.protocol.packet.OpenedCommand;
import io.simshift.protocol.packet.OpenedResponse;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.packet.ResponsePacket;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Spi;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Secured packets: the folder {@code ota}. Each is encoded to its exact bytes and decoded to its fields. */
final class PacketVectors {
    private static final Map<String, CipherAlgorithm> CIPHERS = Map.of(
            "none", CipherAlgorithm.NONE,
            "des_cbc", CipherAlgorithm.DES_CBC,
            "des_ecb", CipherAlgorithm.DES_ECB,
            "3des2_cbc", CipherAlgorithm.TRIPLE_DES_2_CBC,
            "3des3_cbc", CipherAlgorithm.TRIPLE_DES_3_CBC,
            "3des2_ecb", CipherAlgorithm.TRIPLE_DES_2_ECB,
            "3des3_ecb", CipherAlgorithm.TRIPLE_DES_3_ECB,
            "aes_cbc", CipherAlgorithm.AES_CBC);

    private static final Map<String, IntegrityAlgorithm> INTEGRITIES = Map.of(
            "none", IntegrityAlgorithm.NONE,
            "crc16", IntegrityAlgorithm.CRC_16,
            "crc32", IntegrityAlgorithm.CRC_32,
            "des_mac", IntegrityAlgorithm.DES_MAC,
            "3des2_mac", IntegrityAlgorithm.TRIPLE_DES_2_MAC,
            "3des3_mac", IntegrityAlgorithm.TRIPLE_DES_3_MAC,
            "aes_cmac_64", IntegrityAlgorithm.AES_CMAC_64,
            "aes_cmac_32", IntegrityAlgorithm.AES_CMAC_32);

    private static final List<String> COMMAND_COLUMNS = List.of(
            "spi",
            "kic",
            "kid",
            "tar",
            "cntr",
            "pcntr",
            "cipher",
            "kic_key",
            "integrity",
            "kid_key",
            "secured_data",
            "command_packet");

    private static final int CAT_TP_COMMAND = 0x01;
    private static final int CAT_TP_RESPONSE = 0x02;

    private PacketVectors() {}

    static List<VectorKind> kinds() {
        return List.of(
                command("command_packets.csv"),
                command("generated_gap_vectors.csv"),
                new VectorKind(
                        "ota",
                        "response_packets.csv",
                        List.of(
                                "response_packet",
                                "por_cipher",
                                "kic_key",
                                "por_integrity",
                                "kid_key",
                                "tar",
                                "cntr",
                                "pcntr",
                                "status",
                                "data"),
                        false,
                        VectorKind.eachRow((row, target, checks) -> response(row, checks))));
    }

    private static VectorKind command(String fileName) {
        return new VectorKind("ota", fileName, COMMAND_COLUMNS, true, VectorKind.eachRow(PacketVectors::command));
    }

    private static void command(VectorRow row, Target target, RowChecks checks) {
        String unsupported = unsupported(row, "cipher", "integrity");
        if (!unsupported.isEmpty()) {
            checks.skip(unsupported);
            return;
        }
        PacketKeys keys = keys(row, "cipher", "integrity");
        byte[] wire = row.hex("command_packet");
        Framing framing = framing(row, wire);
        if (row.isNegative()) {
            checks.refused("command_packet", () -> SecuredPackets.open(wire, keys, framing));
            return;
        }
        CommandPacket packet = new CommandPacket(
                Spi.of(unsigned(row, "spi", 2)),
                new KeyIdentifier(unsigned(row, "kic", 1)),
                new KeyIdentifier(unsigned(row, "kid", 1)),
                Tar.parse(row.text("tar")),
                Counter.decode(row.hex("cntr")),
                row.hex("secured_data"));
        target.checkPacket(packet, keys, framing, wire, checks);
        if (target.computesFunctions()) {
            columns(row, packet, keys, SecuredPackets.open(wire, keys, framing), checks);
        }
    }

    /** What else a row says of its packet. */
    private static void columns(
            VectorRow row, CommandPacket packet, PacketKeys keys, OpenedCommand opened, RowChecks checks) {
        byte[] wire = row.hex("command_packet");
        padding(row, opened.paddingLength(), checks);
        checks.column(row, "rc_cc", opened.checkValue());
        userData(row, "tp_ud", "027000", wire, checks);
        if (row.has("sms_tpdu")) {
            byte[] tpdu = row.hex("sms_tpdu");
            byte[] end = Arrays.copyOfRange(tpdu, Math.max(0, tpdu.length - wire.length), tpdu.length);
            checks.equal("end of sms_tpdu", wire, end);
        }
        expectedResponse(row, packet, keys, checks);
        responseOf(row, packet, keys, checks);
    }

    /** Where the row has a whole response of a card to its command, that one must open. */
    private static void expectedResponse(VectorRow row, CommandPacket packet, PacketKeys keys, RowChecks checks) {
        String expected = row.text("expected_response");
        if (!expected.matches("(?i)027100[0-9a-f]+")) {
            return;
        }
        byte[] wire = HexFormat.of().parseHex(expected.substring(6));
        ResponsePacket response =
                SecuredPackets.openResponse(wire, packet.spi(), keys).packet();
        checks.equal("TAR of expected_response", packet.tar(), response.tar());
        checks.equal("CNTR of expected_response", packet.counter(), response.counter());
        checks.equal("status of expected_response", PorStatus.OK, response.status());
    }

    /** Where the row has the fields of a response to its command. */
    private static void responseOf(VectorRow row, CommandPacket command, PacketKeys keys, RowChecks checks) {
        if (!row.has("response_packet")) {
            return;
        }
        ResponsePacket response = new ResponsePacket(
                command.tar(),
                command.counter(),
                new PorStatus(unsigned(row, "response_status", 1)),
                row.hex("response_data"));
        byte[] wire = row.hex("response_packet");
        if (row.has("response_cipher")) {
            boolean ciphered = !row.text("response_cipher").equalsIgnoreCase("none");
            checks.equal("response_cipher", ciphered, command.spi().porCiphered());
        }
        checks.equal("response_packet, encoded", wire, SecuredPackets.secure(response, command.spi(), keys));
        OpenedResponse opened = SecuredPackets.openResponse(wire, command.spi(), keys);
        checks.equal("response_packet, decoded", response, opened.packet());
        checks.equal("response_data", response.data(), opened.packet().data());
        userData(row, "response_tp_ud", "027100", wire, checks);
    }

    private static void response(VectorRow row, RowChecks checks) {
        String unsupported = unsupported(row, "por_cipher", "por_integrity");
        if (!unsupported.isEmpty()) {
            checks.skip(unsupported);
            return;
        }
        PacketKeys keys = keys(row, "por_cipher", "por_integrity");
        byte[] wire = row.hex("response_packet");
        Framing framing = framing(row, wire);
        Spi spi = spiFor(keys);
        if (row.isNegative()) {
            checks.refused("response_packet", () -> SecuredPackets.openResponse(wire, spi, keys, framing));
            return;
        }
        ResponsePacket packet = new ResponsePacket(
                Tar.parse(row.text("tar")),
                Counter.decode(row.hex("cntr")),
                new PorStatus(unsigned(row, "status", 1)),
                row.hex("data"));
        checks.equal("response_packet, encoded", wire, SecuredPackets.secure(packet, spi, keys, framing));
        OpenedResponse opened = SecuredPackets.openResponse(wire, spi, keys, framing);
        checks.equal("response_packet, decoded", packet, opened.packet());
        checks.equal("data", packet.data(), opened.packet().data());
        padding(row, opened.paddingLength(), checks);
        checks.column(row, "rc_cc", opened.checkValue());
    }

    /** An SPI that asks for a PoR under these keys. */
    private static Spi spiFor(PacketKeys keys) {
        int ciphered = keys.cipher() == CipherAlgorithm.NONE ? 0 : 0x10;
        return new Spi(0, 0x01 | keys.integrity().kind().ordinal() << 2 | ciphered);
    }

    private static void padding(VectorRow row, int paddingLength, RowChecks checks) {
        if (row.has("pcntr")) {
            checks.equal("pcntr", row.number("pcntr"), paddingLength);
        }
    }

    private static void userData(VectorRow row, String column, String header, byte[] packet, RowChecks checks) {
        checks.column(
                row, column, HexFormat.of().parseHex(header + HexFormat.of().formatHex(packet)));
    }

    private static String unsupported(VectorRow row, String cipherColumn, String integrityColumn) {
        if (!CIPHERS.containsKey(name(row, cipherColumn))) {
            return "cipher '" + row.text(cipherColumn) + "' is in no standard that Simshift follows";
        }
        if (!INTEGRITIES.containsKey(name(row, integrityColumn))) {
            return "check '" + row.text(integrityColumn) + "' is proprietary: no standard has it";
        }
        return "";
    }

    private static String name(VectorRow row, String column) {
        return row.has(column) ? row.text(column).toLowerCase(Locale.ROOT) : "none";
    }

    private static PacketKeys keys(VectorRow row, String cipherColumn, String integrityColumn) {
        CipherAlgorithm cipher = CIPHERS.get(name(row, cipherColumn));
        IntegrityAlgorithm integrity = INTEGRITIES.get(name(row, integrityColumn));
        SecretBytes kic = cipher == CipherAlgorithm.NONE ? PacketKeys.noKey() : row.key("kic_key");
        boolean keyed = integrity.kind() == Spi.Check.CC;
        return new PacketKeys(cipher, kic, integrity, keyed ? row.key("kid_key") : PacketKeys.noKey());
    }

    /** How the row's packet looks on its bearer; where its source deviates from the standard, the row says so. */
    private static Framing framing(VectorRow row, byte[] wire) {
        boolean lengthFits = wire.length >= 2 && ((wire[0] & 0xFF) << 8 | wire[1] & 0xFF) == wire.length - 2;
        boolean identified = wire.length > 0 && (wire[0] == CAT_TP_COMMAND || wire[0] == CAT_TP_RESPONSE);
        boolean catTp = !lengthFits && identified;
        Framing framing = catTp ? Framing.CAT_TP : Framing.SMS;
        if ((row.text("recomputed") + row.text("notes")).contains("padding octets 80")) {
            framing = framing.withPadding(Framing.Padding.MARKED);
        }
        boolean withoutHeader = row.text("cc_scope").equalsIgnoreCase("without UDH");
        return withoutHeader ? framing.withoutUdhInResponseCheck() : framing;
    }

    private static int unsigned(VectorRow row, String column, int length) {
        byte[] bytes = row.hex(column, length);
        if (length > Short.BYTES) {
            throw CommandFailure.failed("column " + column + " is too long for a number");
        }
        int value = 0;
        for (byte octet : bytes) {
            value = value << 8 | octet & 0xFF;
        }
        return value;
    }
}
