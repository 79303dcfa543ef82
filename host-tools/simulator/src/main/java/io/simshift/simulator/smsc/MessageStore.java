package io.simshift.simulator.smsc;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.smpp.CommandStatus;
import io.simshift.protocol.smpp.MessageState;
import io.simshift.protocol.smpp.Receipt;
import io.simshift.protocol.smpp.ShortMessage;
import io.simshift.protocol.smpp.SmppAddress;
import io.simshift.protocol.smpp.SubmitSmResponse;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Store and forward, without SMPP sessions: from ESMEs to handsets, from handsets to ESMEs, and the receipts. */
final class MessageStore {
    private static final Logger LOG = LoggerFactory.getLogger(MessageStore.class);

    // TS 24.011 8.2.5.4
    private static final int CAUSE_UNASSIGNED_NUMBER = 1;
    private static final int CAUSE_CONGESTION = 42;
    private static final int CAUSE_INCORRECT_MESSAGE = 95;

    private static final int EIGHT_BIT = 0x04;
    private static final int UCS2 = 0x08;
    private static final int MESSAGE_CLASS_GROUP = 0xF0;
    private static final int REPLY_PATH = 0x80;

    private final SmscConfig config;
    private final Subscribers subscribers;
    private final Clock clock;
    private final Executor executor;
    private final Traffic traffic;
    private final SubmitIntake intake;
    private final Map<String, EsmeOutbox> outboxBySystemId = new ConcurrentHashMap<>();
    private final Map<String, EsmeOutbox> outboxByNumber = new ConcurrentHashMap<>();
    private final Map<Msisdn, MobileQueue> queues = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lastMessageId = new AtomicLong();

    MessageStore(SmscConfig config, Subscribers subscribers, Clock clock, Executor executor, Traffic traffic) {
        this.config = config;
        this.subscribers = subscribers;
        this.clock = clock;
        this.executor = executor;
        this.traffic = traffic;
        this.intake = new SubmitIntake(clock, config.limits().defaultValidity());
        for (EsmeAccount account : config.accounts()) {
            EsmeOutbox outbox = new EsmeOutbox(account, config.limits().waitingForEsme());
            outboxBySystemId.put(account.systemId(), outbox);
            outboxByNumber.put(account.address().digits(), outbox);
        }
    }

    Optional<EsmeOutbox> outbox(String systemId) {
        return Optional.ofNullable(outboxBySystemId.get(systemId));
    }

    /** Takes a submit_sm of a bound ESME. */
    SubmitSmResponse submit(long sequenceNumber, ShortMessage message, EsmeOutbox sender) {
        if (waiting.incrementAndGet() > config.limits().waitingMessages()) {
            waiting.decrementAndGet();
            return SubmitSmResponse.refused(sequenceNumber, CommandStatus.MESSAGE_QUEUE_FULL);
        }
        String messageId = String.format("%08X", lastMessageId.incrementAndGet());
        StoredMessage stored;
        try {
            stored = intake.accept(message, sender, messageId);
        } catch (SubmitIntake.Refusal e) {
            waiting.decrementAndGet();
            LOG.info(
                    "submit_sm of {} refused with {}: {}",
                    sender.account().systemId(),
                    CommandStatus.describe(e.commandStatus()),
                    e.getMessage());
            return SubmitSmResponse.refused(sequenceNumber, e.commandStatus());
        }
        traffic.count(Traffic.Event.MT_ACCEPTED);
        queues.compute(stored.destination(), (destination, queue) -> {
                    MobileQueue target = queue == null ? newQueue(destination) : queue;
                    target.add(stored);
                    return target;
                })
                .deliver();
        return SubmitSmResponse.accepted(sequenceNumber, messageId);
    }

    void subscriberAttached(Msisdn subscriber) {
        MobileQueue queue = queues.get(subscriber);
        if (queue != null) {
            queue.subscriberAttached();
            queue.deliver();
        }
    }

    SubmitOutcome submitFromTerminal(Msisdn source, byte[] smsSubmitTpdu) {
        SmsSubmit submit;
        ShortMessage message;
        EsmeOutbox outbox;
        try {
            submit = SmsSubmit.decode(smsSubmitTpdu);
            outbox = outboxByNumber.get(submit.destination().digits());
            if (outbox == null) {
                LOG.info("SMS-SUBMIT of {}: no ESME serves {}", source, submit.destination());
                return new SubmitOutcome.RpError(CAUSE_UNASSIGNED_NUMBER);
            }
            message = fromTerminal(source, submit, outbox.account());
        } catch (WireFormatException e) {
            LOG.info("SMS-SUBMIT of {} refused: {}", source, e.getMessage());
            return new SubmitOutcome.RpError(CAUSE_INCORRECT_MESSAGE);
        }
        boolean kept = outbox.offer(new EsmeOutbox.Entry(message, Traffic.Event.MO_FORWARDED));
        return kept ? new SubmitOutcome.RpAck() : new SubmitOutcome.RpError(CAUSE_CONGESTION);
    }

    /** Called now and then: ends what is too old, tries again what failed for now, forgets idle subscribers. */
    void sweep() {
        Instant now = clock.instant();
        for (Map.Entry<Msisdn, MobileQueue> each : queues.entrySet()) {
            MobileQueue queue = each.getValue();
            queue.takeExpired(now).forEach(this::expired);
            if (queue.retryDue(now)) {
                queue.deliver();
            }
            if (queue.isIdle()) {
                queues.computeIfPresent(each.getKey(), (destination, same) -> same.isIdle() ? null : same);
            }
        }
    }

    private MobileQueue newQueue(Msisdn destination) {
        return new MobileQueue(destination, subscribers, executor, clock, config.limits(), this::finished);
    }

    private void finished(StoredMessage message, DeliverOutcome outcome) {
        waiting.decrementAndGet();
        if (outcome instanceof DeliverOutcome.Acknowledged acknowledged) {
            traffic.count(Traffic.Event.MT_DELIVERED);
            forwardReport(message, acknowledged.deliverReportUserData());
            receipt(message, MessageState.DELIVERED, 0);
        } else if (outcome instanceof DeliverOutcome.PermanentFailure failure) {
            traffic.count(Traffic.Event.MT_FAILED);
            receipt(message, MessageState.UNDELIVERABLE, failure.cause());
        }
    }

    private void expired(StoredMessage message) {
        waiting.decrementAndGet();
        traffic.count(Traffic.Event.MT_FAILED);
        receipt(message, MessageState.EXPIRED, 0);
    }

    private void forwardReport(StoredMessage message, byte[] userData) {
        if (userData.length == 0 || !config.forwardDeliverReports()) {
            return;
        }
        ShortMessage report = ShortMessage.of(
                subscriberAddress(message.destination()),
                replyAddress(message),
                ShortMessage.ESM_UDHI,
                message.submitted().protocolId(),
                message.submitted().dataCoding(),
                userData);
        toEsme(message.sender(), new EsmeOutbox.Entry(report, Traffic.Event.REPORT_FORWARDED));
    }

    private void receipt(StoredMessage message, MessageState state, int error) {
        if (!message.wantsReceipt(state == MessageState.DELIVERED)) {
            return;
        }
        Receipt receipt = new Receipt(
                message.messageId(),
                state,
                Optional.of(LocalDateTime.ofInstant(message.accepted(), ZoneOffset.UTC)),
                Optional.of(LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)),
                String.format("%03d", error),
                "");
        ShortMessage body = ShortMessage.of(
                        subscriberAddress(message.destination()),
                        replyAddress(message),
                        ShortMessage.ESM_DELIVERY_RECEIPT,
                        0,
                        0,
                        receipt.encodeText())
                .withTlvs(receipt.encodeTlvs());
        toEsme(message.sender(), new EsmeOutbox.Entry(body, Traffic.Event.RECEIPT_FORWARDED));
    }

    private static void toEsme(EsmeOutbox outbox, EsmeOutbox.Entry entry) {
        if (!outbox.offer(entry)) {
            LOG.warn(
                    "the store for {} is full: a receipt is lost",
                    outbox.account().systemId());
        }
    }

    private static ShortMessage fromTerminal(Msisdn source, SmsSubmit submit, EsmeAccount account) {
        int firstOctet = submit.firstOctet();
        // TP-UDHI and TP-RP stand at the same bits in esm_class.
        int esmClass = firstOctet & (SmsSubmit.USER_DATA_HEADER | REPLY_PATH);
        byte[] content = submit.userData().bytes();
        if (UserData.isSevenBit(submit.dataCoding())) {
            int headerBytes =
                    submit.header().map(header -> header.encode().length).orElse(0);
            content = SeptetText.unpack(content, submit.userData().length(), headerBytes);
        }
        return ShortMessage.of(
                subscriberAddress(source),
                account.address(),
                esmClass,
                submit.protocolId(),
                dataCoding(submit.dataCoding()),
                content);
    }

    /** data_coding for a TP-DCS: message classes as they are, of the others the alphabet. */
    private static int dataCoding(int dataCodingScheme) {
        if (dataCodingScheme >= MESSAGE_CLASS_GROUP) {
            return dataCodingScheme;
        }
        if (UserData.isSevenBit(dataCodingScheme)) {
            return 0;
        }
        boolean ucs2 = (dataCodingScheme & 0xF0) == 0xE0 || (dataCodingScheme & 0x0C) == UCS2;
        return ucs2 ? UCS2 : EIGHT_BIT;
    }

    private static SmppAddress subscriberAddress(Msisdn subscriber) {
        return SmppAddress.international(subscriber.digits());
    }

    private static SmppAddress replyAddress(StoredMessage message) {
        SmppAddress source = message.submitted().source();
        return source.digits().isEmpty() ? message.sender().account().address() : source;
    }
}
