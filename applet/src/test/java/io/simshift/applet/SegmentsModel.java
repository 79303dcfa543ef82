package io.simshift.applet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What docs/applet/commands.md §3.5 says of segments, without thought of memory. Messages are in the order of their age. */
final class SegmentsModel {
    private final int cells;
    private final List<Message> messages = new ArrayList<>();

    SegmentsModel(int cells) {
        this.cells = cells;
    }

    private static final class Message {
        final Parts parts;
        final Map<Integer, Integer> numbers = new HashMap<>();
        int envelopes;
        int polls;

        Message(Parts parts) {
            this.parts = parts;
        }

        boolean is(Parts other) {
            return parts.reference() == other.reference()
                    && parts.wide() == other.wide()
                    && parts.total() == other.total()
                    && parts.sender().equals(other.sender());
        }
    }

    void status() {
        messages.forEach(message -> message.polls++);
        messages.removeIf(message -> message.polls >= 3);
    }

    /** A whole packet. */
    void envelope() {
        age(null);
    }

    private void age(Parts except) {
        for (Message message : messages) {
            if (except == null || !message.is(except)) {
                message.envelopes++;
            }
        }
        messages.removeIf(message -> message.envelopes >= 16);
    }

    /** The packet that is whole now, or null. */
    byte[] segment(Parts parts, int number) {
        age(parts);
        if (parts.total() == 1) {
            return parts.packet();
        }
        if (parts.total() > cells) {
            return null;
        }
        Message message =
                messages.stream().filter(known -> known.is(parts)).findFirst().orElse(null);
        if (message == null || !message.numbers.containsKey(number)) {
            int used = messages.stream().mapToInt(known -> known.numbers.size()).sum();
            if (used == cells) {
                messages.remove(messages.get(0) == message ? messages.get(1) : messages.get(0));
            }
        }
        if (message == null) {
            message = new Message(parts);
            messages.add(message);
        }
        message.numbers.put(number, number);
        message.envelopes = 0;
        message.polls = 0;
        if (message.numbers.size() < parts.total()) {
            return null;
        }
        messages.remove(message);
        return parts.packet();
    }
}
