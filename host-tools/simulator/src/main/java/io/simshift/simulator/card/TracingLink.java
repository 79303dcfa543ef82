package io.simshift.simulator.card;

import io.simshift.protocol.apdu.StatusWord;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes each exchange as one readable line: the command's name, its bytes, the answer, what the status word means.
 * Session keys and PINs are never written: data of AUTHENTICATE's answer, of the files that hold keys and of the commands
 * that bring a PIN show as their length.
 */
public final class TracingLink implements CardLink {
    private static final int SELECT = 0xA4;
    private static final int AUTHENTICATE = 0x88;
    private static final int GET_RESPONSE = 0xC0;
    private static final int INSTALL = 0xE6;
    private static final int PUT_KEY = 0xD8;
    private static final int SHORT_FILE_ID = 0x80;
    private static final int PATH_LENGTH_MIN = 2;
    /** 9000, 91XX, 61XX, warnings, and 9FXX of a GSM card: everything else left the former file selected. */
    private static final Set<Integer> SELECTED = Set.of(0x90, 0x91, 0x61, 0x62, 0x63, 0x9F);

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(SELECT, "SELECT"),
            Map.entry(0xF2, "STATUS"),
            Map.entry(0xB0, "READ BINARY"),
            Map.entry(0xB2, "READ RECORD"),
            Map.entry(0xD6, "UPDATE BINARY"),
            Map.entry(0xDC, "UPDATE RECORD"),
            Map.entry(0x20, "VERIFY PIN"),
            Map.entry(0x24, "CHANGE PIN"),
            Map.entry(0x26, "DISABLE PIN"),
            Map.entry(0x28, "ENABLE PIN"),
            Map.entry(0x2C, "UNBLOCK PIN"),
            Map.entry(AUTHENTICATE, "AUTHENTICATE"),
            Map.entry(GET_RESPONSE, "GET RESPONSE"),
            Map.entry(0x10, "TERMINAL PROFILE"),
            Map.entry(0x50, "INITIALIZE UPDATE"),
            Map.entry(0x82, "EXTERNAL AUTHENTICATE"),
            Map.entry(0xCA, "GET DATA"),
            Map.entry(PUT_KEY, "PUT KEY"),
            Map.entry(0xE4, "DELETE"),
            Map.entry(INSTALL, "INSTALL"),
            Map.entry(0xE8, "LOAD"),
            Map.entry(0xF0, "SET STATUS"),
            Map.entry(0x12, "FETCH"),
            Map.entry(0x14, "TERMINAL RESPONSE"),
            Map.entry(0xC2, "ENVELOPE"));
    /** EF.KEYS, EF.KEYSPS, EF.EPSNSC (TS 31.102 4.2.3, 4.2.4, 4.2.92) and EF.Kc, EF.KcGPRS (4.4.3). */
    private static final Set<Integer> KEY_FILES = Set.of(0x6F08, 0x6F09, 0x6FE4, 0x4F20, 0x4F52);

    private static final Set<Integer> FILE_ACCESS = Set.of(0xB0, 0xB2, 0xD6, 0xDC);
    /** VERIFY, CHANGE, DISABLE, ENABLE and UNBLOCK PIN; INSTALL, whose parameters hold the manufacturer's keys; PUT KEY. */
    private static final Set<Integer> SECRET_DATA = Set.of(0x20, 0x24, 0x26, 0x28, 0x2C, INSTALL, PUT_KEY);

    private final CardLink card;
    private final Consumer<String> lines;
    private int currentFile;
    private boolean secretAnswer;

    /** @param lines takes one line for each exchange */
    public TracingLink(CardLink card, Consumer<String> lines) {
        this.card = card;
        this.lines = lines;
    }

    @Override
    public byte[] reset() {
        currentFile = 0;
        byte[] atr = card.reset();
        lines.accept("RESET > " + hex(atr));
        return atr;
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        byte[] response = card.transmit(commandApdu);
        lines.accept(line(commandApdu, response));
        return response;
    }

    private String line(byte[] command, byte[] response) {
        if (command.length < 4 || response.length < 2) {
            return "malformed exchange of " + command.length + " and " + response.length + " bytes";
        }
        int ins = command[1] & 0xFF;
        boolean keyFile = FILE_ACCESS.contains(ins) && (KEY_FILES.contains(currentFile) || byShortFileId(ins, command));
        // GET RESPONSE brings what the command before it made
        secretAnswer = keyFile || ins == AUTHENTICATE || ins == GET_RESPONSE && secretAnswer;
        boolean secretData = keyFile || SECRET_DATA.contains(ins);
        String sent = hex(Arrays.copyOf(command, 4)) + data(command, 4, command.length, secretData);
        StatusWord status = StatusWord.of(response[response.length - 2], response[response.length - 1]);
        if (ins == SELECT && SELECTED.contains(status.sw1())) {
            currentFile = selected(command);
        }
        String answer = data(response, 0, response.length - 2, secretAnswer);
        return NAMES.getOrDefault(ins, "INS " + HexFormat.of().withUpperCase().toHexDigits((byte) ins)) + " " + sent
                + " >" + answer + " " + status + " " + status.describe();
    }

    /** Which file a short identifier means is known to the card alone: its data stay out of the trace. */
    private static boolean byShortFileId(int ins, byte[] command) {
        boolean binary = ins == 0xB0 || ins == 0xD6;
        return binary ? (command[2] & SHORT_FILE_ID) != 0 : (command[3] & 0xF8) != 0;
    }

    private static int selected(byte[] command) {
        int end = command.length > 5 ? Math.min(command.length, 5 + (command[4] & 0xFF)) : 0;
        boolean hasPath = end >= 5 + PATH_LENGTH_MIN;
        return hasPath ? (command[end - 2] & 0xFF) << 8 | command[end - 1] & 0xFF : 0;
    }

    private static String data(byte[] bytes, int from, int to, boolean secret) {
        if (from >= to) {
            return "";
        }
        return secret ? " [" + (to - from) + " bytes]" : " " + hex(Arrays.copyOfRange(bytes, from, to));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
