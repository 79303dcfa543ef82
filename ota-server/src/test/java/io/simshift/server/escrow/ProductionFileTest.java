package io.simshift.server.escrow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.operator.OperatorIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes from the escrow to the personalisation line. */
class ProductionFileTest {
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CARDS = 20;
    private static final int FRAME_END_BYTES = 64;

    @TempDir
    static Path folder;

    private static OperatorIdentity line;
    private static OperatorIdentity stranger;
    private static Escrow escrow;
    private static Path file;

    @BeforeAll
    static void makeABatch() throws IOException {
        line = OperatorIdentity.open(folder.resolve("line.p12"), PASSWORD, "line", Clock.systemUTC(), RANDOM);
        stranger = OperatorIdentity.open(folder.resolve("other.p12"), PASSWORD, "other", Clock.systemUTC(), RANDOM);
        escrow = Escrow.open(folder.resolve("escrow"), PASSWORD, Clock.systemUTC(), RANDOM);
        file = folder.resolve("production.cms");
        escrow.produce(batch("891234567890000000", CARDS), line.certificate(), file);
    }

    @AfterAll
    static void close() {
        escrow.close();
    }

    private static Batch batch(String first, int cards) {
        return new Batch("batch", first, cards, 3, OtaAlgorithm.AES_128, new Imsi("262010000000001"));
    }

    private static int read(Path from, OperatorIdentity by, List<String> iccids) throws IOException {
        return new ProductionReader(from, by, escrow.certificate()).read(card -> {
            iccids.add(card.iccid().digits());
            assertThat(card.slots()).hasSize(3);
        });
    }

    @Test
    void givesEveryCardToTheLine() throws IOException {
        List<String> iccids = new ArrayList<>();
        assertThat(read(file, line, iccids)).isEqualTo(CARDS);
        assertThat(iccids).hasSize(CARDS).doesNotHaveDuplicates().first().isEqualTo("8912345678900000006");
        List<byte[]> keys = new ArrayList<>();
        new ProductionReader(file, line, escrow.certificate()).read(card -> {
            keys.add(card.manufacturerKeys().kic().reveal());
            card.slots().forEach(slot -> keys.add(slot.keys().k().reveal()));
        });
        assertThat(keys.stream().map(Arrays::hashCode).distinct()).hasSize(CARDS * 4);
    }

    @Test
    void givesNoCardOfAFileThatIsCutOffOrChanged() throws IOException {
        byte[] genuine = Files.readAllBytes(file);
        Path damaged = folder.resolve("damaged.cms");
        List<String> given = new ArrayList<>();
        // The closing bytes of the CMS frame, behind the signature, carry nothing.
        for (int at = 0; at < genuine.length - FRAME_END_BYTES; at += genuine.length / 23) {
            Files.write(damaged, Arrays.copyOf(genuine, at));
            assertThatThrownBy(() -> read(damaged, line, given)).isInstanceOf(SealException.class);
            if (at > genuine.length / 10) {
                byte[] changed = genuine.clone();
                changed[at] ^= 0x10;
                Files.write(damaged, changed);
                assertThatThrownBy(() -> read(damaged, line, given)).isInstanceOf(SealException.class);
            }
        }
        assertThat(given).isEmpty();
    }

    @Test
    void givesNoCardToAnotherLineNorOfAnotherEscrow() {
        List<String> given = new ArrayList<>();
        assertThatThrownBy(() -> read(file, stranger, given))
                .isInstanceOf(SealException.class)
                .hasMessageEndingWith("is for somebody else");
        assertThatThrownBy(() -> new ProductionReader(file, line, stranger.certificate())
                        .read(card -> given.add(card.iccid().digits())))
                .isInstanceOf(SealException.class)
                .hasMessageEndingWith("does not carry the escrow's signature");
        assertThat(given).isEmpty();
    }

    @Test
    void tellsTheFailureOfTheFactoryAsItIs() {
        IllegalStateException broken = new IllegalStateException("the line has stopped");
        assertThatThrownBy(() -> new ProductionReader(file, line, escrow.certificate()).read(card -> {
                    throw broken;
                }))
                .isSameAs(broken);
    }

    @Test
    void givesNoCardThatWasChangedBetweenTheTwoReadings() throws IOException {
        byte[] genuine = Files.readAllBytes(file);
        Path changing = folder.resolve("changing.cms");
        for (int at : List.of(genuine.length / 3, genuine.length / 2)) {
            Files.write(changing, genuine);
            List<String> given = new ArrayList<>();
            assertThatThrownBy(() -> new ProductionReader(changing, line, escrow.certificate())
                            .read(new ProductionReader.Factory() {
                                @Override
                                public void begin(ProductionReader.Content content) {
                                    assertThat(content).isEqualTo(new ProductionReader.Content("batch", CARDS, 3));
                                    changeOneByte(changing, at);
                                }

                                @Override
                                public void accept(PersonalisationRecord card) {
                                    given.add(card.iccid().digits()
                                            + card.slots().stream()
                                                    .map(slot -> slot.keys().checkValues(slot.algorithm()))
                                                    .toList());
                                }
                            }))
                    .isInstanceOf(SealException.class);
            List<String> all = new ArrayList<>();
            new ProductionReader(file, line, escrow.certificate())
                    .read(card -> all.add(card.iccid().digits()
                            + card.slots().stream()
                                    .map(slot -> slot.keys().checkValues(slot.algorithm()))
                                    .toList()));
            assertThat(given).isNotEmpty().hasSizeLessThan(CARDS);
            assertThat(all.subList(0, given.size())).isEqualTo(given);
        }
    }

    private static void changeOneByte(Path path, int at) {
        try {
            byte[] bytes = Files.readAllBytes(path);
            bytes[at] ^= 0x10;
            // In place: the file that is open stays the same.
            Files.write(path, bytes, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void looksAtTheFileThatItHasOpened() throws IOException {
        Path replaced = Files.copy(file, folder.resolve("replaced.cms"));
        int[] cards = {0};
        assertThat(new ProductionReader(replaced, line, escrow.certificate()).read(new ProductionReader.Factory() {
                    @Override
                    public void begin(ProductionReader.Content content) {
                        try {
                            Path other = Files.writeString(folder.resolve("other.cms"), "something else");
                            Files.move(other, replaced, StandardCopyOption.REPLACE_EXISTING);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    @Override
                    public void accept(PersonalisationRecord card) {
                        cards[0]++;
                    }
                }))
                .isEqualTo(CARDS);
        assertThat(cards[0]).isEqualTo(CARDS);
    }

    @Test
    void makesNothingOfABatchThatOverlapsAnother() throws IOException {
        LedgerFiles before = new LedgerFiles(folder.resolve("before"));
        LedgerFiles after = new LedgerFiles(folder.resolve("after"));
        escrow.exportAudit(before.folder());
        Path second = Files.createDirectories(folder.resolve("second")).resolve("production.cms");
        // Its first cards are new, and more than fit into one transaction.
        Batch overlapping = batch("891234567889999000", 1001);
        assertThatThrownBy(() -> escrow.produce(overlapping, line.certificate(), second))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("card 8912345678900000006 has been made before");
        escrow.exportAudit(after.folder());
        assertThat(after.entries()).hasSameTextualContentAs(before.entries());
        assertThat(escrow.knows(overlapping.iccid(0))).isFalse();
        try (Stream<Path> left = Files.list(second.getParent())) {
            assertThat(left).isEmpty();
        }
    }
}
