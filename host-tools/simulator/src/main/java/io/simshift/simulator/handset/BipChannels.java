package io.simshift.simulator.handset;

import io.simshift.protocol.bip.ChannelParameters;
import io.simshift.protocol.bip.ChannelParameters.Transport;
import io.simshift.protocol.cat.EventDownload;
import io.simshift.protocol.cat.ProactiveCommand;
import io.simshift.protocol.cat.TerminalProfile;
import io.simshift.protocol.cat.TerminalProfile.Feature;
import io.simshift.protocol.cat.TerminalResponse;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

/** The channels that a terminal keeps for its card (TS 102 223 6.4.27 to 6.4.31, 7.5.10, 7.5.11); on the handset's turns. */
final class BipChannels {
    static final int OPEN_CHANNEL = 0x40;
    static final int CLOSE_CHANNEL = 0x41;
    static final int RECEIVE_DATA = 0x42;
    static final int SEND_DATA = 0x43;
    static final int GET_CHANNEL_STATUS = 0x44;

    private static final int MAX_CHANNELS = 2;
    private static final int MAX_BUFFER_BYTES = 1_500;
    /** What fits into one TERMINAL RESPONSE beside the objects around it. */
    private static final int MAX_RECEIVED_BYTES = 237;

    private static final int DEVICE_CHANNEL_1 = 0x21;
    private static final int SEND_IMMEDIATELY = 0x01;
    private static final int NO_SERVICE = 0x04;
    private static final int DATA_TAG = 0x36;
    private static final int LENGTH_TAG = 0x37;
    private static final int STATUS_TAG = 0x38;
    private static final int BEARER_TAG = 0x35;
    private static final int BUFFER_SIZE_TAG = 0x39;

    private final ChannelNetwork network;
    private final ToolkitServices.Turns turns;
    private final Uicc uicc;
    private final BooleanSupplier inService;
    private final IntPredicate listened;
    private final Map<Integer, Channel> channels = new TreeMap<>();

    /** Additional information of BIP errors (8.12.11). */
    private enum BipError {
        NO_CHANNEL(0x01),
        CLOSED(0x02),
        BAD_CHANNEL(0x03),
        BUFFER_SIZE(0x04),
        TRANSPORT_LEVEL(0x06),
        UNREACHABLE(0x07);

        private final int code;

        BipError(int code) {
            this.code = code;
        }
    }

    /** One channel, which is also who listens to its link. */
    private final class Channel implements ChannelNetwork.Listener {
        private final int number;
        private final int bufferBytes;
        private ChannelNetwork.Link link;
        private byte[] received = {};
        private byte[] stored = {};
        private boolean up = true;

        Channel(int number, int bufferBytes) {
            this.number = number;
            this.bufferBytes = bufferBytes;
        }

        byte[] status() {
            // 8.56: link established, or dropped
            return up ? new byte[] {(byte) (0x80 | number), 0} : new byte[] {(byte) number, 0x05};
        }

        @Override
        public void received(byte[] bytes) {
            turns.take(() -> {
                if (channels.get(number) == this && up) {
                    received = bytes.clone();
                    if (listened.test(EventDownload.DATA_AVAILABLE)) {
                        uicc.send(EventDownload.dataAvailable(status(), rest(received.length)));
                    }
                }
            });
        }

        @Override
        public void lost() {
            turns.take(() -> {
                if (channels.get(number) == this) {
                    drop();
                }
            });
        }

        void drop() {
            if (up) {
                up = false;
                link.close();
                if (listened.test(EventDownload.CHANNEL_STATUS)) {
                    uicc.send(EventDownload.channelStatus(status()));
                }
            }
        }
    }

    /**
     * @param inService whether a network serves the handset
     * @param listened whether the card wants to hear of an event
     */
    BipChannels(
            ChannelNetwork network,
            ToolkitServices.Turns turns,
            Uicc uicc,
            BooleanSupplier inService,
            IntPredicate listened) {
        this.network = network;
        this.turns = turns;
        this.uicc = uicc;
        this.inService = inService;
        this.listened = listened;
    }

    static boolean isOne(int type) {
        return type >= OPEN_CHANNEL && type <= GET_CHANNEL_STATUS;
    }

    static boolean isOffered(int type, TerminalProfile profile) {
        return profile.supports(
                switch (type) {
                    case OPEN_CHANNEL -> Feature.OPEN_CHANNEL;
                    case CLOSE_CHANNEL -> Feature.CLOSE_CHANNEL;
                    case RECEIVE_DATA -> Feature.RECEIVE_DATA;
                    case SEND_DATA -> Feature.SEND_DATA;
                    default -> Feature.GET_CHANNEL_STATUS;
                });
    }

    /** The card was reset: its channels are gone, and it hears nothing of it. */
    void forget() {
        channels.values().stream().filter(channel -> channel.up).forEach(channel -> channel.link.close());
        channels.clear();
    }

    /** The network is gone. */
    void outOfService() {
        new ArrayList<>(channels.values()).forEach(Channel::drop);
    }

    /** Does what the card asks for; always completes normally, or with a {@code WireFormatException} at once. */
    CompletionStage<TerminalResponse> execute(ProactiveCommand command) {
        if (command.details().type() == OPEN_CHANNEL) {
            return open(command);
        }
        if (command.details().type() == GET_CHANNEL_STATUS) {
            return CompletableFuture.completedStage(allStatus(command));
        }
        int number = command.devices().destination() - DEVICE_CHANNEL_1 + 1;
        Channel channel = channels.get(number);
        if (channel == null) {
            return CompletableFuture.completedStage(failed(command, BipError.BAD_CHANNEL));
        }
        return CompletableFuture.completedStage(
                switch (command.details().type()) {
                    case CLOSE_CHANNEL -> close(command, channel);
                    case SEND_DATA -> send(command, channel);
                    default -> receive(command, channel);
                });
    }

    private CompletionStage<TerminalResponse> open(ProactiveCommand command) {
        ChannelParameters wanted = ChannelParameters.read(command.objects());
        Optional<TerminalResponse> refusal = refusal(command, wanted);
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(refusal.get());
        }
        int number = channels.containsKey(1) ? 2 : 1;
        int bufferBytes = Math.min(wanted.bufferBytes().orElseThrow(), MAX_BUFFER_BYTES);
        Channel channel = new Channel(number, bufferBytes);
        return network.open(
                        wanted.transport().orElseThrow(), wanted.destination().orElseThrow(), channel)
                .handle((link, failure) -> {
                    if (failure != null) {
                        return failed(command, BipError.UNREACHABLE);
                    }
                    channel.link = link;
                    channels.put(number, channel);
                    link.more();
                    return opened(command, wanted, channel);
                });
    }

    private Optional<TerminalResponse> refusal(ProactiveCommand command, ChannelParameters wanted) {
        boolean complete = wanted.bearer().isPresent()
                && wanted.bufferBytes().isPresent()
                && wanted.transport().isPresent()
                && wanted.destination().isPresent();
        if (!complete) {
            return Optional.of(TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING));
        }
        int transport = wanted.transport().get().type();
        if (transport != Transport.TCP_CLIENT && transport != Transport.UDP_CLIENT) {
            return Optional.of(failed(command, BipError.TRANSPORT_LEVEL));
        }
        if (wanted.bufferBytes().get() == 0) {
            return Optional.of(failed(command, BipError.BUFFER_SIZE));
        }
        if (!inService.getAsBoolean()) {
            return Optional.of(new TerminalResponse(
                    command.details(), TerminalResponse.TERMINAL_UNABLE, new byte[] {NO_SERVICE}, List.of()));
        }
        return channels.size() == MAX_CHANNELS ? Optional.of(failed(command, BipError.NO_CHANNEL)) : Optional.empty();
    }

    private static TerminalResponse opened(ProactiveCommand command, ChannelParameters wanted, Channel channel) {
        boolean modified = channel.bufferBytes != wanted.bufferBytes().orElseThrow();
        int size = channel.bufferBytes;
        return new TerminalResponse(
                command.details(),
                modified ? TerminalResponse.PERFORMED_MODIFIED : TerminalResponse.OK,
                new byte[0],
                List.of(
                        ComprehensionTlv.optional(STATUS_TAG, channel.status()),
                        ComprehensionTlv.optional(BEARER_TAG, wanted.bearer().orElseThrow()),
                        ComprehensionTlv.optional(BUFFER_SIZE_TAG, new byte[] {(byte) (size >> 8), (byte) size})));
    }

    private TerminalResponse close(ProactiveCommand command, Channel channel) {
        channels.remove(channel.number);
        if (channel.up) {
            channel.link.close();
        }
        return TerminalResponse.to(command, TerminalResponse.OK);
    }

    private TerminalResponse send(ProactiveCommand command, Channel channel) {
        Optional<ComprehensionTlv> data = ComprehensionTlv.find(command.objects(), DATA_TAG);
        if (data.isEmpty()) {
            return TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING);
        }
        if (!channel.up) {
            return failed(command, BipError.CLOSED);
        }
        byte[] more = data.get().value();
        if (channel.stored.length + more.length > channel.bufferBytes) {
            return failed(command, BipError.BUFFER_SIZE);
        }
        byte[] all = Arrays.copyOf(channel.stored, channel.stored.length + more.length);
        System.arraycopy(more, 0, all, channel.stored.length, more.length);
        if ((command.details().qualifier() & SEND_IMMEDIATELY) != 0) {
            channel.stored = new byte[0];
            channel.link.send(all);
        } else {
            channel.stored = all;
        }
        return done(command, length(rest(channel.bufferBytes - channel.stored.length)));
    }

    private TerminalResponse receive(ProactiveCommand command, Channel channel) {
        Optional<Integer> wanted = ComprehensionTlv.find(command.objects(), LENGTH_TAG)
                .filter(object -> object.length() == 1)
                .map(object -> object.value()[0] & 0xFF);
        if (wanted.isEmpty()) {
            return TerminalResponse.to(command, TerminalResponse.REQUIRED_VALUES_MISSING);
        }
        if (!channel.up && channel.received.length == 0) {
            return failed(command, BipError.CLOSED);
        }
        byte[] all = channel.received;
        int taken = Math.min(all.length, Math.min(wanted.get(), MAX_RECEIVED_BYTES));
        channel.received = Arrays.copyOfRange(all, taken, all.length);
        if (taken > 0 && channel.received.length == 0 && channel.up) {
            channel.link.more();
        }
        return done(
                command,
                ComprehensionTlv.optional(DATA_TAG, Arrays.copyOf(all, taken)),
                length(rest(channel.received.length)));
    }

    private TerminalResponse allStatus(ProactiveCommand command) {
        List<ComprehensionTlv> all = new ArrayList<>();
        channels.values().forEach(channel -> all.add(ComprehensionTlv.optional(STATUS_TAG, channel.status())));
        if (all.isEmpty()) {
            all.add(ComprehensionTlv.optional(STATUS_TAG, new byte[] {0, 0}));
        }
        return done(command, all.toArray(ComprehensionTlv[]::new));
    }

    private static ComprehensionTlv length(int value) {
        return ComprehensionTlv.optional(LENGTH_TAG, new byte[] {(byte) value});
    }

    /** 8.54: FF is for more than 255. */
    private static int rest(int bytes) {
        return Math.min(bytes, 0xFF);
    }

    private static TerminalResponse done(ProactiveCommand command, ComprehensionTlv... objects) {
        return new TerminalResponse(command.details(), TerminalResponse.OK, new byte[0], List.of(objects));
    }

    private static TerminalResponse failed(ProactiveCommand command, BipError error) {
        return new TerminalResponse(
                command.details(), TerminalResponse.BIP_ERROR, new byte[] {(byte) error.code}, List.of());
    }
}
