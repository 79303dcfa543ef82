package io.simshift.applet.cref;

import io.simshift.protocol.apdu.CommandApdu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * cref under the debugger gdb, which stops it before each write to its EEPROM: there the writes can be counted, or the power
 * goes. What is in the EEPROM at that moment is what the card starts with the next time.
 */
public final class CrefTear {
    /** The functions of cref through which all writes go: one array is one write. */
    private static final List<String> WRITES =
            List.of("E2P_write_u8", "E2P_write_u16", "E2P_write_u32", "E2P_write_array", "E2P_fill_array");
    /** Where the EEPROM begins in cref's memory, and its size. */
    private static final int EEPROM_OFFSET = 0x10020;

    private static final int EEPROM_SIZE = 0xFFE0;
    private static final Pattern COUNTED = Pattern.compile("writes: ([0-9]+)");
    private static final int NEVER = -1;

    private final CrefKits kits = CrefKits.ofProperties();
    private final byte[] instanceAid;
    private final Path work;

    /** @param work folder for images and scripts */
    public CrefTear(byte[] instanceAid, Path work) {
        this.instanceAid = instanceAid;
        this.work = work;
    }

    /** Why there can be none; nothing where there can. */
    public static Optional<String> missing() {
        try {
            Process gdb = new ProcessBuilder("gdb", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return gdb.waitFor() == 0 ? Optional.empty() : Optional.of("gdb does not run");
        } catch (IOException e) {
            return Optional.of("there is no debugger gdb");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("it was interrupted");
        }
    }

    /**
     * Starts a VM, selects the applet, sends these commands, and takes the power away.
     *
     * @return how often it has written to its EEPROM, from its start on
     */
    public int count(byte[] eeprom, List<CommandApdu> commands) throws IOException {
        Path log = run(eeprom, NEVER, commands);
        Matcher counted = COUNTED.matcher(Files.readString(log, StandardCharsets.ISO_8859_1));
        if (!counted.find()) {
            throw new AssertionError("gdb has counted nothing: " + Files.readString(log, StandardCharsets.ISO_8859_1));
        }
        return Integer.parseInt(counted.group(1));
    }

    /** The same, but the power goes before the write that follows {@code writes} others; returns the EEPROM as it is then. */
    public byte[] cut(byte[] eeprom, int writes, List<CommandApdu> commands) throws IOException {
        Files.deleteIfExists(torn());
        run(eeprom, writes, commands);
        if (!Files.exists(torn())) {
            throw new AssertionError("there are no more than " + writes + " writes");
        }
        return Files.readAllBytes(torn());
    }

    private Path torn() {
        return work.resolve("torn");
    }

    private Path run(byte[] eeprom, int cutAfter, List<CommandApdu> commands) throws IOException {
        Path image = Files.write(work.resolve("begin"), eeprom);
        Path script = Files.writeString(work.resolve("gdb.script"), script(cutAfter));
        Path log = work.resolve("gdb.log");
        Files.deleteIfExists(log);
        List<String> gdb = List.of("gdb", "-nx", "-batch", "-x", script.toString(), "--args");
        try {
            send(gdb, image, log, commands);
        } catch (AssertionError | IOException e) {
            // no answer, or not even a start: that is the cut, if it was to come
            if (cutAfter == NEVER || !Files.exists(torn())) {
                throw e;
            }
        }
        return log;
    }

    private void send(List<String> gdb, Path image, Path log, List<CommandApdu> commands) throws IOException {
        CrefProcess process = CrefProcess.start(gdb, kits, image, log);
        try {
            process.reader().exchange(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, instanceAid));
            for (CommandApdu command : commands) {
                process.reader().exchange(command);
            }
            process.powerDown();
        } catch (AssertionError e) {
            process.awaitEnd();
            throw e;
        } finally {
            process.kill();
        }
    }

    private String script(int cutAfter) {
        StringBuilder script = new StringBuilder("""
                set pagination off
                set confirm off
                handle all nostop noprint pass
                handle SIGTRAP stop noprint
                set $writes = 0
                """);
        for (String function : WRITES) {
            script.append("break ").append(function).append("\ncommands\nsilent\n");
            if (cutAfter != NEVER) {
                script.append("if $writes == ").append(cutAfter).append('\n');
                script.append("dump binary memory ")
                        .append(torn())
                        .append(String.format(
                                " ((unsigned)&mem)+%d ((unsigned)&mem)+%d%n",
                                EEPROM_OFFSET, EEPROM_OFFSET + EEPROM_SIZE));
                script.append("kill\nquit\nend\n");
            }
            script.append("set $writes = $writes + 1\ncontinue\nend\n");
        }
        return script.append("run\nprintf \"writes: %d\\n\", $writes\nquit\n").toString();
    }
}
