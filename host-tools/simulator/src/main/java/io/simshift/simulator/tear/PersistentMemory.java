package io.simshift.simulator.tear;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import javacard.framework.JCSystem;
import javacard.framework.TransactionException;

/**
 * The non-volatile memory of one card as a journal: every write is counted and can be undone, transactions roll back,
 * and the power can be cut at any write. jcardsim has neither rollback nor power cuts.
 *
 * <p>Writes are counted in <em>cut points</em>. A write of one cell, an atomic copy and the end of a transaction have one
 * each: the cut comes before the write. A copy or fill that is not atomic has one before each of its bytes (or a sample
 * of them). Between two transactions' ends nothing else can happen to the cells of a card.
 */
final class PersistentMemory {
    /** Bytes that one transaction may change, as on Oracle's reference implementation; cards have less or more. */
    static final int COMMIT_CAPACITY = 512;

    private static final long NEVER = Long.MAX_VALUE;
    private static final int TRANSACTION_ENTRY_OVERHEAD = 3;

    private final Deque<Undo> log = new ArrayDeque<>();
    private final Map<Object, Boolean> persistent = new IdentityHashMap<>();
    private final boolean transactions;

    private boolean everyByte;
    private Fault fault = Fault.CLEAN;
    private long cutAt = NEVER;
    private long points;
    private boolean powered = true;
    private boolean inTransaction;
    private int transactionStart;
    private int transactionBytes;
    private int largestTransaction;

    /** One write that can be taken back; {@code atomic} says whether a transaction's journal covers it for sure. */
    private record Undo(Runnable action, boolean atomic) {}

    PersistentMemory() {
        this(true);
    }

    /** @param transactions false for a card that has none, as jcardsim: to see that a tear is noticed there */
    PersistentMemory(boolean transactions) {
        this.transactions = transactions;
    }

    /** Whether copies that are not atomic are cut before each byte, or at a sample of them. */
    void cutEveryByte(boolean each) {
        everyByte = each;
    }

    // ---------------------------------------------------------------- power

    /** Cuts the power before the write at cut point {@code at}, counted from now. */
    void armCut(long at, Fault with) {
        points = 0;
        cutAt = at;
        fault = with;
    }

    void disarm() {
        points = 0;
        cutAt = NEVER;
    }

    /** Cut points passed since {@link #armCut} or {@link #disarm}. */
    long points() {
        return points;
    }

    boolean isPowered() {
        return powered;
    }

    /** The card loses power now, wherever it is: an open transaction is rolled back at the next start. */
    void cutNow() {
        powered = false;
        cutAt = NEVER;
        abort(fault == Fault.NON_ATOMIC_STAYS);
        throw new PowerCut();
    }

    void powerOn() {
        powered = true;
    }

    // ---------------------------------------------------------------- checkpoints

    int checkpoint() {
        return log.size();
    }

    /** Takes back every write since the checkpoint. Keys, arrays and fields are as they were. */
    void restore(int checkpoint) {
        inTransaction = false;
        while (log.size() > checkpoint) {
            log.pop().action().run();
        }
    }

    // ---------------------------------------------------------------- transactions

    boolean inTransaction() {
        return inTransaction;
    }

    void forgetTransactions() {
        largestTransaction = 0;
    }

    int largestTransaction() {
        return largestTransaction;
    }

    void begin() {
        requirePower();
        if (inTransaction) {
            TransactionException.throwIt(TransactionException.IN_PROGRESS);
        }
        inTransaction = true;
        transactionStart = log.size();
        transactionBytes = 0;
    }

    void commit() {
        requireTransaction();
        point();
        inTransaction = false;
        largestTransaction = Math.max(largestTransaction, transactionBytes);
    }

    void abort() {
        requireTransaction();
        abort(false);
    }

    private void requireTransaction() {
        requirePower();
        if (!inTransaction) {
            TransactionException.throwIt(TransactionException.NOT_IN_PROGRESS);
        }
    }

    /** What the run-time environment does when a command ends with a transaction still open. */
    void autoAbort() {
        if (inTransaction) {
            abort(false);
        }
    }

    private void abort(boolean nonAtomicStays) {
        if (!inTransaction) {
            return;
        }
        inTransaction = false;
        Deque<Undo> kept = new ArrayDeque<>();
        while (log.size() > transactionStart) {
            Undo undo = log.pop();
            if (!transactions || nonAtomicStays && !undo.atomic()) {
                kept.push(undo);
            } else {
                undo.action().run();
            }
        }
        kept.forEach(log::push);
    }

    // ---------------------------------------------------------------- writes

    /** Before any single write that is atomic by itself: a cell, a field, an atomic copy, a key, a PIN. */
    void atomicWrite(int bytes, Runnable undo) {
        requirePower();
        point();
        if (inTransaction) {
            transactionBytes += bytes + TRANSACTION_ENTRY_OVERHEAD;
            if (transactionBytes > COMMIT_CAPACITY) {
                TransactionException.throwIt(TransactionException.BUFFER_FULL);
            }
        }
        log.push(new Undo(undo, true));
    }

    /** A copy into persistent memory that may be cut in the middle. */
    void bulkWrite(byte[] source, int sourceOff, byte[] target, int targetOff, int length) {
        requirePower();
        byte[] bytes = Arrays.copyOfRange(source, sourceOff, sourceOff + length);
        byte[] old = Arrays.copyOfRange(target, targetOff, targetOff + length);
        log.push(new Undo(() -> System.arraycopy(old, 0, target, targetOff, length), false));
        for (int i = 0; i < length; i++) {
            if (isSampled(i, length)) {
                tearing(target, targetOff + i, bytes[i]);
            }
            target[targetOff + i] = bytes[i];
        }
    }

    private boolean isSampled(int i, int length) {
        return everyByte || i == 0 || i == length / 2 || i == length - 1;
    }

    private void tearing(byte[] target, int at, byte value) {
        if (points == cutAt && fault == Fault.GARBAGE) {
            // neither the old nor the new content
            target[at] = (byte) (target[at] ^ value ^ 0xA5 | 1 << 3);
        }
        point();
    }

    private void point() {
        if (points == cutAt) {
            cutNow();
        }
        points++;
    }

    /** Nothing is written without power: code that runs on after the cut (a {@code finally}) is not there on a card. */
    void requirePower() {
        if (!powered) {
            throw new PowerCut();
        }
    }

    // ---------------------------------------------------------------- what is persistent

    /** Whether an array keeps its content without power. The APDU buffer has been named by {@link #markVolatile}. */
    boolean isPersistent(Object array) {
        Boolean known = persistent.get(array);
        if (known == null) {
            known = JCSystem.isTransient(array) == JCSystem.NOT_A_TRANSIENT_OBJECT;
            persistent.put(array, known);
        }
        return known;
    }

    void markVolatile(Object array) {
        persistent.put(array, Boolean.FALSE);
    }
}
