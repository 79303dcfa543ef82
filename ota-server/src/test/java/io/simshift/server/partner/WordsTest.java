package io.simshift.server.partner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.remote.RemoteException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WordsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OperatorId B = new OperatorId("B");
    private static final OperatorId C = new OperatorId("C");

    @TempDir
    private Path folder;

    private static void put(PartnerStore store, Words words, OperatorId partner) {
        store.database().writeNow(db -> {
            words.put(db, partner, "/p", JSON.createObjectNode().put("to", partner.value()));
            return null;
        });
        words.happened();
    }

    @Test
    void aPartnerThatAnswersSlowlyHoldsUpNobodyElse() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Words.Ear ear = (partner, path, body) -> {
            if (partner.equals(B)) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new RemoteException(0, "interrupted", e);
                }
            }
            told.add(body.path("to").asText());
        };
        try (PartnerStore store = PartnerStore.open(folder);
                Words words = new Words(store, ear, Clock.systemUTC())) {
            words.start();
            put(store, words, B);
            put(store, words, C);
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("C");
            over.countDown();
            assertThat(told.poll(30, TimeUnit.SECONDS)).isEqualTo("B");
        }
    }

    @Test
    void wordsOfAnEarlierRunAreToldUntilTheyAreTaken() throws Exception {
        try (PartnerStore store = PartnerStore.open(folder);
                Words never = new Words(store, (partner, path, body) -> {}, Clock.systemUTC())) {
            put(store, never, B);
        }
        AtomicInteger tries = new AtomicInteger();
        CountDownLatch taken = new CountDownLatch(1);
        Words.Ear ear = (partner, path, body) -> {
            if (tries.incrementAndGet() == 1) {
                throw new RemoteException(0, "away", null);
            }
            taken.countDown();
        };
        try (PartnerStore store = PartnerStore.open(folder);
                Words words = new Words(store, ear, Clock.systemUTC())) {
            words.start();
            taken.await();
            while (!store.partnersWithWords().isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        assertThat(tries.get()).isEqualTo(2);
    }

    @Test
    void theDatabaseIsItsOwnersAlone() throws Exception {
        try (PartnerStore store = PartnerStore.open(folder)) {
            assertThat(store.partnersWithWords()).isEmpty();
            for (String file : new String[] {"partners.db", "partners.db-wal"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                        .as(file)
                        .isEqualTo("rw-------");
            }
        }
    }
}
