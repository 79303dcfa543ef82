package io.simshift.protocol.smpp;

import java.util.Arrays;

/**
 * The body that submit_sm and deliver_sm share (SMPP 3.4 4.4.1, 4.6.1). {@code toString} shows the length of the message,
 * never its content.
 *
 * @param serviceType at most 5 characters
 * @param source the sender
 * @param destination the receiver
 * @param esmClass 5.2.12; see the {@code ESM_} constants
 * @param protocolId TP-PID
 * @param priorityFlag 0 to 3
 * @param scheduleDeliveryTime empty, or 16 characters
 * @param validityPeriod empty, or 16 characters; see {@link SmppTime}
 * @param registeredDelivery 5.2.17; 1 asks for a receipt on success and failure, 2 on failure only
 * @param replaceIfPresent 0 or 1
 * @param dataCoding TP-DCS where F0 to FF, otherwise 5.2.19
 * @param defaultMessageId 0 where unused
 * @param shortMessage at most 254 bytes, user data header first where esm_class says so
 * @param tlvs optional parameters
 */
public record ShortMessage(
        String serviceType,
        SmppAddress source,
        SmppAddress destination,
        int esmClass,
        int protocolId,
        int priorityFlag,
        String scheduleDeliveryTime,
        String validityPeriod,
        int registeredDelivery,
        int replaceIfPresent,
        int dataCoding,
        int defaultMessageId,
        byte[] shortMessage,
        Tlvs tlvs) {
    /** sm_length is one byte and 255 is reserved (SMPP 3.4 5.2.21). */
    public static final int LENGTH_MAX_BYTES = 254;

    /** esm_class: the message starts with a user data header (TP-UDHI). */
    public static final int ESM_UDHI = 0x40;
    /** esm_class bits 5 to 2: what kind of message this is. */
    public static final int ESM_TYPE_MASK = 0x3C;
    /** esm_class type: delivery receipt of the message centre. */
    public static final int ESM_DELIVERY_RECEIPT = 0x04;
    /** esm_class type: intermediate delivery notification. */
    public static final int ESM_INTERMEDIATE_NOTIFICATION = 0x20;

    private static final int TIME_BYTES = 17;
    /** Header, addresses of 15 digits, one time and the single bytes. */
    private static final int ROOM_BYTES = 96;

    public ShortMessage {
        Limits.requireText("service_type", serviceType, Limits.SERVICE_TYPE_BYTES);
        Limits.requireText("source_addr", source.digits(), Limits.ADDRESS_BYTES);
        Limits.requireText("destination_addr", destination.digits(), Limits.ADDRESS_BYTES);
        Limits.requireByte("esm_class", esmClass);
        Limits.requireByte("protocol_id", protocolId);
        Limits.requireByte("priority_flag", priorityFlag);
        requireTime("schedule_delivery_time", scheduleDeliveryTime);
        requireTime("validity_period", validityPeriod);
        Limits.requireByte("registered_delivery", registeredDelivery);
        Limits.requireByte("replace_if_present_flag", replaceIfPresent);
        Limits.requireByte("data_coding", dataCoding);
        Limits.requireByte("sm_default_msg_id", defaultMessageId);
        if (shortMessage.length > LENGTH_MAX_BYTES) {
            throw new IllegalArgumentException("short_message has " + shortMessage.length + " bytes, more than 254");
        }
        shortMessage = shortMessage.clone();
    }

    /** A message without validity period, receipt or TLVs. */
    public static ShortMessage of(
            SmppAddress source,
            SmppAddress destination,
            int esmClass,
            int protocolId,
            int dataCoding,
            byte[] shortMessage) {
        return new ShortMessage(
                "", source, destination, esmClass, protocolId, 0, "", "", 0, 0, dataCoding, 0, shortMessage, Tlvs.NONE);
    }

    /** As {@link #of}, for a submit_sm: the usual one in one step. */
    public static ShortMessage submission(
            SmppAddress source,
            SmppAddress destination,
            int esmClass,
            int protocolId,
            int dataCoding,
            byte[] shortMessage,
            String validityPeriod,
            int registeredDelivery) {
        return new ShortMessage(
                "",
                source,
                destination,
                esmClass,
                protocolId,
                0,
                "",
                validityPeriod,
                registeredDelivery,
                0,
                dataCoding,
                0,
                shortMessage,
                Tlvs.NONE);
    }

    public ShortMessage withValidityPeriod(String period) {
        return with(period, registeredDelivery, tlvs);
    }

    public ShortMessage withRegisteredDelivery(int registered) {
        return with(validityPeriod, registered, tlvs);
    }

    public ShortMessage withTlvs(Tlvs parameters) {
        return with(validityPeriod, registeredDelivery, parameters);
    }

    @Override
    public byte[] shortMessage() {
        return shortMessage.clone();
    }

    /** The content: short_message, or the TLV message_payload where short_message is empty (5.3.2.32). */
    public byte[] payload() {
        return shortMessage.length > 0
                ? shortMessage()
                : tlvs.value(Tlv.MESSAGE_PAYLOAD).orElseGet(() -> new byte[0]);
    }

    public boolean hasUserDataHeader() {
        return (esmClass & ESM_UDHI) != 0;
    }

    /** Whether the message centre itself speaks: a delivery receipt or an intermediate notification. */
    public boolean isReceipt() {
        int type = esmClass & ESM_TYPE_MASK;
        return type == ESM_DELIVERY_RECEIPT || type == ESM_INTERMEDIATE_NOTIFICATION;
    }

    static ShortMessage read(PduReader in) throws PduReader.Fault {
        String serviceType = in.text("service_type", Limits.SERVICE_TYPE_BYTES, CommandStatus.INVALID_SERVICE_TYPE);
        SmppAddress source = in.address("source_addr", Limits.ADDRESS_BYTES, CommandStatus.INVALID_SOURCE_ADDRESS);
        SmppAddress destination =
                in.address("dest_addr", Limits.ADDRESS_BYTES, CommandStatus.INVALID_DESTINATION_ADDRESS);
        return new ShortMessage(
                serviceType,
                source,
                destination,
                in.oneByte("esm_class"),
                in.oneByte("protocol_id"),
                in.oneByte("priority_flag"),
                in.time("schedule_delivery_time", CommandStatus.INVALID_SCHEDULE),
                in.time("validity_period", CommandStatus.INVALID_VALIDITY),
                in.oneByte("registered_delivery"),
                in.oneByte("replace_if_present_flag"),
                in.oneByte("data_coding"),
                in.oneByte("sm_default_msg_id"),
                in.shortMessage(),
                in.tlvs());
    }

    /** About as many as a PDU with this message has. */
    int roomBytes() {
        return ROOM_BYTES + shortMessage.length;
    }

    void write(PduWriter out) {
        out.text(serviceType)
                .address(source)
                .address(destination)
                .oneByte(esmClass)
                .oneByte(protocolId)
                .oneByte(priorityFlag)
                .text(scheduleDeliveryTime)
                .text(validityPeriod)
                .oneByte(registeredDelivery)
                .oneByte(replaceIfPresent)
                .oneByte(dataCoding)
                .oneByte(defaultMessageId)
                .oneByte(shortMessage.length)
                .bytes(shortMessage)
                .tlvs(tlvs);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ShortMessage that
                && header().equals(that.header())
                && Arrays.equals(shortMessage, that.shortMessage)
                && tlvs.equals(that.tlvs);
    }

    @Override
    public int hashCode() {
        return 31 * header().hashCode() + Arrays.hashCode(shortMessage);
    }

    @Override
    public String toString() {
        return header() + ", " + shortMessage.length + " bytes, " + tlvs.all().size() + " TLVs";
    }

    /** Every field before sm_length, in one comparable line. */
    private String header() {
        return String.format(
                "'%s' %s to %s esm_class %02X pid %02X priority %d schedule '%s' validity '%s' registered %02X"
                        + " replace %d dcs %02X default %d",
                serviceType,
                source,
                destination,
                esmClass,
                protocolId,
                priorityFlag,
                scheduleDeliveryTime,
                validityPeriod,
                registeredDelivery,
                replaceIfPresent,
                dataCoding,
                defaultMessageId);
    }

    private ShortMessage with(String period, int registered, Tlvs parameters) {
        return new ShortMessage(
                serviceType,
                source,
                destination,
                esmClass,
                protocolId,
                priorityFlag,
                scheduleDeliveryTime,
                period,
                registered,
                replaceIfPresent,
                dataCoding,
                defaultMessageId,
                shortMessage,
                parameters);
    }

    private static void requireTime(String field, String time) {
        Limits.requireText(field, time, TIME_BYTES);
        if (!time.isEmpty() && time.length() != TIME_BYTES - 1) {
            throw new IllegalArgumentException(field + " has " + time.length() + " characters, not 0 or 16");
        }
    }
}
