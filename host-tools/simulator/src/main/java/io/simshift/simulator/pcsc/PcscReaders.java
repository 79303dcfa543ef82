package io.simshift.simulator.pcsc;

import io.simshift.simulator.card.CardLinkException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import javax.smartcardio.TerminalFactory;

/** The readers of this machine's PC/SC service. */
public final class PcscReaders {
    /** System property that names the PC/SC library; the one place where Java can be told. */
    public static final String LIBRARY_PROPERTY = "sun.security.smartcardio.library";

    /** By itself Java knows the name that only development packages have. */
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/libpcsclite.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/libpcsclite.so.1"),
            Path.of("/usr/lib64/libpcsclite.so.1"),
            Path.of("/usr/lib/libpcsclite.so.1"));

    private final CardTerminals terminals;

    PcscReaders(CardTerminals terminals) {
        this.terminals = terminals;
    }

    /** The readers of the PC/SC service, looked up anew at each call. */
    public static PcscReaders ofThisMachine() {
        // Java's own GET RESPONSE keeps CLA 80, which UICCs refuse (TS 102 221 11.3.1); the link above does it right
        setUnlessSet("sun.security.smartcardio.t0GetResponse", "false");
        setUnlessSet("sun.security.smartcardio.t1GetResponse", "false");
        LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .ifPresent(library -> setUnlessSet(LIBRARY_PROPERTY, library.toString()));
        return new PcscReaders(TerminalFactory.getDefault().terminals());
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Connects to the card in a reader.
     *
     * @param namePart part of the reader's name, in any case; empty for the only reader, or the only one that has a card
     * @throws CardLinkException where there is no such reader, more than one, or no card in it
     */
    public PcscLink open(String namePart) {
        List<CardTerminal> all = list();
        if (all.isEmpty()) {
            throw new CardLinkException("there is no PC/SC reader");
        }
        String wanted = namePart.toLowerCase(Locale.ROOT);
        List<CardTerminal> fitting = all.stream()
                .filter(reader -> reader.getName().toLowerCase(Locale.ROOT).contains(wanted))
                .toList();
        if (fitting.isEmpty()) {
            throw new CardLinkException("no PC/SC reader has '" + namePart + "' in its name; there " + names(all));
        }
        List<CardTerminal> chosen = fitting.size() == 1 ? fitting : withCard(fitting);
        if (chosen.size() != 1) {
            String which = chosen.isEmpty() ? "none of several PC/SC readers has a card" : "several PC/SC readers fit";
            throw new CardLinkException(which + "; there " + names(fitting));
        }
        return new PcscLink(chosen.get(0));
    }

    private List<CardTerminal> list() {
        try {
            return terminals.list();
        } catch (CardException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CardLinkException("the PC/SC service can't be used: " + explain(cause.getMessage()), e);
        }
    }

    private static String explain(String message) {
        return switch (String.valueOf(message)) {
            case "SCARD_E_NO_SERVICE" -> "pcscd does not run (SCARD_E_NO_SERVICE)";
            case "SCARD_E_NO_READERS_AVAILABLE" -> "there is no reader (SCARD_E_NO_READERS_AVAILABLE)";
            default -> message;
        };
    }

    private static List<CardTerminal> withCard(List<CardTerminal> readers) {
        List<CardTerminal> filled = new ArrayList<>();
        for (CardTerminal reader : readers) {
            try {
                if (reader.isCardPresent()) {
                    filled.add(reader);
                }
            } catch (CardException e) {
                throw new CardLinkException("reader '" + reader.getName() + "' does not answer", e);
            }
        }
        return filled;
    }

    private static String names(List<CardTerminal> readers) {
        String names =
                readers.stream().map(reader -> "'" + reader.getName() + "'").collect(Collectors.joining(", "));
        return (readers.size() == 1 ? "is " : "are ") + names;
    }
}
