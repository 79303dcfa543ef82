package io.simshift.cli.files;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.card.FollowingLink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the files of a card: each is selected by its path from the MF, so that nothing is found twice. */
public final class FileTree {
    /** EF.KEYS, EF.KEYSPS, EF.EPSNSC, the security contexts of 5G, EF.Kc and EF.KcGPRS: never read. */
    static final Set<Integer> KEY_FILES = Set.of(0x6F08, 0x6F09, 0x6FE4, 0x4F03, 0x4F04, 0x4F20, 0x4F52);

    private static final int PATH_FROM_MF = 0x08;
    private static final int BY_AID = 0x04;
    private static final int RETURN_FCP = 0x04;
    private static final int ABSOLUTE_RECORD = 0x04;
    private static final int READ_MAX = 255;
    private static final int OFFSET_MAX = 0x7FFF;
    private static final int AID_TAG = 0x4F;
    private static final int APPLICATION_TEMPLATE = 0x61;
    private static final int PADDING = 0xFF;

    private final CardLink card;
    private final FileRange range;
    private final List<CardFile> found = new ArrayList<>();

    private FileTree(CardLink card, FileRange range) {
        this.card = new FollowingLink(card);
        this.range = range;
    }

    /**
     * Reads the files that there are.
     *
     * @return the MF first, each directory before what it holds
     * @throws CardLinkException where the card does not answer, or has no MF
     */
    public static List<CardFile> read(CardLink card, FileRange range) {
        FileTree tree = new FileTree(card, range);
        tree.readAll();
        return List.copyOf(tree.found);
    }

    private void readAll() {
        byte[] mf = FileId.MF.encode();
        ResponseApdu answer =
                transmit(CommandApdu.of(0x00, 0xA4, 0x00, RETURN_FCP, mf).withLe(CommandApdu.MAX_LE));
        if (!answer.status().isOk()) {
            throw new CardLinkException("it is no UICC: SELECT of the MF was answered " + answer.status() + ", "
                    + answer.status().describe());
        }
        found.add(new CardFile(mf, Optional.empty(), fcp("3F00", answer), List.of(), StatusWord.OK));
        children(FileId.MF.value(), new byte[0], Optional.empty());
        for (byte[] application : applications(found)) {
            application(application);
        }
    }

    /** AIDs that EF.DIR lists (TS 102 221 13.1). */
    public static List<byte[]> applications(List<CardFile> files) {
        List<byte[]> aids = new ArrayList<>();
        for (CardFile file : files) {
            if (file.id() == FileId.EF_DIR.value()) {
                file.content().forEach(record -> aid(record).ifPresent(aids::add));
            }
        }
        return aids;
    }

    private static Optional<byte[]> aid(byte[] record) {
        if (record.length < 2 || (record[0] & 0xFF) == PADDING) {
            return Optional.empty();
        }
        try {
            int end = Math.min(record.length, 2 + (record[1] & 0xFF));
            BerTlv template = BerTlv.decode(Arrays.copyOf(record, end));
            return template.tag() == APPLICATION_TEMPLATE
                    ? BerTlv.find(template.children(), AID_TAG).map(BerTlv::value)
                    : Optional.empty();
        } catch (WireFormatException e) {
            return Optional.empty(); // a record of EF.DIR that can't be read names no application
        }
    }

    private void application(byte[] aid) {
        ResponseApdu answer =
                transmit(CommandApdu.of(0x00, 0xA4, BY_AID, RETURN_FCP, aid).withLe(CommandApdu.MAX_LE));
        if (!answer.status().isOk() || answer.data().length == 0) {
            return;
        }
        byte[] adf = FileId.ADF_USIM.encode();
        found.add(new CardFile(adf, Optional.of(aid), fcp("7FFF", answer), List.of(), StatusWord.OK));
        children(FileId.ADF_USIM.value(), adf, Optional.of(aid));
    }

    private void children(int directory, byte[] path, Optional<byte[]> application) {
        for (int id : range.children(directory)) {
            byte[] child = Arrays.copyOf(path, path.length + 2);
            child[path.length] = (byte) (id >> 8);
            child[path.length + 1] = (byte) id;
            ResponseApdu answer = transmit(
                    CommandApdu.of(0x00, 0xA4, PATH_FROM_MF, RETURN_FCP, child).withLe(CommandApdu.MAX_LE));
            if (answer.status().isOk() && answer.data().length > 0) {
                child(id, child, application, answer);
            }
        }
    }

    private void child(int id, byte[] path, Optional<byte[]> application, ResponseApdu answer) {
        Fcp fcp = fcp(Integer.toHexString(id), answer);
        boolean directory = fcp.structure() == Fcp.Structure.DIRECTORY;
        if (directory && fcp.applicationId().isPresent()) {
            return; // an application's directory: EF.DIR brings it
        }
        CardFile file = new CardFile(path, application, fcp, List.of(), StatusWord.OK);
        if (directory) {
            found.add(file);
            children(id, path, application);
        } else {
            found.add(file.holdsKeys() ? file : content(file));
        }
    }

    private static Fcp fcp(String file, ResponseApdu answer) {
        try {
            return Fcp.decode(answer.data());
        } catch (WireFormatException e) {
            throw new CardLinkException(
                    "the file control parameters of " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** The file that is selected, with what it holds. */
    private CardFile content(CardFile file) {
        return switch (file.fcp().structure()) {
            case TRANSPARENT -> transparent(file);
            case LINEAR_FIXED, CYCLIC -> records(file);
            default -> file;
        };
    }

    private CardFile transparent(CardFile file) {
        int size = Math.min(file.fcp().fileSize().orElse(0), OFFSET_MAX);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (content.size() < size) {
            int offset = content.size();
            int length = Math.min(READ_MAX, size - offset);
            ResponseApdu answer = transmit(CommandApdu.reading(0x00, 0xB0, offset >> 8, offset & 0xFF, length));
            if (!answer.status().letsScriptGoOn() || answer.data().length == 0) {
                return with(file, List.of(), answer.status());
            }
            content.writeBytes(answer.data());
        }
        return with(file, List.of(content.toByteArray()), StatusWord.OK);
    }

    private CardFile records(CardFile file) {
        int length = file.fcp().recordLength().orElse(0);
        int count = file.fcp().recordCount().orElse(0);
        List<byte[]> records = new ArrayList<>();
        for (int record = 1; record <= count && length > 0; record++) {
            ResponseApdu answer = transmit(CommandApdu.reading(0x00, 0xB2, record, ABSOLUTE_RECORD, length));
            if (!answer.status().letsScriptGoOn()) {
                return with(file, List.of(), answer.status());
            }
            records.add(answer.data());
        }
        return with(file, records, StatusWord.OK);
    }

    private static CardFile with(CardFile file, List<byte[]> content, StatusWord status) {
        return new CardFile(file.path(), file.application(), file.fcp(), content, status);
    }

    private ResponseApdu transmit(CommandApdu command) {
        return ResponseApdu.decode(card.transmit(command.encode()));
    }
}
