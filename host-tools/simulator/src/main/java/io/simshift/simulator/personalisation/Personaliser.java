package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.PorStatus;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.subscription.CardState;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.SlotState;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import java.util.ArrayList;
import java.util.List;

/**
 * Personalises a fresh card under the manufacturer's keyset: stores the slots, writes the files, checks what the card
 * says of both, and finalises it. Everything goes as secured packets, in one message each where it can be split, and every
 * proof of receipt is verified. A card is finalised only when all before it is proven.
 */
public final class Personaliser {
    /** The keyset that exists from install to FINALISE (docs/applet/commands.md 3). */
    private static final int MANUFACTURER_KEYSET = 0xF;

    private static final String EXAMINATION = "examination";
    /** Doubling steps reach any counter of five bytes. */
    private static final int COUNTER_TRIES = 40;

    private final CardLink card;
    private final PersonalisationOrder order;
    private final PersonalisationProgress progress;
    private final SecuredChannel channel;

    private Personaliser(CardLink card, PersonalisationOrder order, PersonalisationProgress progress) {
        this.card = card;
        this.order = order;
        this.progress = progress;
        InstallParameters installed = order.installed();
        PacketKeys keys = PacketKeys.aes(installed.kic(), installed.kid());
        this.channel = new SecuredChannel(card, MANUFACTURER_KEYSET, keys);
    }

    /**
     * Personalises a card, from its first reset to FINALISE.
     *
     * @return what the card said of itself and of slot 1 just before FINALISE
     * @throws PersonalisationException where the card is not as ordered afterwards; it names the card and the step
     */
    public static QueryAnswer personalise(CardLink card, PersonalisationOrder order) {
        Personaliser personaliser = new Personaliser(card, order, PersonalisationProgress.NOBODY);
        personaliser.step("reset", () -> card.reset());
        return personaliser.run();
    }

    /**
     * Personalises a card that comes from outside: looks first whether it waits for that, and with these keys. A card on
     * which an earlier try with the same order broke off is taken up again; what was stored is stored once more.
     *
     * @return as {@link #personalise(CardLink, PersonalisationOrder)}
     * @throws PersonalisationException also for a card that is issued, has other manufacturer's keys or another ICCID, or
     *     has no Simshift applet; nothing was written then
     */
    public static QueryAnswer personaliseUnknown(
            CardLink card, PersonalisationOrder order, PersonalisationProgress progress) {
        Personaliser personaliser = new Personaliser(card, order, progress);
        personaliser.step("reset", () -> card.reset());
        personaliser.examine();
        return personaliser.run();
    }

    private void examine() {
        QueryAnswer answer = decode(EXAMINATION, firstAnswer());
        if (answer.state() != CardState.PERSONALISATION) {
            throw failed(EXAMINATION, "the card is " + answer.state() + ", so it is issued already", null);
        }
        boolean anothers = answer.iccid().isPresent() && !answer.iccid().get().equals(order.iccid());
        if (anothers) {
            throw failed(
                    EXAMINATION,
                    "its personalisation was begun as card " + answer.iccid().get(),
                    null);
        }
    }

    /** An earlier try has used counters: they are found again in steps that double. */
    private CompactResponse firstAnswer() {
        List<CommandApdu> query = List.of(QueryCommand.of(new SlotIndex(1)).toApdu());
        long step = 1;
        for (int i = 0; i < COUNTER_TRIES; i++) {
            try {
                return channel.run(query);
            } catch (SecuredChannel.RefusedException e) {
                if (!e.isFor(PorStatus.COUNTER_LOW)) {
                    throw failed(EXAMINATION, explain(e), e);
                }
                channel.skip(step);
                step *= 2;
            } catch (CardLinkException e) {
                throw failed(EXAMINATION, e.getMessage(), e);
            }
        }
        throw failed(EXAMINATION, "the card takes no counter that can be reached", null);
    }

    private static String explain(SecuredChannel.RefusedException refused) {
        if (refused.isFor(PorStatus.UNIDENTIFIED_SECURITY_ERROR)) {
            return "the card has no manufacturer's keyset: it is issued already (status 06)";
        }
        if (refused.isFor(PorStatus.CHECK_FAILED)) {
            return "the card was installed with other manufacturer's keys than the order's (status 01)";
        }
        return refused.getMessage();
    }

    private QueryAnswer run() {
        for (StoreSlotCommand slot : order.slots()) {
            script(
                    "STORE SLOT " + slot.slot(),
                    List.of(slot.toApdu(order.installed().kik())));
            progress.stored(slot.slot());
        }
        writeFiles();
        QueryAnswer first = null;
        for (StoreSlotCommand slot : order.slots()) {
            QueryAnswer answer = verify(slot);
            progress.verified(answer.slot());
            first = slot.slot().value() == 1 ? answer : first;
        }
        script("FINALISE", List.of(new FinaliseCommand().toApdu()));
        progress.finalised();
        return first;
    }

    /** As many writes in one message as it holds: each begins with its own SELECT. */
    private void writeFiles() {
        List<CommandApdu> pending = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (InitialFile file : order.allFiles()) {
            for (List<CommandApdu> write : file.writes(SecuredChannel.SCRIPT_BYTES_MAX)) {
                List<CommandApdu> joined = new ArrayList<>(pending);
                joined.addAll(write);
                if (new CompactScript(joined).encode().length > SecuredChannel.SCRIPT_BYTES_MAX) {
                    write(names, pending);
                    pending = new ArrayList<>(write);
                    names.clear();
                } else {
                    pending = joined;
                }
                names.add(file.name());
            }
        }
        write(names, pending);
    }

    private void write(List<String> names, List<CommandApdu> commands) {
        script("write " + String.join(", ", names), commands);
        progress.written(List.copyOf(names));
    }

    private QueryAnswer verify(StoreSlotCommand slot) {
        String name = "QUERY slot " + slot.slot();
        CompactResponse response =
                script(name, List.of(QueryCommand.of(slot.slot()).toApdu()));
        QueryAnswer answer = decode(name, response);
        if (!answer.iccid().filter(order.iccid()::equals).isPresent()) {
            throw failed(name, "the card shows another ICCID", null);
        }
        boolean stored =
                answer.slot().index().equals(slot.slot()) && answer.slot().state() == SlotState.FREE;
        if (!stored) {
            throw failed(
                    name,
                    "slot " + answer.slot().index() + " is " + answer.slot().state(),
                    null);
        }
        if (!answer.slot().checkValues().equals(slot.checkValues())) {
            throw failed(
                    name,
                    "the card holds other keys: check values " + answer.slot().checkValues(),
                    null);
        }
        return answer;
    }

    private QueryAnswer decode(String name, CompactResponse response) {
        try {
            return QueryAnswer.decode(response.data());
        } catch (WireFormatException e) {
            throw failed(name, "the answer can't be read: " + e.getMessage(), e);
        }
    }

    private CompactResponse script(String name, List<CommandApdu> commands) {
        List<CompactResponse> response = new ArrayList<>();
        step(name, () -> response.add(channel.run(commands)));
        return response.get(0);
    }

    private void step(String name, Step step) {
        try {
            step.run();
        } catch (SecuredChannel.RefusedException | CardLinkException e) {
            throw failed(name, e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws SecuredChannel.RefusedException;
    }

    private PersonalisationException failed(String name, String what, Throwable cause) {
        return new PersonalisationException(order.iccid(), name, what, cause);
    }
}
