package io.simshift.server.smpp;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.BroadcastSm;
import org.jsmpp.bean.CancelBroadcastSm;
import org.jsmpp.bean.CancelSm;
import org.jsmpp.bean.DataSm;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.QueryBroadcastSm;
import org.jsmpp.bean.QuerySm;
import org.jsmpp.bean.ReplaceSm;
import org.jsmpp.bean.SubmitMulti;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.extra.ProcessRequestException;
import org.jsmpp.session.BindRequest;
import org.jsmpp.session.BroadcastSmResult;
import org.jsmpp.session.DataSmResult;
import org.jsmpp.session.QueryBroadcastSmResult;
import org.jsmpp.session.QuerySmResult;
import org.jsmpp.session.SMPPServerSession;
import org.jsmpp.session.SMPPServerSessionListener;
import org.jsmpp.session.ServerMessageReceiverListener;
import org.jsmpp.session.Session;
import org.jsmpp.session.SubmitMultiResult;
import org.jsmpp.session.SubmitSmResult;
import org.jsmpp.session.connection.ServerConnectionFactory;
import org.jsmpp.session.connection.socket.ServerSocketConnectionFactory;
import org.jsmpp.util.MessageId;

/** A message centre of another make. */
final class JsmppCentre implements AutoCloseable, ServerMessageReceiverListener {
    private static final int BIND_TIMEOUT_MILLIS = 10_000;

    private final SMPPServerSessionListener listener;
    private final int port;
    private final String password;
    private final BlockingQueue<SubmitSm> submits = new LinkedBlockingQueue<>();
    private final BlockingQueue<SMPPServerSession> sessions = new LinkedBlockingQueue<>();
    private final AtomicInteger lastMessageId = new AtomicInteger(0xA0);

    JsmppCentre(int port, String password) throws IOException {
        this(port, password, new ServerSocketConnectionFactory());
    }

    JsmppCentre(int port, String password, ServerConnectionFactory connections) throws IOException {
        this.port = port;
        this.password = password;
        listener = new SMPPServerSessionListener(port, connections);
        listener.setMessageReceiverListener(this);
        Thread acceptor = new Thread(this::accept, "jsmpp-centre");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return port;
    }

    SubmitSm nextSubmit() throws InterruptedException {
        return submits.poll(20, TimeUnit.SECONDS);
    }

    /** The next session that was bound. */
    SMPPServerSession nextSession() throws InterruptedException {
        return sessions.poll(20, TimeUnit.SECONDS);
    }

    /** How many were bound and not asked for yet. */
    int sessions() {
        return sessions.size();
    }

    private void accept() {
        try {
            while (true) {
                SMPPServerSession session = listener.accept();
                Thread binder = new Thread(() -> bind(session), "jsmpp-centre-bind");
                binder.setDaemon(true);
                binder.start();
            }
        } catch (IOException e) {
            // The test closed the listener.
            return;
        }
    }

    private void bind(SMPPServerSession session) {
        try {
            BindRequest request = session.waitForBind(BIND_TIMEOUT_MILLIS);
            if (request.getPassword().equals(password)) {
                request.accept("jsmpp");
                sessions.add(session);
            } else {
                request.reject(SMPPConstant.STAT_ESME_RINVPASWD);
            }
        } catch (TimeoutException | IllegalStateException e) {
            // Nobody spoke, or left before: a client that does not trust this centre, for one.
            session.close();
        } catch (org.jsmpp.PDUStringException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    @Override
    public SubmitSmResult onAcceptSubmitSm(SubmitSm submit, SMPPServerSession source) throws ProcessRequestException {
        submits.add(submit);
        try {
            String id = Integer.toHexString(lastMessageId.incrementAndGet());
            return new SubmitSmResult(new MessageId(id), new OptionalParameter[0]);
        } catch (org.jsmpp.PDUStringException e) {
            throw new ProcessRequestException("message_id", SMPPConstant.STAT_ESME_RSYSERR, e);
        }
    }

    @Override
    public SubmitMultiResult onAcceptSubmitMulti(SubmitMulti submit, SMPPServerSession source)
            throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public QuerySmResult onAcceptQuerySm(QuerySm query, SMPPServerSession source) throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public void onAcceptReplaceSm(ReplaceSm replace, SMPPServerSession source) throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public void onAcceptCancelSm(CancelSm cancel, SMPPServerSession source) throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public BroadcastSmResult onAcceptBroadcastSm(BroadcastSm broadcast, SMPPServerSession source)
            throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public void onAcceptCancelBroadcastSm(CancelBroadcastSm cancel, SMPPServerSession source)
            throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public QueryBroadcastSmResult onAcceptQueryBroadcastSm(QueryBroadcastSm query, SMPPServerSession source)
            throws ProcessRequestException {
        throw notOffered();
    }

    @Override
    public DataSmResult onAcceptDataSm(DataSm data, Session source) throws ProcessRequestException {
        throw notOffered();
    }

    private static ProcessRequestException notOffered() {
        return new ProcessRequestException("not offered", SMPPConstant.STAT_ESME_RINVCMDID);
    }
}
