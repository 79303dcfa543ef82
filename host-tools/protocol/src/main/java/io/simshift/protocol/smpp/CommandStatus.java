package io.simshift.protocol.smpp;

import java.util.Map;
import java.util.Set;

/** The command_status values of SMPP 3.4 5.1.3 that a session of ours gives or acts on. */
public final class CommandStatus {
    public static final int OK = 0x00;
    public static final int INVALID_MESSAGE_LENGTH = 0x01;
    public static final int INVALID_COMMAND_LENGTH = 0x02;
    public static final int INVALID_COMMAND_ID = 0x03;
    public static final int INVALID_BIND_STATE = 0x04;
    public static final int ALREADY_BOUND = 0x05;
    public static final int SYSTEM_ERROR = 0x08;
    public static final int INVALID_SOURCE_ADDRESS = 0x0A;
    public static final int INVALID_DESTINATION_ADDRESS = 0x0B;
    public static final int INVALID_MESSAGE_ID = 0x0C;
    public static final int BIND_FAILED = 0x0D;
    public static final int INVALID_PASSWORD = 0x0E;
    public static final int INVALID_SYSTEM_ID = 0x0F;
    public static final int MESSAGE_QUEUE_FULL = 0x14;
    public static final int INVALID_SERVICE_TYPE = 0x15;
    public static final int INVALID_ESM_CLASS = 0x43;
    public static final int SUBMIT_FAILED = 0x45;
    public static final int INVALID_SYSTEM_TYPE = 0x53;
    public static final int THROTTLED = 0x58;
    public static final int INVALID_SCHEDULE = 0x61;
    public static final int INVALID_VALIDITY = 0x62;
    public static final int RECEIVER_TEMPORARY_ERROR = 0x64;
    public static final int RECEIVER_PERMANENT_ERROR = 0x65;
    public static final int RECEIVER_REJECT = 0x66;
    public static final int INVALID_OPTIONAL_PART = 0xC0;
    public static final int INVALID_PARAMETER_LENGTH = 0xC2;
    public static final int DELIVERY_FAILURE = 0xFE;
    public static final int UNKNOWN_ERROR = 0xFF;
    /** SMPP 5.0; seen from centres that speak 3.4 otherwise. */
    public static final int SERVICE_UNAVAILABLE = 0x102;

    private static final int VENDOR_FIRST = 0x400;
    private static final int VENDOR_LAST = 0x4FF;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(OK, "ESME_ROK"),
            Map.entry(INVALID_MESSAGE_LENGTH, "ESME_RINVMSGLEN"),
            Map.entry(INVALID_COMMAND_LENGTH, "ESME_RINVCMDLEN"),
            Map.entry(INVALID_COMMAND_ID, "ESME_RINVCMDID"),
            Map.entry(INVALID_BIND_STATE, "ESME_RINVBNDSTS"),
            Map.entry(ALREADY_BOUND, "ESME_RALYBND"),
            Map.entry(SYSTEM_ERROR, "ESME_RSYSERR"),
            Map.entry(INVALID_SOURCE_ADDRESS, "ESME_RINVSRCADR"),
            Map.entry(INVALID_DESTINATION_ADDRESS, "ESME_RINVDSTADR"),
            Map.entry(INVALID_MESSAGE_ID, "ESME_RINVMSGID"),
            Map.entry(BIND_FAILED, "ESME_RBINDFAIL"),
            Map.entry(INVALID_PASSWORD, "ESME_RINVPASWD"),
            Map.entry(INVALID_SYSTEM_ID, "ESME_RINVSYSID"),
            Map.entry(MESSAGE_QUEUE_FULL, "ESME_RMSGQFUL"),
            Map.entry(INVALID_SERVICE_TYPE, "ESME_RINVSERTYP"),
            Map.entry(INVALID_ESM_CLASS, "ESME_RINVESMCLASS"),
            Map.entry(SUBMIT_FAILED, "ESME_RSUBMITFAIL"),
            Map.entry(INVALID_SYSTEM_TYPE, "ESME_RINVSYSTYP"),
            Map.entry(THROTTLED, "ESME_RTHROTTLED"),
            Map.entry(INVALID_SCHEDULE, "ESME_RINVSCHED"),
            Map.entry(INVALID_VALIDITY, "ESME_RINVEXPIRY"),
            Map.entry(RECEIVER_TEMPORARY_ERROR, "ESME_RX_T_APPN"),
            Map.entry(RECEIVER_PERMANENT_ERROR, "ESME_RX_P_APPN"),
            Map.entry(RECEIVER_REJECT, "ESME_RX_R_APPN"),
            Map.entry(INVALID_OPTIONAL_PART, "ESME_RINVOPTPARSTREAM"),
            Map.entry(INVALID_PARAMETER_LENGTH, "ESME_RINVPARLEN"),
            Map.entry(DELIVERY_FAILURE, "ESME_RDELIVERYFAILURE"),
            Map.entry(UNKNOWN_ERROR, "ESME_RUNKNOWNERR"),
            Map.entry(SERVICE_UNAVAILABLE, "ESME_RSERTYPUNAVAIL"));

    private static final Set<Integer> PASSING = Set.of(
            INVALID_BIND_STATE,
            ALREADY_BOUND,
            SYSTEM_ERROR,
            MESSAGE_QUEUE_FULL,
            SUBMIT_FAILED,
            THROTTLED,
            RECEIVER_TEMPORARY_ERROR,
            DELIVERY_FAILURE,
            UNKNOWN_ERROR,
            SERVICE_UNAVAILABLE);

    private CommandStatus() {}

    /**
     * Whether the same message may succeed later. True for congestion, faults of the peer and a lost session, and for the
     * vendor range 400 to 4FF, whose meaning is unknown; false where the message itself was found wrong.
     */
    public static boolean mayRetry(int commandStatus) {
        return PASSING.contains(commandStatus) || commandStatus >= VENDOR_FIRST && commandStatus <= VENDOR_LAST;
    }

    /** Whether the peer asks for fewer messages: throttled, or its queue is full. */
    public static boolean isCongestion(int commandStatus) {
        return commandStatus == THROTTLED || commandStatus == MESSAGE_QUEUE_FULL;
    }

    /** For people: the standard's name with the value, for example {@code ESME_RTHROTTLED (58)}. */
    public static String describe(int commandStatus) {
        String name = NAMES.getOrDefault(commandStatus, "command_status");
        return String.format("%s (%02X)", name, commandStatus);
    }
}
