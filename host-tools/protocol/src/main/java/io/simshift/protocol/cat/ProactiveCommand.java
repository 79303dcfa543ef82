package io.simshift.protocol.cat;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a card asks of the terminal (TS 102 223 6.6): the BER-TLV D0 that FETCH brings. */
public sealed interface ProactiveCommand {
    /** Tag of the BER-TLV. */
    int TAG = 0xD0;
    /** Type of REFRESH. */
    int REFRESH = 0x01;
    /** Type of SEND SHORT MESSAGE. */
    int SEND_SHORT_MESSAGE = 0x13;

    /** Number, type and qualifier. */
    CommandDetails details();

    /** From whom to whom. */
    DeviceIdentities devices();

    /** The objects behind those two, in order. */
    List<ComprehensionTlv> objects();

    /** REFRESH (6.6.13). */
    record Refresh(CommandDetails details, DeviceIdentities devices, List<ComprehensionTlv> objects)
            implements ProactiveCommand {
        /** Qualifier "UICC reset". */
        public static final int UICC_RESET = 0x04;

        private static final int FILE_LIST_TAG = 0x12;

        public Refresh {
            requireType(details, REFRESH);
            objects = List.copyOf(objects);
        }

        /** REFRESH (UICC reset) with this command number. */
        public static Refresh uiccReset(int number) {
            return new Refresh(
                    new CommandDetails(number, REFRESH, UICC_RESET), DeviceIdentities.UICC_TO_TERMINAL, List.of());
        }

        /** Whether the terminal is to reset the card. */
        public boolean isUiccReset() {
            return details.qualifier() == UICC_RESET;
        }

        /** Number of files and their paths as coded, if there is a list. */
        public Optional<byte[]> fileList() {
            return ComprehensionTlv.find(objects, FILE_LIST_TAG).map(ComprehensionTlv::value);
        }
    }

    /** SEND SHORT MESSAGE (6.6.9). */
    record SendShortMessage(CommandDetails details, DeviceIdentities devices, List<ComprehensionTlv> objects)
            implements ProactiveCommand {
        private static final int ADDRESS_TAG = 0x06;
        private static final int TPDU_TAG = 0x0B;

        public SendShortMessage {
            requireType(details, SEND_SHORT_MESSAGE);
            objects = List.copyOf(objects);
            if (ComprehensionTlv.find(objects, TPDU_TAG).isEmpty()) {
                throw new IllegalArgumentException("SEND SHORT MESSAGE without an SMS TPDU");
            }
        }

        /** A message that the terminal sends as it is, without telling the user. */
        public static SendShortMessage of(int number, byte[] tpdu) {
            return new SendShortMessage(
                    new CommandDetails(number, SEND_SHORT_MESSAGE, 0),
                    DeviceIdentities.UICC_TO_NETWORK,
                    List.of(ComprehensionTlv.required(TPDU_TAG, tpdu)));
        }

        /** The SMS-SUBMIT. */
        public byte[] tpdu() {
            return ComprehensionTlv.find(objects, TPDU_TAG).orElseThrow().value();
        }

        /** The service centre, if the card names one. */
        public Optional<SmsAddress> serviceCentre() {
            return ComprehensionTlv.find(objects, ADDRESS_TAG)
                    .map(object -> SmsAddress.decodeWithoutLength(object.value()));
        }

        /** Whether the terminal is to pack 8-bit text to 7 bits. */
        public boolean packingRequired() {
            return (details.qualifier() & 1) != 0;
        }
    }

    /** Any other command. */
    record Other(CommandDetails details, DeviceIdentities devices, List<ComprehensionTlv> objects)
            implements ProactiveCommand {
        public Other {
            objects = List.copyOf(objects);
        }
    }

    /** The BER-TLV D0. */
    default byte[] encode() {
        List<ComprehensionTlv> all = new ArrayList<>();
        all.add(details().encode());
        all.add(devices().encode(true));
        all.addAll(objects());
        return new BerTlv(TAG, ComprehensionTlv.encodeAll(all)).encode();
    }

    /** Reads the BER-TLV D0. */
    static ProactiveCommand decode(byte[] bytes) {
        BerTlv command = BerTlv.decode(bytes);
        if (command.tag() != TAG) {
            throw new WireFormatException("TS 102 223 6.6", 0, "a proactive command begins with D0");
        }
        List<ComprehensionTlv> all = ComprehensionTlv.decodeAll(command.value());
        boolean begun = all.size() >= 2
                && all.get(0).tag() == CommandDetails.TAG
                && all.get(1).tag() == DeviceIdentities.TAG;
        if (!begun) {
            throw new WireFormatException(
                    "TS 102 223 6.6", 0, "a proactive command begins with command details and device identities");
        }
        CommandDetails details = CommandDetails.decode(all.get(0));
        DeviceIdentities devices = DeviceIdentities.decode(all.get(1));
        List<ComprehensionTlv> objects = all.subList(2, all.size());
        return switch (details.type()) {
            case REFRESH -> new Refresh(details, devices, objects);
            case SEND_SHORT_MESSAGE -> sendShortMessage(details, devices, objects);
            default -> new Other(details, devices, objects);
        };
    }

    private static SendShortMessage sendShortMessage(
            CommandDetails details, DeviceIdentities devices, List<ComprehensionTlv> objects) {
        if (ComprehensionTlv.find(objects, SendShortMessage.TPDU_TAG).isEmpty()) {
            throw new WireFormatException("TS 102 223 6.6.9", 0, "SEND SHORT MESSAGE without an SMS TPDU");
        }
        return new SendShortMessage(details, devices, objects);
    }

    private static void requireType(CommandDetails details, int type) {
        if (details.type() != type) {
            throw new IllegalArgumentException("command details of another type: " + details);
        }
    }
}
