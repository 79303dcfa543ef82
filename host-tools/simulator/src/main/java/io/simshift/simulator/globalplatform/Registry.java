package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.StatusWord;
import io.simshift.simulator.card.SimulatedCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is on the card: packages and instances (5.3.1). */
final class Registry {
    /** Life-cycle states of applications (table 11-4). */
    static final int INSTALLED = 0x03;

    static final int SELECTABLE = 0x07;
    static final int LOCKED_BIT = 0x80;
    /** Privileges (table 11-7), first byte. */
    static final int SECURITY_DOMAIN = 0x80;

    static final int CARD_RESET = 0x04;

    private final List<LoadFile> loadFiles = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();

    /** One installed application. */
    static final class Instance {
        private final Aid aid;
        private final Aid loadFile;
        private final Aid module;
        private final SimulatedCard card;
        private byte[] privileges;
        private int state;

        Instance(Aid aid, Aid loadFile, Aid module, SimulatedCard card, byte[] privileges) {
            this.aid = aid;
            this.loadFile = loadFile;
            this.module = module;
            this.card = card;
            this.privileges = privileges.clone();
            this.state = INSTALLED;
        }

        Aid aid() {
            return aid;
        }

        Aid loadFile() {
            return loadFile;
        }

        Aid module() {
            return module;
        }

        SimulatedCard card() {
            return card;
        }

        byte[] privileges() {
            return privileges.clone();
        }

        boolean isDefault() {
            return (privileges[0] & CARD_RESET) != 0;
        }

        int state() {
            return state;
        }

        void state(int newState) {
            state = newState;
        }

        boolean isSelectable() {
            return state == SELECTABLE;
        }

        void privilege(int bit, boolean on) {
            privileges[0] = (byte) (on ? privileges[0] | bit : privileges[0] & ~bit);
        }
    }

    List<LoadFile> loadFiles() {
        return List.copyOf(loadFiles);
    }

    List<Instance> instances() {
        return List.copyOf(instances);
    }

    Optional<LoadFile> loadFile(Aid aid) {
        return loadFiles.stream().filter(file -> file.aid().equals(aid)).findFirst();
    }

    Optional<Instance> instance(Aid aid) {
        return instances.stream().filter(each -> each.aid.equals(aid)).findFirst();
    }

    boolean isTaken(Aid aid) {
        return loadFile(aid).isPresent() || instance(aid).isPresent();
    }

    void add(LoadFile file) {
        loadFiles.add(file);
    }

    void add(Instance instance) {
        instances.add(instance);
    }

    /** What is selected after a reset, instead of the security domain. */
    Optional<Instance> selectedByDefault() {
        return instances.stream()
                .filter(each -> each.isDefault() && each.isSelectable())
                .findFirst();
    }

    /** At most one application has the privilege Card Reset (6.6.2.5). */
    void makeDefault(Instance chosen) {
        instances.forEach(each -> each.privilege(CARD_RESET, each == chosen));
    }

    /**
     * Deletes an application or a package (11.2).
     *
     * @param related whether the instances of a package go with it
     * @throws Refusal 6A88 for what is not there, 6985 for a package that has instances
     */
    void delete(Aid aid, boolean related) {
        Optional<Instance> instance = instance(aid);
        if (instance.isPresent()) {
            remove(instance.get());
            return;
        }
        LoadFile file = loadFile(aid).orElseThrow(() -> new Refusal(StatusWord.REFERENCED_DATA_NOT_FOUND));
        List<Instance> dependent =
                instances().stream().filter(each -> each.loadFile.equals(aid)).toList();
        if (!dependent.isEmpty() && !related) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        dependent.forEach(this::remove);
        loadFiles.remove(file);
    }

    private void remove(Instance instance) {
        instance.card.close();
        instances.remove(instance);
    }
}
