package io.simshift.simulator.globalplatform;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.T0Link;
import io.simshift.simulator.vpcd.ReaderListener;
import io.simshift.simulator.vpcd.VirtualReaderCard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;

/**
 * Makes the recordings of {@link RecordedExchangeTest}: {@code java ... ExchangeRecorder 03-70 PORT FILE} puts a blank card
 * into the virtual reader at PORT, and adds each exchange to FILE. Whoever runs GlobalPlatformPro against it adds its command
 * lines to the file, as comments.
 */
final class ExchangeRecorder implements CardLink {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final CardLink card;
    private final Path file;

    private ExchangeRecorder(CardLink card, Path file) {
        this.card = card;
        this.file = file;
    }

    public static void main(String[] arguments) throws IOException {
        GlobalPlatformCard card = new GlobalPlatformCard(ScpVariant.parse(arguments[0]), new SeededRandom());
        CardLink recorded = new ExchangeRecorder(new T0Link(card, true), Path.of(arguments[2]));
        InetSocketAddress reader = InetSocketAddress.createUnresolved("localhost", Integer.parseInt(arguments[1]));
        new VirtualReaderCard(recorded, reader, new Silent()).serve(500);
    }

    @Override
    public byte[] reset() {
        byte[] atr = card.reset();
        write("RESET " + HEX.formatHex(atr));
        return atr;
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        byte[] response = card.transmit(commandApdu);
        write(HEX.formatHex(commandApdu) + " " + HEX.formatHex(response));
        return response;
    }

    private void write(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Silent implements ReaderListener {
        @Override
        public void inserted() {}

        @Override
        public void readerGone() {}

        @Override
        public void readerUnreachable(IOException cause) {
            throw new UncheckedIOException(cause);
        }

        @Override
        public void cardFailed(CardLinkException cause) {
            throw cause;
        }
    }
}
