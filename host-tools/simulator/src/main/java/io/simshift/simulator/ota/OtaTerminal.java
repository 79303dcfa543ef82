package io.simshift.simulator.ota;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.Fetch;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.ProactiveCommand.Refresh;
import io.simshift.protocol.cat.ProactiveCommand.SendShortMessage;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.sms.PacketSegments;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.sms.SmsDeliver;
import io.simshift.protocol.sms.SmsDeliverReport;
import io.simshift.protocol.sms.SmsSubmit;
import io.simshift.protocol.sms.UserData;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.FollowingLink;
import io.simshift.simulator.ota.ReceivedResponse.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A terminal without a network: it gives a card command packets as if they had come over the air, takes what the card
 * sends, and does the few proactive commands that go with that. A UICC reset that the card asks for is done at once.
 */
public final class OtaTerminal {
    /** What the card is told that it can count on. */
    public static final TerminalProfile PROFILE = TerminalProfile.of(
            Feature.PROFILE_DOWNLOAD,
            Feature.SMS_PP_DOWNLOAD,
            Feature.MORE_TIME,
            Feature.REFRESH,
            Feature.SEND_SHORT_MESSAGE);

    private static final int MORE_TIME = 0x02;
    private static final int BUSY_TRIES = 5;
    private static final int POLLS = 3;
    /** A card that asks without end is left alone after so many. */
    private static final int PROACTIVE_MAX = 64;

    private static final int REFERENCES = 256;
    /** No service centre takes part: the card sees a time that means nothing. */
    private static final byte[] NO_TIME = new byte[SmsDeliver.TIMESTAMP_LENGTH];

    private static final CommandApdu STATUS = CommandApdu.of(0x80, 0xF2, 0x00, 0x0C);

    private final CardLink card;
    private final SmsAddress originator;
    private int reference;
    private OptionalInt proactiveBytes = OptionalInt.empty();
    private ResponseAssembly assembly = new ResponseAssembly();
    private List<String> remarks = new ArrayList<>();
    private boolean reset;

    /**
     * @param originator TP-OA, where the card sends its answers
     * @param firstReference of the first packet in several messages, 0 to 255; the next packets count on from it
     */
    public OtaTerminal(CardLink card, SmsAddress originator, int firstReference) {
        this.card = new FollowingLink(card);
        this.originator = originator;
        this.reference = firstReference;
    }

    /**
     * Resets the card and tells it the terminal's profile.
     *
     * @throws CardLinkException where no card answers, or it knows no TERMINAL PROFILE
     */
    public void start() {
        restart();
        serve();
    }

    private void restart() {
        proactiveBytes = OptionalInt.empty();
        card.reset();
        StatusWord status = send(PROFILE.toApdu()).status();
        if (!status.isOk()) {
            throw new CardLinkException("TERMINAL PROFILE was answered " + status + ", " + status.describe()
                    + ": the card takes no messages over the air");
        }
    }

    /**
     * Gives the card a command packet, in as many messages as it needs, and takes its answers.
     *
     * @param answerExpected whether to poll the card where no response packet came at once
     * @throws CardLinkException where the card does not answer any more
     */
    public Delivery deliver(byte[] packet, boolean answerExpected) {
        assembly = new ResponseAssembly();
        remarks = new ArrayList<>();
        reset = false;
        reference = (reference + 1) % REFERENCES;
        List<UserData> parts = PacketSegments.ofCommand(packet, reference);
        StatusWord status = StatusWord.OK;
        int given = 0;
        while (given < parts.size() && takesMore(status)) {
            status = envelope(parts.get(given));
            given++;
            serve();
        }
        for (int i = 0; i < POLLS && answerExpected && assembly.complete().isEmpty() && takesMore(status); i++) {
            poll();
        }
        remarks.addAll(assembly.remarks());
        return new Delivery(given, parts.size(), status, assembly.complete(), remarks, reset);
    }

    /** Waits for further answers, as after a response that says that the real one follows. */
    public List<ReceivedResponse> pollForMore() {
        poll();
        return assembly.complete();
    }

    private void poll() {
        send(STATUS);
        serve();
    }

    /** Warnings come with an answer in RP-ERROR, not instead of one (TS 31.111 7.1.1.1). */
    private static boolean takesMore(StatusWord status) {
        return status.letsScriptGoOn();
    }

    private StatusWord envelope(UserData userData) {
        byte[] tpdu = SmsDeliver.toUsim(originator, NO_TIME, userData).encode();
        CommandApdu command = new SmsPpDownload(Optional.empty(), tpdu).toApdu().withLe(CommandApdu.MAX_LE);
        ResponseApdu answer = send(command);
        for (int i = 1; i < BUSY_TRIES && answer.status().equals(StatusWord.TOOLKIT_BUSY); i++) {
            poll();
            answer = send(command);
        }
        report(answer.data());
        return answer.status();
    }

    private void report(byte[] data) {
        if (data.length == 0) {
            return;
        }
        if (data.length > UserData.MAX_BYTES) {
            remarks.add("the answer to ENVELOPE has " + data.length + " bytes, more than a short message holds");
            return;
        }
        SmsDeliverReport report = SmsDeliverReport.ofUsim(UserData.of(data));
        try {
            assembly.add(Way.DELIVER_REPORT, report.header(), report.userData().orElseThrow());
        } catch (WireFormatException e) {
            remarks.add("the answer to ENVELOPE can't be read: " + e.getMessage());
        }
    }

    /**
     * Sends any command between two packets, for example to read a file.
     *
     * @throws CardLinkException where the card does not answer any more
     */
    public ResponseApdu transmit(CommandApdu command) {
        ResponseApdu response = send(command);
        serve();
        return response;
    }

    private ResponseApdu send(CommandApdu command) {
        ResponseApdu response = ResponseApdu.decode(card.transmit(command.encode()));
        if (response.status().hasProactiveCommand()) {
            proactiveBytes = OptionalInt.of(response.status().sw2());
        }
        return response;
    }

    /** Does what the card asks for, until it asks for nothing more. */
    private void serve() {
        for (int i = 0; proactiveBytes.isPresent(); i++) {
            if (i == PROACTIVE_MAX) {
                remarks.add("the card asks for one thing after the other; after " + PROACTIVE_MAX + " it got no more");
                return;
            }
            int announced = proactiveBytes.getAsInt();
            proactiveBytes = OptionalInt.empty();
            ResponseApdu fetched = send(Fetch.apdu(announced == 0 ? CommandApdu.MAX_LE : announced));
            if (fetched.status().isOk()) {
                execute(fetched.data());
            } else {
                remarks.add("FETCH was answered " + fetched.status() + ", "
                        + fetched.status().describe());
            }
        }
    }

    private void execute(byte[] fetched) {
        ProactiveCommand command;
        try {
            command = ProactiveCommand.decode(fetched);
        } catch (WireFormatException e) {
            remarks.add("the card asks for something that makes no sense: " + e.getMessage());
            send(TerminalResponse.notUnderstood(fetched).toApdu());
            return;
        }
        if (command instanceof SendShortMessage message) {
            sendShortMessage(message);
        } else if (command instanceof Refresh refresh && refresh.isUiccReset()) {
            // no TERMINAL RESPONSE: the reset is the answer (TS 102 223 6.4.7.1)
            reset = true;
            restart();
        } else if (command instanceof Refresh || command.details().type() == MORE_TIME) {
            send(TerminalResponse.to(command, TerminalResponse.OK).toApdu());
        } else {
            remarks.add(String.format(
                    "the card asked for proactive command %02X, which was refused",
                    command.details().type()));
            send(TerminalResponse.to(command, TerminalResponse.BEYOND_CAPABILITIES)
                    .toApdu());
        }
    }

    private void sendShortMessage(SendShortMessage message) {
        try {
            SmsSubmit submit = SmsSubmit.decode(message.tpdu());
            assembly.add(Way.SUBMIT, submit.header(), submit.userData());
            send(TerminalResponse.to(message, TerminalResponse.OK).toApdu());
        } catch (WireFormatException e) {
            remarks.add("the card's short message can't be read: " + e.getMessage());
            send(TerminalResponse.to(message, TerminalResponse.DATA_NOT_UNDERSTOOD)
                    .toApdu());
        }
    }
}
