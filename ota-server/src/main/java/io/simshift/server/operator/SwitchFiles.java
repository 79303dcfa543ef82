package io.simshift.server.operator;

import io.simshift.protocol.files.FileId;
import io.simshift.protocol.files.ServiceCentreRecord;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.script.CompactScript;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.SwitchCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The recipient's files that go into a SWITCH. The card starts from a clean copy (commands.md 4.9), so only bytes that
 * differ from it travel, and all must fit one short message.
 *
 * @param command the SWITCH with what fits
 * @param dropped names of the files that did not: EF.SPN goes first, then EF.SMSP; the length of MNC in EF.AD never
 */
public record SwitchFiles(SwitchCommand command, List<String> dropped) {
    private static final int MNC_LENGTH_OFFSET = 3;
    private static final int SMS_PACKET_SIZE_BYTES = 137;
    private static final int CLEAR_SIZE_BYTES = 10;
    private static final int COUNTER_PADDING_CHECK_SIZE_BYTES = 5 + 1 + 8;

    public SwitchFiles {
        dropped = List.copyOf(dropped);
    }

    /** Most bytes of secured data in one short message, with check value and ciphering: 98 with AES, 106 with 3DES. */
    public static int roomBytes(OtaAlgorithm algorithm) {
        int block = algorithm.blockCipher().blockLength();
        int ciphered = (SMS_PACKET_SIZE_BYTES - CLEAR_SIZE_BYTES) / block * block;
        return ciphered - COUNTER_PADDING_CHECK_SIZE_BYTES;
    }

    /**
     * Puts the files of {@code recipient} into {@code bare}.
     *
     * @param bare the SWITCH without file updates
     * @param donor whose EF.AD the card has now
     * @throws IllegalArgumentException where not even the bare SWITCH fits
     */
    public static SwitchFiles plan(
            SwitchCommand bare, OperatorProfile donor, OperatorProfile recipient, OtaAlgorithm algorithm) {
        List<FileUpdate> updates = new ArrayList<>();
        int mncLength = recipient.plmn().mnc().length();
        if (mncLength != donor.plmn().mnc().length()) {
            updates.add(new FileUpdate(FileId.EF_AD.value(), MNC_LENGTH_OFFSET, new byte[] {(byte) mncLength}));
        }
        SwitchCommand command = with(bare, updates);
        int room = roomBytes(algorithm);
        if (size(command) > room) {
            throw new IllegalArgumentException(
                    "a SWITCH of " + size(command) + " bytes does not fit the " + room + " bytes of one message");
        }
        List<String> dropped = new ArrayList<>();
        for (FileUpdate optional : List.of(serviceCentre(recipient), serviceProviderName(recipient))) {
            updates.add(optional);
            SwitchCommand longer = with(bare, updates);
            if (size(longer) <= room) {
                command = longer;
            } else {
                updates.remove(optional);
                dropped.add(FileId.find(optional.fileId()).orElseThrow().text());
            }
        }
        return new SwitchFiles(command, dropped);
    }

    private static FileUpdate serviceCentre(OperatorProfile recipient) {
        byte[] record = ServiceCentreRecord.of(SmsAddress.international(recipient.serviceCentre()))
                .encode();
        return new FileUpdate(FileId.EF_SMSP.value(), 0, withoutFiller(record));
    }

    private static FileUpdate serviceProviderName(OperatorProfile recipient) {
        byte[] file = new ServiceProviderName(0, recipient.serviceProviderName()).encode();
        return new FileUpdate(FileId.EF_SPN.value(), 0, withoutFiller(file));
    }

    /** The clean copy is filled with FF behind what is written. */
    private static byte[] withoutFiller(byte[] bytes) {
        int length = bytes.length;
        while (length > 1 && bytes[length - 1] == (byte) 0xFF) {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static SwitchCommand with(SwitchCommand bare, List<FileUpdate> updates) {
        return new SwitchCommand(
                bare.imsi(),
                bare.target(),
                bare.transferId(),
                bare.expectedActive(),
                bare.fallback(),
                updates,
                bare.refresh());
    }

    private static int size(SwitchCommand command) {
        return CompactScript.of(command.toApdu()).encode().length;
    }
}
