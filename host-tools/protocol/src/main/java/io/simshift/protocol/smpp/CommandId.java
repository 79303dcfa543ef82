package io.simshift.protocol.smpp;

import java.util.Map;

/** The command_id values of SMPP 3.4 5.1.2.1. A response has bit 31 set. */
public final class CommandId {
    public static final int GENERIC_NACK = 0x80000000;
    public static final int BIND_RECEIVER = 0x00000001;
    public static final int BIND_RECEIVER_RESP = 0x80000001;
    public static final int BIND_TRANSMITTER = 0x00000002;
    public static final int BIND_TRANSMITTER_RESP = 0x80000002;
    public static final int QUERY_SM = 0x00000003;
    public static final int QUERY_SM_RESP = 0x80000003;
    public static final int SUBMIT_SM = 0x00000004;
    public static final int SUBMIT_SM_RESP = 0x80000004;
    public static final int DELIVER_SM = 0x00000005;
    public static final int DELIVER_SM_RESP = 0x80000005;
    public static final int UNBIND = 0x00000006;
    public static final int UNBIND_RESP = 0x80000006;
    public static final int REPLACE_SM = 0x00000007;
    public static final int REPLACE_SM_RESP = 0x80000007;
    public static final int CANCEL_SM = 0x00000008;
    public static final int CANCEL_SM_RESP = 0x80000008;
    public static final int BIND_TRANSCEIVER = 0x00000009;
    public static final int BIND_TRANSCEIVER_RESP = 0x80000009;
    public static final int OUTBIND = 0x0000000B;
    public static final int ENQUIRE_LINK = 0x00000015;
    public static final int ENQUIRE_LINK_RESP = 0x80000015;
    public static final int SUBMIT_MULTI = 0x00000021;
    public static final int SUBMIT_MULTI_RESP = 0x80000021;
    public static final int ALERT_NOTIFICATION = 0x00000102;
    public static final int DATA_SM = 0x00000103;
    public static final int DATA_SM_RESP = 0x80000103;

    private static final int RESPONSE_BIT = 0x80000000;
    private static final Map<Integer, String> REQUEST_NAMES = Map.ofEntries(
            Map.entry(BIND_RECEIVER, "bind_receiver"),
            Map.entry(BIND_TRANSMITTER, "bind_transmitter"),
            Map.entry(QUERY_SM, "query_sm"),
            Map.entry(SUBMIT_SM, "submit_sm"),
            Map.entry(DELIVER_SM, "deliver_sm"),
            Map.entry(UNBIND, "unbind"),
            Map.entry(REPLACE_SM, "replace_sm"),
            Map.entry(CANCEL_SM, "cancel_sm"),
            Map.entry(BIND_TRANSCEIVER, "bind_transceiver"),
            Map.entry(OUTBIND, "outbind"),
            Map.entry(ENQUIRE_LINK, "enquire_link"),
            Map.entry(SUBMIT_MULTI, "submit_multi"),
            Map.entry(ALERT_NOTIFICATION, "alert_notification"),
            Map.entry(DATA_SM, "data_sm"));

    private CommandId() {}

    /** Whether {@code commandId} is that of a response (generic_nack included). */
    public static boolean isResponse(int commandId) {
        return (commandId & RESPONSE_BIT) != 0;
    }

    /** Whether {@code commandId} is a request of SMPP 3.4 that has a response. */
    public static boolean isAnsweredRequest(int commandId) {
        return REQUEST_NAMES.containsKey(commandId) && commandId != OUTBIND && commandId != ALERT_NOTIFICATION;
    }

    /** The command_id of the response to the request {@code commandId}. */
    public static int responseTo(int commandId) {
        return commandId | RESPONSE_BIT;
    }

    /** The standard's name of {@code commandId}, or its eight hexadecimal digits. */
    public static String name(int commandId) {
        if (commandId == GENERIC_NACK) {
            return "generic_nack";
        }
        String request = REQUEST_NAMES.get(commandId & ~RESPONSE_BIT);
        boolean known = request != null && (!isResponse(commandId) || isAnsweredRequest(commandId & ~RESPONSE_BIT));
        if (!known) {
            return String.format("%08X", commandId);
        }
        return isResponse(commandId) ? request + "_resp" : request;
    }
}
