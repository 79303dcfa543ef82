package io.simshift.protocol.smpp;

/** Which way messages may flow in a session (SMPP 3.4 4.1). */
public enum BindType {
    RECEIVER(CommandId.BIND_RECEIVER, false, true),
    TRANSMITTER(CommandId.BIND_TRANSMITTER, true, false),
    TRANSCEIVER(CommandId.BIND_TRANSCEIVER, true, true);

    private final int commandId;
    private final boolean submits;
    private final boolean receives;

    BindType(int commandId, boolean submits, boolean receives) {
        this.commandId = commandId;
        this.submits = submits;
        this.receives = receives;
    }

    /** The command_id of the request. */
    public int commandId() {
        return commandId;
    }

    /** Whether the ESME may send submit_sm. */
    public boolean submits() {
        return submits;
    }

    /** Whether the message centre may send deliver_sm. */
    public boolean receives() {
        return receives;
    }

    static BindType ofCommandId(int commandId) {
        for (BindType type : values()) {
            if (type.commandId == (commandId & ~CommandId.GENERIC_NACK)) {
                return type;
            }
        }
        throw new IllegalArgumentException(CommandId.name(commandId) + " is no bind");
    }
}
