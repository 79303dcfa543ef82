package io.simshift.simulator.globalplatform;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.globalplatform.Registry.Instance;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A card with an issuer security domain and nothing else, until the applet is loaded and installed. Then it is selected
 * by its AID, or by itself after a reset where it has the privilege Card Reset, and answers as it does on a card of its
 * own.
 */
public final class GlobalPlatformCard implements CardLink, AutoCloseable {
    private static final int SELECT = 0xA4;
    private static final int BY_NAME = 0x04;
    private static final int FIRST_OR_ONLY = 0x03;

    private final Registry registry = new Registry();
    private final SecurityDomain domain;
    /** Null while the security domain is. */
    private Instance selected;

    private boolean removed;

    /**
     * @param variant secure channel that the security domain speaks
     * @param random where card challenges come from
     */
    public GlobalPlatformCard(ScpVariant variant, SecureRandom random) {
        this.domain = new SecurityDomain(variant, random, registry);
    }

    @Override
    public synchronized byte[] reset() {
        requirePresent();
        domain.endSession();
        selected = domain.isLocked() ? null : registry.selectedByDefault().orElse(null);
        for (Instance instance : registry.instances()) {
            if (instance == selected) {
                instance.card().reset();
            } else {
                instance.card().resetUnselected();
            }
        }
        return SimulatedCard.answerToReset();
    }

    @Override
    public synchronized byte[] transmit(byte[] commandApdu) {
        requirePresent();
        CommandApdu command;
        try {
            command = CommandApdu.decode(commandApdu);
        } catch (WireFormatException e) {
            return selected == null
                    ? ResponseApdu.of(StatusWord.WRONG_LENGTH).encode()
                    : selected.card().transmit(commandApdu);
        }
        boolean byName = command.cla() == 0 && command.ins() == SELECT && command.p1() == BY_NAME;
        if (byName) {
            Optional<byte[]> answer = select(command, commandApdu);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        if (selected != null) {
            return selected.card().transmit(commandApdu);
        }
        if (command.cla() == 0 && command.ins() == SELECT) {
            return ResponseApdu.of(byName ? StatusWord.FILE_NOT_FOUND : StatusWord.INCORRECT_P1_P2)
                    .encode();
        }
        return domain.process(command).encode();
    }

    /** Empty where the name is nobody's: then the command is for whoever is selected (JCRE 4.5.2). */
    private Optional<byte[]> select(CommandApdu command, byte[] commandApdu) {
        byte[] name = command.data();
        if ((command.p2() & FIRST_OR_ONLY) != 0) {
            return Optional.empty();
        }
        if (domain.aid().beginsWith(name)) {
            selected = null;
            return Optional.of(domain.select().encode());
        }
        Optional<Instance> found = candidates().stream()
                .filter(instance -> instance.aid().beginsWith(name))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        domain.endSession();
        selected = found.get();
        return Optional.of(selected.card().transmit(commandApdu));
    }

    private List<Instance> candidates() {
        return domain.isLocked()
                ? List.of()
                : new ArrayList<>(registry.instances())
                        .stream().filter(Instance::isSelectable).toList();
    }

    /** Takes the card out for good. */
    @Override
    public synchronized void close() {
        removed = true;
        registry.instances().forEach(instance -> instance.card().close());
    }

    private void requirePresent() {
        if (removed) {
            throw new CardLinkException("the card was removed");
        }
    }
}
