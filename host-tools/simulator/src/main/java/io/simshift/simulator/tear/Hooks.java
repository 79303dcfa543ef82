package io.simshift.simulator.tear;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javacard.framework.APDU;
import javacard.framework.JCSystem;
import javacard.framework.OwnerPIN;
import javacard.framework.Util;
import javacard.security.AESKey;
import javacard.security.DESKey;
import javacard.security.Key;
import javacard.security.RandomData;
import javacardx.crypto.Cipher;

/**
 * What the rewritten applet calls instead of writing by itself (see {@link Instrumenter}). Each method does what the
 * original does, through the {@link PersistentMemory} of the card that runs on this thread. While no memory is set, as
 * during the install, writes go straight through.
 */
@SuppressWarnings("deprecation") // the random source of Java Card 2.2.2
public final class Hooks {
    private static final ThreadLocal<PersistentMemory> MEMORY = new ThreadLocal<>();
    private static final int MAX_KEY_BYTES = 32;

    private Hooks() {}

    static void use(PersistentMemory memory) {
        MEMORY.set(memory);
    }

    static void release() {
        MEMORY.remove();
    }

    private static PersistentMemory memoryOf(Object array) {
        PersistentMemory memory = MEMORY.get();
        if (memory == null || !memory.isPersistent(array)) {
            return null;
        }
        return memory;
    }

    // ---------------------------------------------------------------- cells and fields

    /** BASTORE; boolean arrays are stored by the same instruction. */
    public static void storeByte(Object array, int index, int value) {
        if (array instanceof boolean[] booleans) {
            storeBoolean(booleans, index, (value & 1) != 0);
            return;
        }
        byte[] bytes = (byte[]) array;
        byte old = bytes[index];
        PersistentMemory memory = memoryOf(array);
        if (memory != null) {
            memory.atomicWrite(1, () -> bytes[index] = old);
        }
        bytes[index] = (byte) value;
    }

    private static void storeBoolean(boolean[] array, int index, boolean value) {
        boolean old = array[index];
        PersistentMemory memory = memoryOf(array);
        if (memory != null) {
            memory.atomicWrite(1, () -> array[index] = old);
        }
        array[index] = value;
    }

    /** SASTORE. */
    public static void storeShort(short[] array, int index, int value) {
        short old = array[index];
        PersistentMemory memory = memoryOf(array);
        if (memory != null) {
            memory.atomicWrite(2, () -> array[index] = old);
        }
        array[index] = (short) value;
    }

    /** AASTORE. */
    public static void storeReference(Object[] array, int index, Object value) {
        Object old = array[index];
        PersistentMemory memory = memoryOf(array);
        if (memory != null) {
            memory.atomicWrite(2, () -> array[index] = old);
        }
        array[index] = value;
    }

    /** Before PUTFIELD and PUTSTATIC outside of constructors; {@code owner} is the object, or the class of a static. */
    public static void beforePut(Object owner, String name) {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            return;
        }
        Object target = owner instanceof Class ? null : owner;
        Class<?> type = owner instanceof Class<?> staticOwner ? staticOwner : owner.getClass();
        Field field = field(type, name);
        Object old = get(field, target);
        memory.atomicWrite(2, () -> set(field, target, old));
    }

    // ---------------------------------------------------------------- javacard.framework.Util

    /** Util.arrayCopy: atomic. */
    public static short arrayCopy(byte[] source, short sourceOff, byte[] target, short targetOff, short length) {
        PersistentMemory memory = length == 0 ? null : memoryOf(target);
        if (memory != null) {
            undoable(memory, target, targetOff, length);
        }
        return Util.arrayCopy(source, sourceOff, target, targetOff, length);
    }

    private static void undoable(PersistentMemory memory, byte[] target, int off, int length) {
        byte[] old = Arrays.copyOfRange(target, off, off + length);
        memory.atomicWrite(length, () -> System.arraycopy(old, 0, target, off, length));
    }

    /** Util.arrayCopyNonAtomic. */
    public static short arrayCopyNonAtomic(
            byte[] source, short sourceOff, byte[] target, short targetOff, short length) {
        PersistentMemory memory = length == 0 ? null : memoryOf(target);
        if (memory == null) {
            return Util.arrayCopyNonAtomic(source, sourceOff, target, targetOff, length);
        }
        memory.bulkWrite(source, sourceOff, target, targetOff, length);
        return (short) (targetOff + length);
    }

    /** Util.arrayFillNonAtomic. */
    public static short arrayFillNonAtomic(byte[] target, short off, short length, byte value) {
        PersistentMemory memory = length == 0 ? null : memoryOf(target);
        if (memory == null) {
            return Util.arrayFillNonAtomic(target, off, length, value);
        }
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        memory.bulkWrite(bytes, 0, target, off, length);
        return (short) (off + length);
    }

    /** Util.setShort: two cells, atomic only inside a transaction. */
    public static short setShort(byte[] target, short off, short value) {
        PersistentMemory memory = memoryOf(target);
        if (memory == null) {
            return Util.setShort(target, off, value);
        }
        byte[] bytes = {(byte) (value >> 8), (byte) value};
        if (memory.inTransaction()) {
            undoable(memory, target, off, bytes.length);
            System.arraycopy(bytes, 0, target, off, bytes.length);
        } else {
            memory.bulkWrite(bytes, 0, target, off, bytes.length);
        }
        return (short) (off + bytes.length);
    }

    // ---------------------------------------------------------------- javacard.framework.JCSystem

    /** JCSystem.beginTransaction. */
    public static void beginTransaction() {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            JCSystem.beginTransaction();
        } else {
            memory.begin();
        }
    }

    /** JCSystem.commitTransaction. */
    public static void commitTransaction() {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            JCSystem.commitTransaction();
        } else {
            memory.commit();
        }
    }

    /** JCSystem.abortTransaction. */
    public static void abortTransaction() {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            JCSystem.abortTransaction();
        } else {
            memory.abort();
        }
    }

    /** JCSystem.getTransactionDepth. */
    public static byte getTransactionDepth() {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            return JCSystem.getTransactionDepth();
        }
        return (byte) (memory.inTransaction() ? 1 : 0);
    }

    /** APDU.getBuffer: the buffer is RAM, which jcardsim does not say of it. */
    public static byte[] getBuffer(APDU apdu) {
        byte[] buffer = apdu.getBuffer();
        PersistentMemory memory = MEMORY.get();
        if (memory != null) {
            memory.markVolatile(buffer);
        }
        return buffer;
    }

    // ---------------------------------------------------------------- keys, crypto, PINs

    /** AESKey.setKey. */
    public static void setKey(AESKey key, byte[] bytes, short off) {
        beforeKeyChange(key);
        key.setKey(bytes, off);
    }

    /** DESKey.setKey. */
    public static void setKey(DESKey key, byte[] bytes, short off) {
        beforeKeyChange(key);
        key.setKey(bytes, off);
    }

    /** Key.clearKey. */
    public static void clearKey(Key key) {
        beforeKeyChange(key);
        key.clearKey();
    }

    private static void beforeKeyChange(Key key) {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            return;
        }
        if (!key.isInitialized()) {
            memory.atomicWrite(key.getSize() / Byte.SIZE, key::clearKey);
            return;
        }
        byte[] old = new byte[MAX_KEY_BYTES];
        if (key instanceof AESKey aes) {
            aes.getKey(old, (short) 0);
            memory.atomicWrite(key.getSize() / Byte.SIZE, () -> aes.setKey(old, (short) 0));
        } else {
            DESKey des = (DESKey) key;
            des.getKey(old, (short) 0);
            memory.atomicWrite(key.getSize() / Byte.SIZE, () -> des.setKey(old, (short) 0));
        }
    }

    /** Cipher.doFinal: its output may go to persistent memory, byte after byte. */
    public static short doFinal(
            Cipher cipher, byte[] source, short sourceOff, short length, byte[] target, short targetOff) {
        PersistentMemory memory = memoryOf(target);
        if (memory == null) {
            return cipher.doFinal(source, sourceOff, length, target, targetOff);
        }
        byte[] result = new byte[length + Long.BYTES * 2];
        short written = cipher.doFinal(source, sourceOff, length, result, (short) 0);
        memory.bulkWrite(result, 0, target, targetOff, written);
        return written;
    }

    /** RandomData.generateData. */
    public static void generateData(RandomData random, byte[] target, short off, short length) {
        PersistentMemory memory = memoryOf(target);
        if (memory == null) {
            random.generateData(target, off, length);
            return;
        }
        byte[] result = new byte[length];
        random.generateData(result, (short) 0, length);
        memory.bulkWrite(result, 0, target, off, length);
    }

    /** OwnerPIN.check: the try is counted before the compare, one atomic write (Java Card API). */
    public static boolean check(OwnerPIN pin, byte[] value, short off, byte length) {
        beforePinChange(pin);
        return pin.check(value, off, length);
    }

    /** OwnerPIN.update. */
    public static void update(OwnerPIN pin, byte[] value, short off, byte length) {
        beforePinChange(pin);
        pin.update(value, off, length);
    }

    /** OwnerPIN.reset. */
    public static void reset(OwnerPIN pin) {
        beforePinChange(pin);
        pin.reset();
    }

    /** OwnerPIN.resetAndUnblock. */
    public static void resetAndUnblock(OwnerPIN pin) {
        beforePinChange(pin);
        pin.resetAndUnblock();
    }

    private static void beforePinChange(OwnerPIN pin) {
        PersistentMemory memory = MEMORY.get();
        if (memory == null) {
            return;
        }
        List<Runnable> undo = new ArrayList<>();
        for (Field field : OwnerPIN.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                undo.add(undoOf(field, pin));
            }
        }
        memory.atomicWrite(MAX_KEY_BYTES, () -> undo.forEach(Runnable::run));
    }

    private static Runnable undoOf(Field field, OwnerPIN pin) {
        Object value = get(field, pin);
        if (!value.getClass().isArray()) {
            return () -> set(field, pin, value);
        }
        int length = Array.getLength(value);
        Object copy = Array.newInstance(value.getClass().getComponentType(), length);
        System.arraycopy(value, 0, copy, 0, length);
        return () -> System.arraycopy(copy, 0, value, 0, length);
    }

    // ---------------------------------------------------------------- reflection

    private static Field field(Class<?> type, String name) {
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            try {
                Field field = c.getDeclaredField(name);
                field.setAccessible(true);
                return field;
            } catch (NoSuchFieldException e) {
                continue; // a superclass may have it
            }
        }
        throw new IllegalStateException(type + " has no field " + name);
    }

    private static Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible before", e);
        }
    }

    private static void set(Field field, Object owner, Object value) {
        try {
            field.set(owner, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("made accessible before", e);
        }
    }
}
