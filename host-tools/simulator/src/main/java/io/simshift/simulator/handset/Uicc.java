package io.simshift.simulator.handset;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.cat.Fetch;
import io.simshift.protocol.cat.SmsPpDownload;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.files.FileId;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.FollowingLink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A terminal's typed view of its card on the basic channel (TS 102 221 11.1, 11.2). */
final class Uicc {
    private static final int CLA_ISO = 0x00;
    private static final int CLA_UICC = 0x80;
    private static final int SELECT = 0xA4;
    private static final int READ_BINARY = 0xB0;
    private static final int READ_RECORD = 0xB2;
    private static final int UPDATE_BINARY = 0xD6;
    private static final int STATUS = 0xF2;

    private static final int BY_FID = 0x00;
    private static final int BY_AID = 0x04;
    private static final int RETURN_FCP = 0x04;
    private static final int ABSOLUTE_RECORD = 0x04;
    private static final int APPLICATION_INITIALISED = 0x01;
    private static final int NO_DATA = 0x0C;
    private static final int CHUNK_BYTES = 255;

    private final CardLink link;
    private final Consumer<String> trouble;
    private OptionalInt proactiveBytes = OptionalInt.empty();

    /** @param trouble told, in one line, of answers that make no sense */
    Uicc(CardLink link, Consumer<String> trouble) {
        this.link = new FollowingLink(link);
        this.trouble = trouble;
    }

    byte[] reset() {
        off();
        return link.reset();
    }

    /** Power is off: what the card wanted is forgotten. */
    void off() {
        proactiveBytes = OptionalInt.empty();
    }

    /** Sends a command and remembers whether a proactive command waits since (TS 102 221 7.4.2.1). */
    ResponseApdu send(CommandApdu command) {
        ResponseApdu response = ResponseApdu.decode(link.transmit(command.encode()));
        if (response.status().hasProactiveCommand()) {
            proactiveBytes = OptionalInt.of(response.status().sw2());
        }
        return response;
    }

    boolean hasProactiveCommand() {
        return proactiveBytes.isPresent();
    }

    /** Fetches the proactive command that waits. */
    ResponseApdu fetch() {
        int announced = proactiveBytes.orElseThrow();
        proactiveBytes = OptionalInt.empty();
        int expected = announced == 0 ? CommandApdu.MAX_LE : announced;
        return send(Fetch.apdu(expected));
    }

    ResponseApdu envelope(SmsPpDownload download) {
        return send(download.toApdu().withLe(CommandApdu.MAX_LE));
    }

    /** The poll, and at the same time a sign that the card is still there (TS 102 221 14.6). */
    StatusWord status() {
        return send(CommandApdu.of(CLA_UICC, STATUS, 0, NO_DATA)).status();
    }

    StatusWord applicationInitialised() {
        return send(CommandApdu.of(CLA_UICC, STATUS, APPLICATION_INITIALISED, NO_DATA))
                .status();
    }

    /** AUTHENTICATE in 3G context. */
    ResponseApdu authenticate(byte[] rand, Autn autn) {
        return send(AuthenticateAnswer.command(rand, autn).withLe(CommandApdu.MAX_LE));
    }

    ResponseApdu selectByAid(byte[] aid) {
        return send(new CommandApdu(CLA_ISO, SELECT, BY_AID, RETURN_FCP, aid, CommandApdu.MAX_LE));
    }

    ResponseApdu selectByFid(FileId file) {
        return send(new CommandApdu(CLA_ISO, SELECT, BY_FID, RETURN_FCP, file.encode(), CommandApdu.MAX_LE));
    }

    /** The content of a transparent EF of the current directory; empty where there is none or it may not be read. */
    Optional<byte[]> readTransparent(FileId file) {
        return selectEf(file).flatMap(fcp -> readBinary(fcp.fileSize().orElse(0)));
    }

    private Optional<byte[]> readBinary(int size) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (content.size() < size) {
            int wanted = Math.min(size - content.size(), CHUNK_BYTES);
            ResponseApdu read =
                    send(CommandApdu.reading(CLA_ISO, READ_BINARY, content.size() >> 8, content.size() & 0xFF, wanted));
            if (!read.status().isOk() || read.data().length == 0) {
                return Optional.empty();
            }
            content.writeBytes(read.data());
        }
        return Optional.of(content.toByteArray());
    }

    /** The records of a linear fixed EF of the current directory, as far as they may be read. */
    List<byte[]> readRecords(FileId file) {
        return selectEf(file).map(this::readRecords).orElse(List.of());
    }

    private List<byte[]> readRecords(Fcp fcp) {
        List<byte[]> records = new ArrayList<>();
        int length = Math.max(1, Math.min(fcp.recordLength().orElse(CHUNK_BYTES), CHUNK_BYTES));
        for (int number = 1; number <= fcp.recordCount().orElse(0); number++) {
            ResponseApdu read = send(CommandApdu.reading(CLA_ISO, READ_RECORD, number, ABSOLUTE_RECORD, length));
            if (!read.status().isOk()) {
                break;
            }
            records.add(read.data());
        }
        return List.copyOf(records);
    }

    private Optional<Fcp> selectEf(FileId file) {
        ResponseApdu selected = selectByFid(file);
        if (!selected.status().isOk()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Fcp.decode(selected.data()));
        } catch (WireFormatException e) {
            trouble.accept("the card describes " + file.text() + " wrongly: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** Writes a transparent EF of the current directory from its beginning; at most 255 bytes. */
    StatusWord updateTransparent(FileId file, byte[] content) {
        StatusWord selected = selectByFid(file).status();
        return selected.isOk()
                ? send(CommandApdu.of(CLA_ISO, UPDATE_BINARY, 0, 0, content)).status()
                : selected;
    }
}
