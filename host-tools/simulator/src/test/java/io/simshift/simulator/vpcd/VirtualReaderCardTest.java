package io.simshift.simulator.vpcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class VirtualReaderCardTest {
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch unreachable = new CountDownLatch(1);
    private FakeReader reader;
    private int resets;

    private final CardLink card = new CardLink() {
        @Override
        public byte[] reset() {
            resets++;
            return new byte[] {0x3B, (byte) resets};
        }

        @Override
        public byte[] transmit(byte[] commandApdu) {
            if (commandApdu[1] == 0x44) {
                throw new CardLinkException("broken");
            }
            byte[] echo = new byte[commandApdu.length + 2];
            System.arraycopy(commandApdu, 0, echo, 0, commandApdu.length);
            echo[commandApdu.length] = (byte) 0x90;
            return echo;
        }
    };

    private final ReaderListener listener = new ReaderListener() {
        @Override
        public void inserted() {
            said.add("inserted");
        }

        @Override
        public void readerGone() {
            said.add("gone");
        }

        @Override
        public void readerUnreachable(IOException cause) {
            said.add("unreachable");
            unreachable.countDown();
        }

        @Override
        public void cardFailed(CardLinkException cause) {
            said.add("failed: " + cause.getMessage());
        }
    };

    @BeforeEach
    void openReader() throws IOException {
        reader = new FakeReader();
    }

    @AfterEach
    void closeReader() throws IOException {
        reader.close();
    }

    private CompletableFuture<Void> once(VirtualReaderCard inReader) {
        return CompletableFuture.runAsync(() -> {
            try {
                inReader.serveOnce();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void answersControlsAndCommandsUntilTheReaderEnds() throws Exception {
        CompletableFuture<Void> served = once(new VirtualReaderCard(card, reader.address(), listener));
        reader.accept();
        assertThat(reader.exchange("04")).isEqualTo("3B01");
        assertThat(reader.exchange("04"))
                .as("asking for the ATR resets nothing")
                .isEqualTo("3B01");
        reader.send("01");
        assertThat(reader.exchange("04")).isEqualTo("3B02");
        assertThat(reader.exchange("00A40004023F00")).isEqualTo("00A40004023F009000");
        reader.send("02");
        assertThat(reader.exchange("04")).isEqualTo("3B03");
        reader.send("00");
        assertThat(reader.exchange("04")).isEqualTo("3B03");
        String longest = "AA".repeat(0xFFFF - 2);
        assertThat(reader.exchange(longest)).isEqualTo(longest + "9000");
        reader.hangUp();
        served.get(20, TimeUnit.SECONDS);
        assertThat(said).containsExactly("inserted", "gone");
    }

    @Test
    void tellsTheReaderOfACardThatFails() throws Exception {
        CompletableFuture<Void> served = once(new VirtualReaderCard(card, reader.address(), listener));
        reader.accept();
        assertThat(reader.exchange("00440000")).isEqualTo("6F00");
        assertThat(reader.exchange("00450000")).isEqualTo("004500009000");
        reader.hangUp();
        served.get(20, TimeUnit.SECONDS);
        assertThat(said).containsExactly("inserted", "failed: broken", "gone");
    }

    @Test
    void comesBackWhenTheReaderDoes() throws Exception {
        VirtualReaderCard inReader = new VirtualReaderCard(card, reader.address(), listener);
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> inReader.serve(1));
        reader.accept();
        reader.hangUp();
        reader.accept();
        assertThat(reader.exchange("00450000")).isEqualTo("004500009000");
        assertThat(resets).as("connecting is no reset").isEqualTo(1);
        inReader.close();
        served.get(20, TimeUnit.SECONDS);
        assertThat(reader.cardGone()).isTrue();
        assertThat(said.subList(0, 3)).containsExactly("inserted", "gone", "inserted");
    }

    @Test
    void waitsForAReaderThatIsNotThereAndSaysSoOnce() throws Exception {
        InetSocketAddress address = reader.address();
        reader.close();
        VirtualReaderCard inReader = new VirtualReaderCard(card, address, listener);
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> inReader.serve(1));
        assertThat(unreachable.await(20, TimeUnit.SECONDS)).isTrue();
        inReader.close();
        served.get(20, TimeUnit.SECONDS);
        assertThat(said).containsExactly("unreachable");
    }

    @Test
    void failsWhereThereIsNoReaderAndItTriesOnce() throws IOException {
        InetSocketAddress address = reader.address();
        reader.close();
        VirtualReaderCard inReader = new VirtualReaderCard(card, address, listener);
        assertThatThrownBy(inReader::serveOnce).isInstanceOf(IOException.class);
    }

    @Test
    void refusesControlsThatItDoesNotKnow() throws Exception {
        VirtualReaderCard inReader = new VirtualReaderCard(card, reader.address(), listener);
        CompletableFuture<Throwable> outcome = CompletableFuture.supplyAsync(() -> {
            try {
                inReader.serveOnce();
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        reader.accept();
        reader.send("09");
        assertThat(outcome.get(20, TimeUnit.SECONDS)).hasMessage("the reader sent a control code that is not known: 9");
    }

    @Test
    void servesNoMoreOnceTakenOut() throws Exception {
        VirtualReaderCard inReader = new VirtualReaderCard(card, reader.address(), listener);
        inReader.close();
        once(inReader).get(20, TimeUnit.SECONDS);
        inReader.serve(1);
        assertThat(said).isEmpty();
        assertThat(HexFormat.of().toHexDigits((byte) resets)).isEqualTo("00");
    }
}
