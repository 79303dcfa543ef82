package io.simshift.applet;

import javacard.framework.ISO7816;
import javacard.framework.ISOException;
import javacard.framework.Util;

/**
 * ENVELOPE (SMS-PP download) (TS 31.111 §7.1): takes a secured packet out of one SMS-DELIVER or of several, and gives the
 * PoR back, as the ENVELOPE's answer for an SMS-DELIVER-REPORT, or by SMS-SUBMIT. A packet that a {@link Channel} has brought runs here
 * too, and its PoR goes back there.
 */
final class SmsDownload {
    private static final byte TAG_SMS_PP = (byte) 0xD1;
    private static final byte TAG_EVENT = (byte) 0xD6;
    private static final byte TAG_TIMER = (byte) 0xD7;
    private static final byte TAG_TPDU = 0x0B;
    private static final byte TAG_EVENT_LIST = 0x19;
    private static final byte TAG_REJECTION_CAUSE = 0x75;
    private static final byte TAG_TIMER_IDENTIFIER = 0x24;
    private static final byte NETWORK_REJECTION = 0x12;
    /** Causes 2, 3, 6, 7 and 8, each as bit cause - 1. */
    private static final short REJECTIONS = 0xE6;

    /** Octets that fit in the answer to an ENVELOPE. */
    private static final short REPORT_SIZE = 128;

    /** Nothing is to be done any more. */
    private static final short NOTHING = 0;
    /** The PoR of a packet that was refused is to be sent. Ranks, which are below it, stand for messages in cells. */
    private static final short REFUSED = -0x80;
    /** The packet is one of a proactive.channel. */
    private static final short BY_CHANNEL = -0x81;

    private final byte[] cmd;
    private final byte[] out;
    private final SecuredPackets packets;
    private final PacketSecurity security;
    private final ResponsePacket response;
    private final ScriptCommands commands;
    private final Script compact;
    private final Script expanded;
    private final Segments segments;
    private final PorMessages messages;
    private final Proactive proactive;
    private final CardLife life;

    SmsDownload(
            Transient ram,
            SecuredPackets packets,
            PacketSecurity security,
            ScriptCommands commands,
            Segments segments,
            PorMessages messages,
            Proactive proactive,
            CardLife life) {
        cmd = ram.message;
        out = ram.out;
        this.packets = packets;
        this.security = security;
        response = new ResponsePacket(ram, security);
        this.commands = commands;
        compact = new CompactScript(ram, commands);
        expanded = new ExpandedScript(commands);
        this.segments = segments;
        this.messages = messages;
        this.proactive = proactive;
        this.life = life;
    }

    /**
     * Processes an ENVELOPE, one step after the other: what it brings is taken, the packet opened, its script run, the PoR let
     * out. Returns the length of its answer. {@code answer} takes the responses of the script's commands before.
     */
    short process(byte[] answer) {
        short off = Features.BIP && Channel.hasPacket(security.session) ? BY_CHANNEL : take();
        if (off == NOTHING) {
            return 0;
        }
        byte rank = 0;
        byte[] p = cmd;
        byte[] por = out;
        short porOff = PorMessages.PACKET;
        if (Features.BIP && off == BY_CHANNEL) {
            p = segments.cells();
            por = p;
            off = Util.getShort(security.session, Channel.AT);
            porOff = Util.getShort(security.session, Channel.END);
        } else if (off < 0 && off != REFUSED) {
            rank = (byte) -off;
            p = segments.cells();
            off = 0;
        }
        try {
            short length = 0;
            if (off >= 0) {
                if (por == out && maySubmit() && segments.room() > PorMessages.SINGLE_SIZE) {
                    por = segments.cells();
                    porOff = segments.freeUp();
                }
                packets.open(p, off, por, porOff);
                if (security.status() == PorStatus.OK) {
                    commands.begin();
                    Script script = packets.isExpanded(p, off) ? expanded : compact;
                    length = script.run(
                            p,
                            packets.script(off),
                            packets.scriptEnd(p, off),
                            answer,
                            por,
                            response.data(porOff),
                            response.room(limit(por)));
                }
            }
            return answer(por, porOff, length, answer);
        } finally {
            if (rank != 0) {
                segments.drop(rank);
            }
            if (Features.BIP && Channel.hasPacket(security.session)) {
                // the runtime has failed: else the next command would find the packet there and run it again
                ((Channel) proactive.channel).close(false);
            }
        }
    }

    /** Bytes of a PoR in {@code por}: one by SMS-SUBMIT may be as long as the cells that are free. */
    private short limit(byte[] por) {
        if (Features.BIP && Channel.hasPacket(security.session)) {
            return proactive.channel.room();
        }
        if (por != out) {
            return segments.room();
        }
        return maySubmit() ? PorMessages.SINGLE_SIZE : REPORT_SIZE;
    }

    // ---------------------------------------------------------------- what comes in

    /**
     * Takes what the ENVELOPE brings. Returns where in the message a whole packet begins, minus the rank of a whole packet in
     * the cells, {@link #REFUSED} or {@link #NOTHING}.
     */
    private short take() {
        if (Util.getShort(cmd, ISO7816.OFFSET_P1) != 0) {
            Sw.wrongParameters();
        }
        short value = Tlv.only(cmd);
        short end = (short) (value + Tlv.length(cmd, value));
        byte tag = cmd[ISO7816.OFFSET_CDATA];
        if (tag == TAG_EVENT || tag == TAG_TIMER) {
            if (tag == TAG_TIMER ? isExpired(value, end) : isRejected(value, end)) {
                proactive.want(Proactive.REFRESH);
            }
            return NOTHING;
        }
        if (tag != TAG_SMS_PP) {
            Sw.wrongData();
        }
        short tpdu = Tlv.find(cmd, TAG_TPDU, value, end);
        if (tpdu == 0) {
            Sw.wrongData();
        }
        end = (short) (tpdu + Tlv.length(cmd, tpdu));
        short userData = SmsDeliver.userData(cmd, tpdu, end);
        short part = SmsDeliver.part(cmd, userData, end);
        short content = SmsDeliver.content(cmd, userData);
        short length = (short) (end - content);
        if (part == 0 ? !SecuredPackets.lengthsAgree(cmd, content, length) : length > Segments.CELL_SIZE) {
            Sw.wrongData();
        }
        if (proactive.isBusy()) {
            ISOException.throwIt(Sw.BUSY);
        }
        // the commands of the script will be laid over it
        short address = SmsDeliver.address(tpdu);
        Transient.copy(cmd, address, out, (short) 0, SmsDeliver.addressSize(cmd, address));
        if (part != 0) {
            return takePart(part, content, length);
        }
        segments.countEnvelope((byte) 0);
        return content;
    }

    /** Timer expiration: counts the minutes of timer 1. Returns whether the card came home because of it. */
    private boolean isExpired(short off, short end) {
        short timer = Tlv.find(cmd, TAG_TIMER_IDENTIFIER, off, end);
        return timer != 0 && cmd[timer] == 1 && proactive.timerExpired();
    }

    /**
     * Event download: what happens to a channel; counts a network rejection if its cause says that it is the subscription which the network does not
     * want (TS 24.008 §10.5.3.6, §10.5.5.14): 2, 3, 6, 7, 8. Returns whether the card came home because of it.
     */
    private boolean isRejected(short off, short end) {
        short event = Tlv.find(cmd, TAG_EVENT_LIST, off, end);
        short cause = Tlv.find(cmd, TAG_REJECTION_CAUSE, off, end);
        if (Features.BIP) {
            short status = Tlv.find(cmd, Channel.TAG_STATUS, off, end);
            if (event != 0 && status != 0) {
                proactive.channel.happened(cmd[event], cmd[status]);
            }
        }
        if (event == 0 || cause == 0 || cmd[event] != NETWORK_REJECTION || cmd[cause] < 0 || cmd[cause] > 8) {
            return false;
        }
        return (REJECTIONS >> (byte) (cmd[cause] - 1) & 1) != 0 && life.count(CardLife.REJECTIONS, (byte) 1);
    }

    private short takePart(short part, short content, short length) {
        segments.countEnvelope(segments.find(cmd, out, part));
        if (SmsDeliver.total(cmd, part) > segments.count()) {
            if (SmsDeliver.number(cmd, part) != 1 || !SecuredPackets.hasHeader(cmd, content, length)) {
                return NOTHING;
            }
            packets.begin(cmd, content, out, PorMessages.PACKET);
            security.setStatus(PorStatus.NO_MEMORY);
            return REFUSED;
        }
        if (Features.BIP) {
            Channel.giveWay(security.session);
        }
        byte rank = segments.put(cmd, out, part, content, length);
        if (rank != 0) {
            length = segments.assemble(rank);
            if (!SecuredPackets.lengthsAgree(segments.cells(), (short) 0, length)) {
                segments.drop(rank);
                Sw.wrongData();
            }
        }
        return (short) -rank;
    }

    // ---------------------------------------------------------------- what goes out

    private boolean maySubmit() {
        return proactive.can(Proactive.SMS) && SmsDeliver.canBeAnswered(out, (short) 0);
    }

    /** Completes the PoR and lets it out as SPI2 asks, or as it can go. Returns the length of the ENVELOPE's answer. */
    private short answer(byte[] por, short porOff, short dataLength, byte[] answer) {
        byte status = security.status();
        short length = response.length(status, dataLength);
        short answerLength = 0;
        boolean bySubmit = false;
        if (Features.BIP && Channel.hasPacket(security.session)) {
            if (security.wantsPor()) {
                response.finish(status, dataLength, por, porOff);
            }
            proactive.channel.answered(security.wantsPor(), status);
        } else if (security.wantsPor()) {
            bySubmit = maySubmit() && (security.isPorBySubmit() || length > REPORT_SIZE);
            if (bySubmit && !security.isPorBySubmit()) {
                ResponsePacket.beginLike(por, porOff, answer, (short) 0);
                answerLength = response.finish(PorStatus.FOLLOWS_BY_SUBMIT, (short) 0, answer, (short) 0);
            }
            response.finish(status, dataLength, por, porOff);
            if (bySubmit) {
                messages.send(por, porOff, length);
            } else {
                answerLength = length;
                Transient.copy(por, porOff, answer, (short) 0, length);
                Transient.wipe(por, porOff, length);
            }
        }
        if (!bySubmit) {
            Transient.wipe(out, (short) 0, SmsDeliver.MAX_ADDRESS_SIZE);
        }
        life.erase(); // the PoR is out: keys that it still needed may go
        return answerLength;
    }
}
