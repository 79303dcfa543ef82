package io.simshift.applet;

import javacard.framework.Util;

/** QUERY (docs/applet/commands.md §4.6). */
final class Query {
    static final byte QUERY = 0x3F;
    private static final short ANSWER_SIZE = 81;
    private static final short WITH_STATE_SIZE = ANSWER_SIZE + 3;
    private static final short WITH_IMEI_SIZE = WITH_STATE_SIZE + 2 + Pairing.IMEI_SIZE;
    private static final byte[] OBJECTS = {(byte) 0x81, 1, Tlv.OPTIONAL};

    private final Tlv tlv;
    private final CardLife life;
    private final SlotList slots;
    private final FileSystem files;
    private final Keyring keyring;
    private final CardAbilities abilities;
    private final Pairing pairing;

    Query(
            Tlv tlv,
            CardLife life,
            SlotList slots,
            FileSystem files,
            Keyring keyring,
            CardAbilities abilities,
            Pairing pairing) {
        this.tlv = tlv;
        this.life = life;
        this.slots = slots;
        this.files = files;
        this.keyring = keyring;
        this.abilities = abilities;
        this.pairing = pairing;
    }

    /** Writes the answer at the start of {@code out}; returns its length. It is not cut: 6700 if there is not the room for all but the device. */
    short process(byte keyset, byte[] out, short room) {
        tlv.parse(OBJECTS);
        byte slot = tlv.first((short) 0, life.active() == 0 ? 1 : life.active());
        if (!slots.exists(slot)) {
            Sw.notFound();
        }
        if (room < ANSWER_SIZE) {
            Sw.wrongLength();
        }
        short at = writeHead((byte) 0x88, FileTable.ICCID_SIZE, out, (short) 0);
        at = files.writeIccid(out, at);
        at = writeHead((byte) 0x80, Profile.IMSI_SIZE, out, at);
        at = Util.arrayCopyNonAtomic(life.files(), Profile.IMSI, out, at, Profile.IMSI_SIZE);
        at = writeByte((byte) 0x83, life.active(), out, at);
        at = writeByte((byte) 0x87, life.phase(), out, at);
        at = writeHead((byte) 0x82, Subscription.TRANSFER_SIZE, out, at);
        at = life.writeTransfer(out, at);
        at = writeByte((byte) 0x81, life.otherSlot(), out, at);
        at = writeByte((byte) 0x89, slots.countFree(), out, at);
        at = writeHead((byte) 0x8A, (short) (2 + SlotList.CHECK_VALUES_SIZE), out, at);
        at = slots.writeStatus(slot, out, at);
        at = writeHead((byte) 0x8C, Counter.SIZE, out, at);
        at = Util.arrayCopyNonAtomic(keyring.counters(keyset), keyring.counterOffset(keyset), out, at, Counter.SIZE);
        at = writeByte((byte) 0x8D, life.cause(), out, at);
        at = writeHead((byte) 0x8E, (short) 2, out, at);
        at = Util.setShort(out, at, (short) (abilities.bits() & 0xFF));
        at = writeByte((byte) 0x8F, keyring.failureCount(keyset), out, at);
        at = writeByte((byte) 0x90, abilities.cellCount(), out, at);
        if (room >= WITH_STATE_SIZE) {
            at = writeByte((byte) 0x91, pairing.state(), out, at);
        }
        if (pairing.hasSeen() && room >= WITH_IMEI_SIZE) {
            at = writeHead((byte) 0x92, Pairing.IMEI_SIZE, out, at);
            at = pairing.writeImei(out, at);
        }
        return at;
    }

    private static short writeHead(byte tag, short length, byte[] out, short off) {
        return Util.setShort(out, off, (short) ((short) (tag << 8) | length));
    }

    /** Writes an object of one byte; returns the next offset. */
    static short writeByte(byte tag, byte value, byte[] out, short off) {
        off = writeHead(tag, (short) 1, out, off);
        out[off++] = value;
        return off;
    }
}
