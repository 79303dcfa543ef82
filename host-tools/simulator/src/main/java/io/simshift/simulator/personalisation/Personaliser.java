package io.simshift.simulator.personalisation;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.script.CompactResponse;
import io.simshift.protocol.script.CompactScript;
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

    private final CardLink card;
    private final PersonalisationOrder order;
    private final SecuredChannel channel;

    private Personaliser(CardLink card, PersonalisationOrder order) {
        this.card = card;
        this.order = order;
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
        return new Personaliser(card, order).run();
    }

    private QueryAnswer run() {
        step("reset", () -> card.reset());
        for (StoreSlotCommand slot : order.slots()) {
            script(
                    "STORE SLOT " + slot.slot(),
                    List.of(slot.toApdu(order.installed().kik())));
        }
        writeFiles();
        QueryAnswer first = null;
        for (StoreSlotCommand slot : order.slots()) {
            QueryAnswer answer = verify(slot);
            first = slot.slot().value() == 1 ? answer : first;
        }
        script("FINALISE", List.of(new FinaliseCommand().toApdu()));
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
                    script("write " + String.join(", ", names), pending);
                    pending = new ArrayList<>(write);
                    names.clear();
                } else {
                    pending = joined;
                }
                names.add(file.name());
            }
        }
        script("write " + String.join(", ", names), pending);
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
