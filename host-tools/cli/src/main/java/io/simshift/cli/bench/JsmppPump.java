package io.simshift.cli.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.PDUStringException;
import org.jsmpp.bean.BindType;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.RawDataCoding;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.BindParameter;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.SMPPSession;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.util.MessageId;

/** The same exchange with jSMPP at both ends: one session, and as many threads as keep it busy. */
final class JsmppPump implements AutoCloseable {
    private static final int THREADS = 100;
    private static final int PROCESSORS = 10;
    private static final int QUEUE = 10_000;
    private static final int TIMEOUT_MILLIS = 30_000;

    private final SMPPServerSessionListener listener;
    private final SMPPSession session = new SMPPSession();
    private final LongAdder answered = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    JsmppPump(byte[] packet) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        listener = new SMPPServerSessionListener(port);
        listener.setPduProcessorDegree(PROCESSORS);
        listener.setQueueCapacity(QUEUE);
        listener.setMessageReceiverListener(receiver());
        Thread acceptor = new Thread(this::accept, "jsmpp-centre");
        acceptor.setDaemon(true);
        acceptor.start();
        session.setPduProcessorDegree(PROCESSORS);
        session.setQueueCapacity(QUEUE);
        session.setTransactionTimer(TIMEOUT_MILLIS);
        session.connectAndBind(
                "127.0.0.1",
                port,
                new BindParameter(
                        BindType.BIND_TRX,
                        "bench",
                        "x",
                        "",
                        TypeOfNumber.UNKNOWN,
                        NumberingPlanIndicator.UNKNOWN,
                        null));
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> submit(packet), "jsmpp-submit-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    long answered() {
        return answered.sum();
    }

    private void accept() {
        try {
            SMPPServerSession accepted = listener.accept();
            accepted.waitForBind(TIMEOUT_MILLIS).accept("jsmpp");
        } catch (IOException | TimeoutException | PDUStringException e) {
            throw new IllegalStateException("jSMPP takes no bind: " + e.getMessage(), e);
        }
    }

    /** Whatever is no submit_sm is refused: nobody sends it here. */
    private static ServerMessageReceiverListener receiver() {
        AtomicLong taken = new AtomicLong();
        return (ServerMessageReceiverListener) java.lang.reflect.Proxy.newProxyInstance(
                JsmppPump.class.getClassLoader(),
                new Class<?>[] {ServerMessageReceiverListener.class},
                (proxy, method, arguments) -> {
                    if (arguments != null && arguments.length > 0 && arguments[0] instanceof SubmitSm) {
                        return new SubmitSmResult(
                                new MessageId(Long.toHexString(taken.incrementAndGet())), new OptionalParameter[0]);
                    }
                    throw new ProcessRequestException("not offered", 3);
                });
    }

    private void submit(byte[] packet) {
        ESMClass esmClass = new ESMClass(0x40);
        RegisteredDelivery receipt = new RegisteredDelivery(1);
        RawDataCoding coding = new RawDataCoding((byte) 0xF6);
        while (!closed) {
            try {
                session.submitShortMessage(
                        "",
                        TypeOfNumber.INTERNATIONAL,
                        NumberingPlanIndicator.ISDN,
                        "1234",
                        TypeOfNumber.INTERNATIONAL,
                        NumberingPlanIndicator.ISDN,
                        "4915000000001",
                        esmClass,
                        (byte) 0x7F,
                        (byte) 0,
                        null,
                        "000001000000000R",
                        receipt,
                        (byte) 0,
                        coding,
                        (byte) 0,
                        packet);
                answered.increment();
            } catch (PDUException
                    | ResponseTimeoutException
                    | InvalidResponseException
                    | NegativeResponseException
                    | IOException e) {
                if (!closed) {
                    throw new IllegalStateException("jSMPP does not submit: " + e.getMessage(), e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        session.unbindAndClose();
        listener.close();
    }
}
