package io.simshift.simulator.handset;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.ProactiveCommand.Refresh;
import io.simshift.protocol.cat.ProactiveCommand.SendShortMessage;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Does what the card asks for (TS 102 223): FETCH, the command, TERMINAL RESPONSE, until nothing waits. What the terminal
 * did not offer in its profile it refuses as beyond its capabilities.
 */
final class ProactiveSession {
    /** A card that asks without end gets so much in one go; the next turn goes on. */
    private static final int COMMANDS_MAX = 16;

    private static final int MORE_TIME = 0x02;
    private static final int REFRESH_STEERING_OF_ROAMING = 0x07;

    private final Uicc uicc;
    private final Mailbox mailbox;
    private final TerminalProfile profile;
    private final ToolkitServices services;
    private final Optional<BipChannels> channels;
    private final Actions actions;

    /** What a terminal does beyond its card. */
    interface Actions {
        /** REFRESH, UICC reset: starts the card anew. */
        void restart(int qualifier);

        /** REFRESH of another kind: reads the card again. */
        void readAgain(int qualifier);

        /** Sends a message of the card's; always completes normally. */
        CompletionStage<SendResult> send(byte[] smsSubmitTpdu);

        /** Something was not as it should be. */
        void trouble(String what);
    }

    /**
     * What became of a message of the card's (TS 102 223 8.12).
     *
     * @param additional additional information on the result, may have no bytes
     */
    record SendResult(int generalResult, byte[] additional) {
        SendResult {
            additional = additional.clone();
        }
    }

    /** @param profile what the card was told that the terminal can do */
    ProactiveSession(
            Uicc uicc,
            Mailbox mailbox,
            TerminalProfile profile,
            ToolkitServices services,
            Optional<BipChannels> channels,
            Actions actions) {
        this.channels = channels;
        this.uicc = uicc;
        this.services = services;
        this.mailbox = mailbox;
        this.profile = profile;
        this.actions = actions;
    }

    /** Serves the card; where a command takes its time, the mailbox is held until it is done. */
    void serve() {
        boolean goOn = true;
        for (int i = 0; goOn && uicc.hasProactiveCommand(); i++) {
            if (i == COMMANDS_MAX) {
                actions.trouble("the card asks for one thing after the other");
                return;
            }
            goOn = serveOne();
        }
    }

    /** False where the rest comes later. */
    private boolean serveOne() {
        ResponseApdu fetched = uicc.fetch();
        if (!fetched.status().isOk()) {
            actions.trouble("FETCH answers " + fetched.status());
            return true;
        }
        ProactiveCommand command;
        try {
            command = ProactiveCommand.decode(fetched.data());
        } catch (WireFormatException e) {
            actions.trouble("the card asks for something that makes no sense: " + e.getMessage());
            respond(TerminalResponse.notUnderstood(fetched.data()));
            return true;
        }
        return execute(command);
    }

    private boolean execute(ProactiveCommand command) {
        if (!isOffered(command)) {
            respond(TerminalResponse.to(command, TerminalResponse.BEYOND_CAPABILITIES));
        } else if (command instanceof SendShortMessage send) {
            mailbox.hold(actions.send(send.tpdu()), (result, failure) -> sent(send, result));
            return false;
        } else if (channels.isPresent() && BipChannels.isOne(command.details().type())) {
            return serveChannel(channels.get(), command);
        } else if (command instanceof Refresh refresh) {
            refresh(refresh);
        } else if (command.details().type() == MORE_TIME) {
            respond(TerminalResponse.to(command, TerminalResponse.OK));
        } else {
            respond(serve(command));
        }
        return true;
    }

    /** False where the other end lets itself be waited for. */
    private boolean serveChannel(BipChannels bip, ProactiveCommand command) {
        CompletableFuture<TerminalResponse> response;
        try {
            response = bip.execute(command).toCompletableFuture();
        } catch (WireFormatException e) {
            actions.trouble("the card asks for something that makes no sense: " + e.getMessage());
            response = CompletableFuture.completedFuture(
                    TerminalResponse.to(command, TerminalResponse.DATA_NOT_UNDERSTOOD));
        }
        if (response.isDone()) {
            respond(response.join());
            return true;
        }
        mailbox.hold(response, (result, failure) -> {
            respond(result);
            serve();
        });
        return false;
    }

    private TerminalResponse serve(ProactiveCommand command) {
        try {
            return services.execute(command);
        } catch (WireFormatException e) {
            actions.trouble("the card asks for something that makes no sense: " + e.getMessage());
            return TerminalResponse.to(command, TerminalResponse.DATA_NOT_UNDERSTOOD);
        }
    }

    /** A card that asks for what the profile does not name must notice it, even where the terminal could do it. */
    private boolean isOffered(ProactiveCommand command) {
        return switch (command.details().type()) {
            case ProactiveCommand.REFRESH -> profile.supports(Feature.REFRESH);
            case ProactiveCommand.SEND_SHORT_MESSAGE -> profile.supports(Feature.SEND_SHORT_MESSAGE);
            case MORE_TIME -> profile.supports(Feature.MORE_TIME);
            default -> isServiceOffered(command.details().type());
        };
    }

    private boolean isServiceOffered(int type) {
        return BipChannels.isOne(type)
                ? channels.isPresent() && BipChannels.isOffered(type, profile)
                : ToolkitServices.isOffered(type, profile).orElse(false);
    }

    private void refresh(Refresh refresh) {
        int qualifier = refresh.details().qualifier();
        if (refresh.isUiccReset()) {
            // no TERMINAL RESPONSE: the reset is the answer (TS 102 223 6.4.7.1)
            actions.restart(qualifier);
        } else if (qualifier < REFRESH_STEERING_OF_ROAMING) {
            actions.readAgain(qualifier);
            respond(TerminalResponse.to(refresh, TerminalResponse.OK));
        } else {
            respond(TerminalResponse.to(refresh, TerminalResponse.BEYOND_CAPABILITIES));
        }
    }

    private void sent(SendShortMessage send, SendResult result) {
        respond(new TerminalResponse(send.details(), result.generalResult(), result.additional(), List.of()));
        serve();
    }

    private void respond(TerminalResponse response) {
        StatusWord status = uicc.send(response.toApdu()).status();
        if (!status.isOk()) {
            actions.trouble("TERMINAL RESPONSE answers " + status);
        }
    }
}
