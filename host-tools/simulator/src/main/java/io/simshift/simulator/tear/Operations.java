package io.simshift.simulator.tear;

import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.files.FileId;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.identity.TransferId;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.ConfirmCommand;
import io.simshift.protocol.subscription.FallbackRule;
import io.simshift.protocol.subscription.FileUpdate;
import io.simshift.protocol.subscription.FinaliseCommand;
import io.simshift.protocol.subscription.LifeCycleCommand;
import io.simshift.protocol.subscription.LifeCycleCommand.Order;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchCommand;
import io.simshift.simulator.personalisation.Personaliser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Every operation of the card that writes. */
final class Operations {
    private static final TransferId TRANSFER = TransferId.parse("0102030405060708");
    private static final TransferId EARLIER = TransferId.parse("A1A2A3A4A5A6A7A8");
    private static final int HOME = 1;
    private static final int NEXT = 2;
    private static final SequenceNumber FRESH = SequenceNumber.of(33, 1, SequenceNumber.DEFAULT_INDEX_BITS);
    private static final SequenceNumber FRESHER = SequenceNumber.of(40, 2, SequenceNumber.DEFAULT_INDEX_BITS);
    private static final SequenceNumber STALE = SequenceNumber.of(20, 1, SequenceNumber.DEFAULT_INDEX_BITS);
    private static final String SELECT_LOCI = "00A4080C047FFF6F7E";
    private static final String SELECT_MSISDN = "00A4080C047FFF6F40";

    private Operations() {}

    static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        all.addAll(personalisation());
        all.addAll(switching());
        all.addAll(scripts());
        all.addAll(concatenated());
        all.addAll(ChannelOperations.all(
                HOME, Operations::issued, plainSwitch(), new StageCommand(TRANSFER, longUpdates()).toApdu()));
        all.addAll(endings());
        all.addAll(terminal());
        all.addAll(PinOperations.all(Operations::issued));
        all.addAll(DeviceOperations.all(HOME, Operations::issued));
        all.addAll(ReportOperations.all(
                HOME, Operations::issued, ota(HOME, switchTo(FallbackRule.afterResets(1), List.of(), true))));
        all.addAll(fileStates());
        return List.copyOf(all);
    }

    // ---------------------------------------------------------------- states

    private static void issued(Terminal terminal) {
        Personaliser.personalise(terminal.card(), terminal.keys().order());
        terminal.setCounter(0);
        terminal.start();
        // a card in service has been authenticated
        terminal.authenticate(HOME, FRESH);
    }

    private static Consumer<Terminal> staged(TransferId transfer) {
        return terminal -> {
            issued(terminal);
            terminal.ota(HOME, stage(transfer));
        };
    }

    private static Consumer<Terminal> pending(FallbackRule rule) {
        return terminal -> {
            issued(terminal);
            terminal.ota(HOME, switchTo(rule, List.of(), true));
        };
    }

    private static Consumer<Terminal> provisional(FallbackRule rule) {
        return terminal -> {
            pending(rule).accept(terminal);
            terminal.start();
        };
    }

    // ---------------------------------------------------------------- commands

    private static CommandApdu stage(TransferId transfer) {
        return new StageCommand(transfer, updates()).toApdu();
    }

    private static List<FileUpdate> updates() {
        return List.of(
                new FileUpdate(FileId.EF_SPN.value(), 1, "Operator B".getBytes(StandardCharsets.US_ASCII)),
                new FileUpdate(FileId.EF_AD.value(), 0, new byte[] {0, 0, 0, 2}));
    }

    private static CommandApdu switchTo(FallbackRule rule, List<FileUpdate> updates, boolean refresh) {
        return new SwitchCommand(
                        CardKeys.NEXT_IMSI,
                        Optional.of(new SlotIndex(NEXT)),
                        TRANSFER,
                        new SlotIndex(HOME),
                        rule,
                        updates,
                        refresh)
                .toApdu();
    }

    private static CommandApdu order(Order order) {
        return new LifeCycleCommand(order).toApdu();
    }

    private static CommandApdu plainSwitch() {
        return switchTo(FallbackRule.NEVER, List.of(), true);
    }

    private static Consumer<Terminal> ota(int slot, CommandApdu... script) {
        return terminal -> terminal.ota(slot, script);
    }

    // ---------------------------------------------------------------- before issue

    private static List<Operation> personalisation() {
        return List.of(
                Operation.of("store-slot", "STORE SLOT into an empty slot", Terminal::start, List.of(storeSlot(1))),
                Operation.of(
                        "store-slot-again",
                        "STORE SLOT over a slot that was stored before",
                        terminal -> {
                            terminal.start();
                            storeSlot(2).accept(terminal);
                        },
                        List.of(terminal -> terminal.ota(
                                0,
                                new StoreSlotCommand(
                                                new SlotIndex(2),
                                                terminal.keys().slot(3).algorithm(),
                                                terminal.keys().slot(3).k(),
                                                terminal.keys().slot(3).opc(),
                                                terminal.keys().slot(3).kic(),
                                                terminal.keys().slot(3).kid(),
                                                terminal.keys().slot(3).kik())
                                        .toApdu(terminal.keys().installed().kik())))),
                Operation.of(
                        "write-files",
                        "UPDATE BINARY of the manufacturer",
                        Terminal::start,
                        List.of(terminal -> terminal.ota(
                                0,
                                CommandApdu.of(0x00, 0xA4, 0x08, 0x0C, new byte[] {0x2F, (byte) 0xE2}),
                                CommandApdu.of(
                                        0x00,
                                        0xD6,
                                        0x00,
                                        0x00,
                                        terminal.keys().order().iccid().encode())))),
                Operation.of(
                        "finalise",
                        "FINALISE: slot 1 becomes active, the manufacturer's keys go",
                        Operations::readyToFinalise,
                        List.of(ota(0, new FinaliseCommand().toApdu()))));
    }

    private static Consumer<Terminal> storeSlot(int slot) {
        return terminal -> terminal.ota(
                0, terminal.keys().slot(slot).toApdu(terminal.keys().installed().kik()));
    }

    private static void readyToFinalise(Terminal terminal) {
        terminal.start();
        for (int slot = 1; slot <= CardKeys.SLOTS; slot++) {
            storeSlot(slot).accept(terminal);
        }
        write(
                terminal,
                new byte[] {0x2F, (byte) 0xE2},
                terminal.keys().order().iccid().encode());
        write(terminal, new byte[] {0x7F, (byte) 0xFF, 0x6F, 0x07}, CardKeys.FIRST_IMSI.encode());
    }

    private static void write(Terminal terminal, byte[] path, byte[] content) {
        terminal.ota(0, CommandApdu.of(0x00, 0xA4, 0x08, 0x0C, path), CommandApdu.of(0x00, 0xD6, 0x00, 0x00, content));
    }

    // ---------------------------------------------------------------- the switch

    private static List<Operation> switching() {
        return List.of(
                Operation.of(
                        "stage",
                        "the first STAGE of a transfer",
                        Operations::issued,
                        List.of(ota(HOME, stage(TRANSFER)))),
                Operation.of(
                        "stage-over",
                        "STAGE while another transfer's data are staged",
                        staged(EARLIER),
                        List.of(ota(HOME, stage(TRANSFER)))),
                Operation.of(
                        "switch",
                        "SWITCH without anything staged",
                        Operations::issued,
                        List.of(ota(HOME, plainSwitch()))),
                Operation.of(
                        "switch-with-updates",
                        "SWITCH with file updates and a fallback rule",
                        Operations::issued,
                        List.of(ota(HOME, switchTo(FallbackRule.after(3, 3), updates(), true)))),
                Operation.of(
                        "switch-staged",
                        "SWITCH that goes on from what was staged",
                        staged(TRANSFER),
                        List.of(ota(HOME, plainSwitch()))),
                Operation.of(
                        "switch-over-staged",
                        "SWITCH that drops what another transfer staged",
                        staged(EARLIER),
                        List.of(ota(HOME, plainSwitch()))),
                Operation.of(
                        "switch-por-submit",
                        "SWITCH with its PoR by SMS-SUBMIT, and REFRESH",
                        Operations::issued,
                        List.of(terminal -> terminal.otaBySubmit(HOME, plainSwitch()))),
                Operation.of(
                        "switch-to-attach",
                        "stage, SWITCH, reset, first authentication in the new network, as one story",
                        Operations::issued,
                        List.of(
                                ota(HOME, stage(TRANSFER)),
                                ota(HOME, plainSwitch()),
                                Terminal::start,
                                terminal -> terminal.authenticate(NEXT, FRESH))),
                Operation.ofReset("flip", "the reset after SWITCH", pending(FallbackRule.NEVER)));
    }

    // ---------------------------------------------------------------- scripts of several commands

    private static List<Operation> scripts() {
        CommandApdu failing = CommandApdu.of(0x80, 0x43, 0, 0);
        CommandApdu open = new StageCommand(TRANSFER, List.of()).toApdu();
        return List.of(
                Operation.of(
                        "script",
                        "STAGE, UPDATE and SWITCH in one script",
                        Operations::issued,
                        List.of(ota(HOME, open, selectSpn(), updateSpn(), plainSwitch()))),
                Operation.of(
                        "script-over-staged",
                        "UPDATE in one script, where an earlier one has staged",
                        staged(TRANSFER),
                        List.of(ota(HOME, selectSpn(), updateSpn()))),
                Operation.of(
                        "script-fails",
                        "STAGE, UPDATE and SWITCH, then a command that fails",
                        Operations::issued,
                        List.of(ota(HOME, open, selectSpn(), updateSpn(), plainSwitch(), failing))),
                Operation.of(
                        "script-fails-over-staged",
                        "the same where another transfer's data are staged, which stay",
                        staged(EARLIER),
                        List.of(ota(HOME, open, selectSpn(), updateSpn(), plainSwitch(), failing))),
                new Operation(
                        "re-key",
                        "STORE SLOT under the active keyset: new keys for the subscription in use",
                        Operations::issued,
                        Terminal::start,
                        List.of(terminal -> terminal.ota(HOME, rekey(terminal.keys()))),
                        false), // done again, it would come under keys that are gone
                Operation.of(
                        "remote-update",
                        "UPDATE BINARY by remote file management",
                        Operations::issued,
                        List.of(terminal -> terminal.ota(
                                HOME,
                                Tar.USIM_FILES,
                                CommandApdu.of(0, 0xA4, 0, 0x0C, FileId.EF_SPN.encode()),
                                updateSpn()))));
    }

    private static CommandApdu rekey(CardKeys keys) {
        StoreSlotCommand old = keys.slot(HOME);
        StoreSlotCommand renewed = keys.slot(CardKeys.REKEYED);
        return new RekeyCommand(
                        new SlotIndex(HOME),
                        renewed.algorithm(),
                        Optional.of(new RekeyCommand.SubscriberKeys(renewed.k(), renewed.opc())),
                        Optional.of(new RekeyCommand.RemoteKeys(renewed.kic(), renewed.kid(), renewed.kik())),
                        Optional.empty(),
                        renewed.checkValues())
                .toApdu(old.algorithm(), old.kik());
    }

    /** Longer than one message: every SMS of a network has 134 bytes of it at most. */
    private static List<FileUpdate> longUpdates() {
        byte[] networks = new byte[60];
        Arrays.fill(networks, (byte) 0x21);
        List<FileUpdate> updates = new ArrayList<>(updates());
        updates.add(new FileUpdate(FileId.EF_PLMNWACT.value(), 0, networks));
        updates.add(new FileUpdate(FileId.EF_OPLMNWACT.value(), 0, networks));
        return updates;
    }

    private static List<Operation> concatenated() {
        return List.of(
                Operation.of(
                        "concatenated-stage",
                        "STAGE in two short messages",
                        Operations::issued,
                        List.of(ota(HOME, new StageCommand(TRANSFER, longUpdates()).toApdu()))),
                Operation.of(
                        "concatenated-switch",
                        "SWITCH in two short messages, one after the other",
                        Operations::issued,
                        List.of(ota(HOME, switchTo(FallbackRule.after(3, 3), longUpdates(), true)))),
                Operation.of(
                        "concatenated-update",
                        "UPDATE BINARY by remote file management, in two short messages",
                        Operations::issued,
                        List.of(terminal -> terminal.ota(HOME, Tar.USIM_FILES, longScript()))));
    }

    /** One UPDATE, and so many SELECTs before it that one message does not hold them. */
    private static CommandApdu[] longScript() {
        CommandApdu[] script = new CommandApdu[15];
        Arrays.fill(script, CommandApdu.of(0, 0xA4, 0, 0x0C, FileId.EF_PLMNWACT.encode()));
        script[14] = CommandApdu.of(0, 0xD6, 0, 0, longUpdates().get(2).content());
        return script;
    }

    private static CommandApdu selectSpn() {
        return CommandApdu.of(0, 0xA4, 0x08, 0x0C, new byte[] {0x7F, (byte) 0xFF, 0x6F, 0x46});
    }

    private static CommandApdu updateSpn() {
        return CommandApdu.of(0, 0xD6, 0, 1, "Operator C".getBytes(StandardCharsets.US_ASCII));
    }

    private static List<Operation> endings() {
        return List.of(
                Operation.of(
                        "confirm",
                        "CONFIRM under the new keyset",
                        provisional(FallbackRule.NEVER),
                        List.of(ota(NEXT, new ConfirmCommand(TRANSFER).toApdu()))),
                Operation.of(
                        "confirm-by-authentication",
                        "the first authentication in the new network",
                        provisional(FallbackRule.NEVER),
                        List.of(terminal -> terminal.authenticate(NEXT, FRESH))),
                Operation.ofReset(
                        "count-reset",
                        "a reset that the fallback rule counts",
                        provisional(FallbackRule.afterResets(5))),
                Operation.ofReset(
                        "fallback-by-resets",
                        "the reset that brings the card home",
                        provisional(FallbackRule.afterResets(1))),
                Operation.of(
                        "fallback-by-failures",
                        "failed authentications until the card comes home",
                        provisional(FallbackRule.after(200, 2)),
                        List.of(Terminal::authenticateWrongly, Terminal::authenticateWrongly)),
                Operation.of(
                        "fallback-by-polls",
                        "the 16 STATUS polls between two writes, and those that bring the card home",
                        provisional(FallbackRule.NEVER.orStatusPolls(18)),
                        List.of(terminal -> terminal.poll(16), terminal -> terminal.poll(18))),
                Operation.of(
                        "fallback-by-minutes",
                        "a timer that runs out, and the one that brings the card home",
                        provisional(FallbackRule.NEVER.orMinutes(15)),
                        List.of(Terminal::timerExpires, Terminal::timerExpires)),
                Operation.of(
                        "fallback-by-rejections",
                        "network rejections until the card comes home",
                        provisional(FallbackRule.NEVER.orRejections(2)),
                        List.of(Terminal::rejected, Terminal::rejected)),
                Operation.of(
                        "suspend", "LIFE CYCLE: suspend", Operations::issued, List.of(ota(HOME, order(Order.SUSPEND)))),
                Operation.of(
                        "resume",
                        "LIFE CYCLE: resume",
                        terminal -> {
                            issued(terminal);
                            terminal.ota(HOME, order(Order.SUSPEND));
                        },
                        List.of(ota(HOME, order(Order.RESUME)))),
                new Operation(
                        "terminate",
                        "LIFE CYCLE: terminate",
                        Operations::issued,
                        Terminal::start,
                        List.of(ota(HOME, order(Order.TERMINATE))),
                        false), // done again, it would come under keys that are gone
                new Operation(
                        "cancel",
                        "CANCEL of a SWITCH that waits for its reset",
                        Operations::issued,
                        terminal -> {
                            // a reset would flip: the SWITCH belongs to the session
                            terminal.start();
                            terminal.ota(HOME, plainSwitch());
                        },
                        List.of(ota(HOME, new CancelCommand(TRANSFER).toApdu())),
                        false),
                Operation.of(
                        "cancel-staged",
                        "CANCEL of what was staged",
                        staged(TRANSFER),
                        List.of(ota(HOME, new CancelCommand(TRANSFER).toApdu()))));
    }

    // ---------------------------------------------------------------- the terminal

    /** With ADM1 shown in the session. */
    private static List<Operation> fileStates() {
        String adm = PinOperations.verifyAdm();
        Consumer<Terminal> deactivate = terminal -> {
            terminal.send(adm);
            terminal.send("0004080004" + "7FFF6F7B");
        };
        return List.of(
                Operation.of("deactivate-file", "DEACTIVATE FILE of EF.FPLMN", Operations::issued, List.of(deactivate)),
                Operation.of(
                        "activate-file",
                        "ACTIVATE FILE of EF.FPLMN",
                        terminal -> {
                            issued(terminal);
                            deactivate.accept(terminal);
                        },
                        List.of(terminal -> {
                            terminal.send(adm);
                            terminal.send("0044080004" + "7FFF6F7B");
                        })),
                new Operation(
                        "increase",
                        "INCREASE of EF.ACM, a cyclic file",
                        Operations::issued,
                        Terminal::start,
                        List.of(terminal -> {
                            terminal.send("00A4080C047FFF6F39");
                            terminal.send("8032000003000102");
                        }),
                        false)); // done again, it adds again
    }

    private static List<Operation> terminal() {
        return List.of(
                Operation.of(
                        "authenticate",
                        "AUTHENTICATE with a fresh SQN",
                        Operations::issued,
                        List.of(terminal -> terminal.authenticate(HOME, FRESHER))),
                Operation.of(
                        "auts",
                        "AUTHENTICATE with a stale SQN",
                        Operations::issued,
                        List.of(terminal -> terminal.authenticate(HOME, STALE))),
                Operation.of(
                        "update-binary",
                        "UPDATE BINARY of EF.LOCI by the terminal",
                        Operations::issued,
                        List.of(terminal -> {
                            terminal.send(SELECT_LOCI);
                            terminal.send("00D600000B1122334400F11012340000");
                        })),
                Operation.of(
                        "update-record",
                        "UPDATE RECORD of EF.MSISDN by the terminal",
                        Operations::issued,
                        List.of(terminal -> {
                            terminal.send(SELECT_MSISDN);
                            terminal.send("00DC010418" + "53494D".repeat(3) + "FF".repeat(15));
                        })));
    }
}
