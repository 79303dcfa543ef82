package io.simshift.applet;

import javacard.framework.Util;

/**
 * Puts concatenated messages together (TS 23.040 §9.2.3.24.1, §9.2.3.24.8). Each segment has a cell of transient memory,
 * any message may have any cells. Messages are known by a rank: 1 is the oldest, and no rank is left out.
 */
final class Segments {
    static final short CELL_SIZE = 134;
    static final byte MIN_CELLS = 3;
    static final byte USUAL_CELLS = 8;

    // ---- what is noted of a cell; the notes lie behind all cells
    /** Rank of the message, 0 if the cell is free. */
    private static final short RANK = 0;

    private static final short NUMBER = 1;
    private static final short LENGTH = 2;
    /** What a message is known by: total, whether the reference is wide, reference (2), TP-OA filled with zeros. */
    private static final short KEY = 3;

    private static final short KEY_SIZE = 4 + SmsDeliver.MAX_ADDRESS_SIZE;
    /** ENVELOPEs (low 5 bits) and STATUS (high 3 bits) since the message had its last segment. */
    private static final short AGE = KEY + KEY_SIZE;

    private static final short NOTE_SIZE = AGE + 1;
    /** Transient memory of one cell. */
    static final short SIZE = CELL_SIZE + NOTE_SIZE;

    private static final byte ENVELOPES = 0x1F;
    private static final byte MAX_ENVELOPES = 16;
    private static final byte STATUS = 0x20;
    private static final byte MAX_STATUS = 3 * STATUS;

    private final byte[] cells;
    private final byte count;
    private final byte[] state;
    /** Where the key of the segment in hand is built. */
    private static final short SCRATCH_KEY = Transient.BLOCK;

    Segments(Transient ram) {
        cells = ram.cells;
        count = ram.cellCount;
        state = ram.state;
    }

    byte count() {
        return count;
    }

    /** The array in which packets are put together. */
    byte[] cells() {
        return cells;
    }

    private short note(short cell, short field) {
        return (short) ((short) (count * CELL_SIZE) + (short) (cell * NOTE_SIZE) + field);
    }

    private byte rank(short cell) {
        return cells[note(cell, RANK)];
    }

    // ---------------------------------------------------------------- segments that come

    /** Looks the message of a segment up, whose TP-OA begins {@code address}; 0 if this is its first one. */
    byte find(byte[] cmd, byte[] address, short part) {
        Transient.wipe(state, SCRATCH_KEY, KEY_SIZE);
        boolean isWide = SmsDeliver.isWide(cmd, part);
        short reference = SmsDeliver.reference(part);
        state[SCRATCH_KEY] = (byte) SmsDeliver.total(cmd, part);
        state[(short) (SCRATCH_KEY + 1)] = (byte) (isWide ? 1 : 0);
        Transient.copy(cmd, reference, state, (short) (SCRATCH_KEY + 2), (short) (isWide ? 2 : 1));
        Transient.copy(
                address, (short) 0, state, (short) (SCRATCH_KEY + 4), SmsDeliver.addressSize(address, (short) 0));
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) != 0 && Util.arrayCompare(cells, note(cell, KEY), state, SCRATCH_KEY, KEY_SIZE) == 0) {
                return rank(cell);
            }
        }
        return 0;
    }

    /**
     * Keeps a segment, the first that comes with its number. Where no cell is free the oldest other message makes room.
     * Returns the rank of its message if that is whole now, else 0.
     */
    byte put(byte[] cmd, byte[] address, short part, short content, short length) {
        byte rank = find(cmd, address, part);
        byte number = (byte) SmsDeliver.number(cmd, part);
        if (rank != 0 && cell(rank, number) >= 0) {
            rejuvenate(rank);
            return 0;
        }
        short cell = cell((byte) 0, (byte) 0);
        if (cell < 0) {
            byte oldest = (byte) (rank == 1 ? 2 : 1);
            drop(oldest);
            if (rank > oldest) {
                rank--;
            }
            cell = cell((byte) 0, (byte) 0);
        }
        if (rank == 0) {
            rank = (byte) (youngest() + 1);
        }
        cells[note(cell, RANK)] = rank;
        cells[note(cell, NUMBER)] = number;
        cells[note(cell, LENGTH)] = (byte) length;
        Transient.copy(state, SCRATCH_KEY, cells, note(cell, KEY), KEY_SIZE);
        Transient.copy(cmd, content, cells, (short) (cell * CELL_SIZE), length);
        rejuvenate(rank);
        return size(rank) == SmsDeliver.total(cmd, part) ? rank : 0;
    }

    /** The cell of a segment, a free one for rank 0 and number 0; negative if there is none. */
    private short cell(byte rank, byte number) {
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) == rank && cells[note(cell, NUMBER)] == number) {
                return cell;
            }
        }
        return -1;
    }

    /** Rank of the message that began last; 0 if there is none. */
    byte youngest() {
        byte youngest = 0;
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) > youngest) {
                youngest = rank(cell);
            }
        }
        return youngest;
    }

    /** Number of segments of a message that are there; of free cells for rank 0. */
    private short size(byte rank) {
        short size = 0;
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) == rank) {
                size++;
            }
        }
        return size;
    }

    // ---------------------------------------------------------------- messages that end

    private void rejuvenate(byte rank) {
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) == rank) {
                cells[note(cell, AGE)] = 0;
            }
        }
    }

    /** An ENVELOPE (SMS-PP download) came that is not of the message with this rank. */
    void countEnvelope(byte except) {
        age((byte) 1, except);
    }

    /** STATUS: what is not whole grows older. */
    void countStatus() {
        age(STATUS, (byte) 0);
    }

    private void age(byte step, byte except) {
        for (byte rank = youngest(); rank > 0; rank--) {
            boolean isOld = false;
            for (short cell = 0; cell < count; cell++) {
                if (rank(cell) == rank && rank != except) {
                    byte age = (byte) (cells[note(cell, AGE)] + step);
                    cells[note(cell, AGE)] = age;
                    isOld = (age & ENVELOPES) >= MAX_ENVELOPES || (byte) (age & ~ENVELOPES) >= MAX_STATUS;
                }
            }
            if (isOld) {
                drop(rank);
            }
        }
    }

    /** Forgets a message; those that are younger move up. */
    void drop(byte rank) {
        for (short cell = 0; cell < count; cell++) {
            if (rank(cell) == rank) {
                Transient.wipe(cells, note(cell, (short) 0), NOTE_SIZE);
                Transient.wipe(cells, (short) (cell * CELL_SIZE), CELL_SIZE);
            } else if (rank(cell) > rank) {
                cells[note(cell, RANK)]--;
            }
        }
    }

    // ---------------------------------------------------------------- whole messages

    /**
     * Moves the segments of a whole message to the front, in order and without gaps; returns their length. Until it is
     * dropped the message keeps its cells.
     */
    short assemble(byte rank) {
        short total = size(rank);
        short end = 0;
        for (short cell = 0; cell < total; cell++) {
            swap(cell, cell(rank, (byte) (cell + 1)));
            short length = (short) (cells[note(cell, LENGTH)] & 0xFF);
            end = Util.arrayCopyNonAtomic(cells, (short) (cell * CELL_SIZE), cells, end, length);
        }
        return end;
    }

    private void swap(short one, short other) {
        if (one != other) {
            swapBytes((short) (one * CELL_SIZE), (short) (other * CELL_SIZE), CELL_SIZE);
            swapBytes(note(one, (short) 0), note(other, (short) 0), NOTE_SIZE);
        }
    }

    private void swapBytes(short one, short other, short length) {
        for (short i = 0; i < length; i++) {
            byte kept = cells[(short) (one + i)];
            cells[(short) (one + i)] = cells[(short) (other + i)];
            cells[(short) (other + i)] = kept;
        }
    }

    // ---------------------------------------------------------------- what is free

    /** Bytes in the cells that no message has, and that a PoR may have. */
    short room() {
        short room = (short) (size((byte) 0) * CELL_SIZE);
        if (Features.BIP) {
            room -= Channel.PARAMETERS_SIZE;
        }
        return room;
    }

    /** Moves the free cells to the end and returns the offset of the first. */
    short freeUp() {
        short used = (short) (count - size((byte) 0));
        for (short cell = 0; cell < used; cell++) {
            for (short other = count; rank(cell) == 0; ) {
                other--;
                if (rank(other) != 0) {
                    swap(cell, other);
                }
            }
        }
        return (short) (used * CELL_SIZE);
    }
}
