package io.simshift.simulator.pcsc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.simshift.simulator.card.CardLinkException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import org.junit.jupiter.api.Test;

class PcscLinkTest {
    private static final HexFormat HEX = HexFormat.of();

    private final List<CardTerminal> readers = new ArrayList<>();

    private PcscReaders service() {
        return new PcscReaders(new CardTerminals() {
            @Override
            public List<CardTerminal> list(State state) {
                return readers;
            }

            @Override
            public boolean waitForChange(long timeout) {
                return false;
            }
        });
    }

    @Test
    void resetsAndTransmits() {
        FakeReader reader = new FakeReader("ACME Reader 00 00", true);
        readers.add(reader);
        try (PcscLink link = service().open("")) {
            assertThat(link.reader()).isEqualTo("ACME Reader 00 00");
            assertThat(link.reset()).isEqualTo(HEX.parseHex("3b00"));
            assertThat(link.transmit(HEX.parseHex("80f2000c00"))).isEqualTo(HEX.parseHex("6c20"));
        }
        assertThat(reader.log).containsExactly("connect", "reset", "connect", "80f2000c00", "reset");
    }

    @Test
    void choosesByNameOrByTheCardInIt() {
        readers.add(new FakeReader("ACME Reader 00", false));
        readers.add(new FakeReader("Other 01", true));
        assertThat(service().open("").reader()).isEqualTo("Other 01");
        assertThat(service().open("oTHER").reader()).isEqualTo("Other 01");
        assertThatThrownBy(() -> service().open("acme"))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("there is no card in reader 'ACME Reader 00'");
        assertThatThrownBy(() -> service().open("nobody"))
                .hasMessage("no PC/SC reader has 'nobody' in its name; there are 'ACME Reader 00', 'Other 01'");
        readers.set(0, new FakeReader("ACME Reader 00", true));
        assertThatThrownBy(() -> service().open("0")).hasMessageStartingWith("several PC/SC readers fit; there are");
        readers.clear();
        assertThatThrownBy(() -> service().open("")).hasMessage("there is no PC/SC reader");
    }

    @Test
    void saysThatTheCardWasPulled() {
        FakeReader reader = new FakeReader("R", true);
        readers.add(reader);
        PcscLink link = service().open("");
        reader.pulled = true;
        assertThatThrownBy(() -> link.transmit(HEX.parseHex("80f2000c")))
                .isInstanceOf(CardLinkException.class)
                .hasMessage("the card in reader 'R' does not answer any more (SCARD_W_REMOVED_CARD)");
        assertThatThrownBy(link::reset).isInstanceOf(CardLinkException.class);
    }

    @Test
    void saysThatTheServiceDoesNotRun() {
        PcscReaders none = new PcscReaders(new CardTerminals() {
            @Override
            public List<CardTerminal> list(State state) throws CardException {
                throw new CardException("list() failed", new IllegalStateException("SCARD_E_NO_SERVICE"));
            }

            @Override
            public boolean waitForChange(long timeout) {
                return false;
            }
        });
        assertThatThrownBy(() -> none.open(""))
                .hasMessage("the PC/SC service can't be used: pcscd does not run (SCARD_E_NO_SERVICE)");
    }

    private static final class FakeReader extends CardTerminal {
        private final String name;
        private final boolean present;
        private final List<String> log = new ArrayList<>();
        private boolean pulled;

        FakeReader(String name, boolean present) {
            this.name = name;
            this.present = present;
        }

        @Override
        public String getName() {
            return name;
        }

        @Override
        public Card connect(String protocol) throws CardException {
            if (!present) {
                throw new CardNotPresentException("no card");
            }
            log.add("connect");
            return new FakeCard(this);
        }

        @Override
        public boolean isCardPresent() {
            return present;
        }

        @Override
        public boolean waitForCardPresent(long timeout) {
            return present;
        }

        @Override
        public boolean waitForCardAbsent(long timeout) {
            return !present;
        }
    }

    private static final class FakeCard extends Card {
        private final FakeReader reader;

        FakeCard(FakeReader reader) {
            this.reader = reader;
        }

        @Override
        public ATR getATR() {
            return new ATR(HEX.parseHex("3b00"));
        }

        @Override
        public String getProtocol() {
            return "T=0";
        }

        @Override
        public CardChannel getBasicChannel() {
            return new FakeChannel(this);
        }

        @Override
        public CardChannel openLogicalChannel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void beginExclusive() {}

        @Override
        public void endExclusive() {}

        @Override
        public byte[] transmitControlCommand(int code, byte[] command) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void disconnect(boolean reset) throws CardException {
            if (reader.pulled) {
                throw new CardException("disconnect() failed", new IllegalStateException("SCARD_W_REMOVED_CARD"));
            }
            reader.log.add(reset ? "reset" : "leave");
        }
    }

    private static final class FakeChannel extends CardChannel {
        private final FakeCard card;

        FakeChannel(FakeCard card) {
            this.card = card;
        }

        @Override
        public Card getCard() {
            return card;
        }

        @Override
        public int getChannelNumber() {
            return 0;
        }

        @Override
        public ResponseAPDU transmit(CommandAPDU command) throws CardException {
            if (card.reader.pulled) {
                throw new CardException("transmit() failed", new IllegalStateException("SCARD_W_REMOVED_CARD"));
            }
            card.reader.log.add(HEX.formatHex(command.getBytes()));
            return new ResponseAPDU(HEX.parseHex("6c20"));
        }

        @Override
        public int transmit(ByteBuffer command, ByteBuffer response) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
