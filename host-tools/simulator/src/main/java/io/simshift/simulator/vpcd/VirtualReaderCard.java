package io.simshift.simulator.vpcd;

import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Puts a card into a virtual reader and answers for it, until it is taken out. One thread serves; any thread may take the
 * card out.
 */
public final class VirtualReaderCard implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final int POWER_OFF = 0x00;
    private static final int POWER_ON = 0x01;
    private static final int RESET = 0x02;
    private static final int GET_ATR = 0x04;
    private static final byte[] SW_TECHNICAL_PROBLEM = {0x6F, 0x00};

    private final CardLink card;
    private final InetSocketAddress reader;
    private final ReaderListener listener;
    private final CountDownLatch takenOut = new CountDownLatch(1);
    /** The reader asks for it every now and then, to learn whether a card is there: that must not reset the card. */
    private byte[] answerToReset;

    private VpcdConnection connection;

    /**
     * @param card answers as a card on T=0 does
     * @param reader where vpcd listens
     * @param listener is told on the serving thread
     */
    public VirtualReaderCard(CardLink card, InetSocketAddress reader, ReaderListener listener) {
        this.card = card;
        this.reader = reader;
        this.listener = listener;
    }

    /**
     * Serves until the card is taken out, and puts it in again whenever the reader goes away.
     *
     * @param retryMillis pause before each further try to reach the reader
     */
    public void serve(long retryMillis) {
        boolean told = false;
        while (isIn()) {
            try {
                serveOnce();
                told = false;
            } catch (IOException e) {
                told = told || lost(e);
            }
            pause(retryMillis);
        }
    }

    private boolean lost(IOException cause) {
        if (isIn()) {
            listener.readerUnreachable(cause);
        }
        return true;
    }

    private void pause(long millis) {
        try {
            takenOut.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
    }

    /**
     * Serves until the reader goes away or the card is taken out.
     *
     * @throws IOException where the reader can't be reached or breaks off within a frame; never once the card is out
     */
    public void serveOnce() throws IOException {
        try (VpcdConnection opened = VpcdConnection.open(reader, CONNECT_TIMEOUT_MILLIS)) {
            if (!use(opened)) {
                return;
            }
            if (answerToReset == null) {
                answerToReset = card.reset();
            }
            listener.inserted();
            answerAll(opened);
            listener.readerGone();
        } catch (IOException e) {
            if (isIn()) {
                throw e;
            }
        }
    }

    private synchronized boolean use(VpcdConnection opened) {
        connection = opened;
        return isIn();
    }

    private void answerAll(VpcdConnection opened) throws IOException {
        for (byte[] frame = opened.receive(); frame != null; frame = opened.receive()) {
            if (frame.length == 1) {
                control(frame[0], opened);
            } else if (frame.length > 1) {
                opened.send(transmit(frame));
            }
        }
    }

    private void control(byte code, VpcdConnection opened) throws IOException {
        switch (code) {
            case POWER_ON, RESET -> answerToReset = card.reset();
            case GET_ATR -> opened.send(answerToReset);
            case POWER_OFF -> {
                // nothing to do until power comes back: what a card forgets then, it forgets with the reset of POWER_ON
            }
            default -> throw new IOException("the reader sent a control code that is not known: " + code);
        }
    }

    /** A card that breaks has no words of its own left: its reader hears of a technical problem. */
    private byte[] transmit(byte[] command) {
        try {
            return card.transmit(command);
        } catch (CardLinkException e) {
            listener.cardFailed(e);
            return SW_TECHNICAL_PROBLEM.clone();
        }
    }

    private boolean isIn() {
        return takenOut.getCount() != 0;
    }

    /** Takes the card out; whoever serves comes back. */
    @Override
    public synchronized void close() {
        takenOut.countDown();
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                listener.readerUnreachable(e);
            }
        }
    }
}
