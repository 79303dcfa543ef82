package io.simshift.server.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {
    private static final List<HandoverEntry> ENTRIES = List.of(
            new HandoverEntry(new Imsi("262020000000001"), new Iccid("8912345678900000006"), new SlotIndex(2)),
            new HandoverEntry(new Imsi("262020000000002"), new Iccid("8912345678900000014"), new SlotIndex(3)));
    private static final Handover HANDOVER = new Handover(
            Handover.Kind.HAND_OVER,
            new OperatorId("A"),
            new OperatorId("B"),
            Instant.parse("2026-11-21T00:00:00Z"),
            ENTRIES);

    @TempDir
    Path folder;

    @Test
    void writesTheListOfTheTechnicalReport() throws IOException {
        Path file = folder.resolve("handover.csv");
        HandoverCsv.write(file, ENTRIES);
        assertThat(file).hasContent("""
                        new_imsi,iccid,slot_index
                        262020000000001,8912345678900000006,2
                        262020000000002,8912345678900000014,3
                        """);
        assertThat(HandoverCsv.read("handover.csv", Files.newBufferedReader(file)))
                .isEqualTo(ENTRIES);
    }

    @Test
    void namesAtMostTenThousandCards() {
        List<HandoverEntry> most = Collections.nCopies(10_000, ENTRIES.get(0));
        Handover longest =
                new Handover(HANDOVER.kind(), HANDOVER.donor(), HANDOVER.recipient(), HANDOVER.createdAt(), most);
        SignedDocument signed = new SignedDocument(longest.text(), new byte[] {1});
        assertThat(SignedHandover.decode(signed.encode()).handover()).isEqualTo(longest);
        String line = HandoverCsv.line(ENTRIES.get(0)) + "\n";
        byte[] longer = new SignedDocument(longest.text() + line, new byte[] {1}).encode();
        assertThatThrownBy(() -> SignedHandover.decode(longer))
                .isInstanceOf(HandoverFormatException.class)
                .hasMessageContaining("a hand-over names at most 10000 cards, not 10001");

        String consent = Consent.to(longest, HANDOVER.donor(), HANDOVER.createdAt(), Optional.empty())
                .text();
        assertThat(Consent.parse(consent).cards()).hasSize(10_000);
        assertThatThrownBy(() -> Consent.parse(consent + ENTRIES.get(0).iccid() + ",2\n"))
                .isInstanceOf(HandoverFormatException.class)
                .hasMessageContaining("a consent names at most 10000 cards, not 10001");
    }

    @Test
    void saysWhichLineOfAListIsWrong() {
        assertBad("x\n", "list.csv:1: the first line must be new_imsi,iccid,slot_index");
        assertBad("", "list.csv:0: the line new_imsi,iccid,slot_index is missing");
        assertBad(HandoverCsv.HEADER + "\n1,2\n", "list.csv:2: 3 columns are needed, not 2");
        assertBad(
                HandoverCsv.HEADER + "\n262020000000001,8912345678900000006,x\n",
                "list.csv:2: slot index 'x' is not a number");
        assertBad(
                HandoverCsv.HEADER + "\n262020000000001,8912345678900000006,65\n",
                "list.csv:2: slot index 65 is not between 1 and 64");
        assertBad(
                HandoverCsv.HEADER + "\n262020000000001,8912345678900000007,2\n",
                "list.csv:2: ICCID 8912345678900000007 has a wrong check digit");
    }

    private static void assertBad(String text, String message) {
        assertThatThrownBy(() -> HandoverCsv.read("list.csv", new StringReader(text)))
                .isInstanceOf(HandoverFormatException.class)
                .hasMessage(message);
    }

    @Test
    void readsASignedFileBack() {
        OperatorIdentity donor = identity();
        SignedHandover signed = SignedHandover.sign(HANDOVER, donor);
        SignedHandover read = SignedHandover.decode(signed.encode());
        assertThat(read.handover()).isEqualTo(HANDOVER);
        assertThat(read.isSignedBy(donor.certificate())).isTrue();
        assertThat(new String(signed.encode(), StandardCharsets.UTF_8))
                .startsWith("# simshift hand-over 1\n# donor: A\n# recipient: B\n# created: 2026-11-21T00:00:00Z\n");
    }

    @Test
    void readsNoSignedFileThatWasCutOrChangedAsGenuine() {
        OperatorIdentity donor = identity();
        byte[] file = SignedHandover.sign(HANDOVER, donor).encode();
        for (int length = 0; length < file.length; length++) {
            assertNotGenuine(Arrays.copyOf(file, length), donor);
        }
        for (int at = 0; at < file.length; at++) {
            byte[] changed = file.clone();
            changed[at] ^= 1;
            assertNotGenuine(changed, donor);
        }
    }

    private static void assertNotGenuine(byte[] file, OperatorIdentity donor) {
        boolean genuine;
        try {
            genuine = SignedHandover.decode(file).isSignedBy(donor.certificate());
        } catch (HandoverFormatException e) {
            genuine = false;
        }
        assertThat(genuine).as(new String(file, StandardCharsets.UTF_8)).isFalse();
    }

    private OperatorIdentity identity() {
        return OperatorIdentity.open(
                folder.resolve("a.p12"), "secret".toCharArray(), "A", Clock.systemUTC(), new SecureRandom());
    }
}
