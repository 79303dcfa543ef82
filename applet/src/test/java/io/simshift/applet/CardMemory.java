package io.simshift.applet;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Everything that an applet holds: its objects, arrays and keys, found by following its fields. */
final class CardMemory {
    private static final HexFormat HEX = HexFormat.of();
    private static final int OBJECT_HEADER_BYTES = 8;

    /** Arrays by the path of fields that leads to them. */
    private final Map<Object, String> arrays = new IdentityHashMap<>();

    private final Map<Object, String> objects = new IdentityHashMap<>();

    private CardMemory() {}

    static CardMemory of(Object root) {
        CardMemory memory = new CardMemory();
        memory.walk(root);
        return memory;
    }

    private void walk(Object root) {
        Deque<Object> open = new ArrayDeque<>();
        objects.put(root, root.getClass().getSimpleName());
        open.add(root);
        while (!open.isEmpty()) {
            Object object = open.remove();
            for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())
                            && !field.getType().isPrimitive()) {
                        visit(read(field, object), objects.get(object) + "." + field.getName(), open);
                    }
                }
            }
        }
    }

    private static Object read(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("can't look into " + field, e);
        }
    }

    private void visit(Object value, String path, Deque<Object> open) {
        if (value == null) {
            return;
        }
        if (value.getClass().isArray()) {
            arrays.putIfAbsent(value, path);
            if (value instanceof Object[] elements) {
                for (int i = 0; i < elements.length; i++) {
                    visit(elements[i], path + "[" + i + "]", open);
                }
            }
        } else if (isCardObject(value) && objects.putIfAbsent(value, path) == null) {
            open.add(value);
        }
    }

    /** Objects of the applet, and the simulator's keys; not the inside of its ciphers. */
    private static boolean isCardObject(Object value) {
        String type = value.getClass().getName();
        return type.startsWith("io.simshift.applet.")
                || type.startsWith("com.licel.jcardsim.crypto.") && type.contains("Key")
                || type.endsWith(".ByteContainer");
    }

    /** The only object of a class of the applet. */
    <T> T object(Class<T> type) {
        List<T> found = objects.keySet().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of " + type);
        }
        return found.get(0);
    }

    /** Path of an array that holds these bytes, or null. */
    String find(byte[] wanted) {
        String hex = HEX.formatHex(wanted);
        for (Map.Entry<Object, String> entry : arrays.entrySet()) {
            if (entry.getKey() instanceof byte[] bytes) {
                int at = HEX.formatHex(bytes).indexOf(hex);
                if (at >= 0 && at % 2 == 0) {
                    return entry.getValue();
                }
            }
        }
        return null;
    }

    /** The content of the byte array at a path. */
    byte[] array(String path) {
        for (Map.Entry<Object, String> entry : arrays.entrySet()) {
            if (entry.getValue().equals(path)) {
                return (byte[]) entry.getKey();
            }
        }
        throw new AssertionError("no array at " + path);
    }

    /** Bytes of the arrays below a path. */
    int arrayBytes(String below) {
        int bytes = 0;
        for (Map.Entry<Object, String> entry : arrays.entrySet()) {
            if (entry.getValue().startsWith(below)) {
                int length = Array.getLength(entry.getKey());
                bytes += entry.getKey() instanceof byte[] ? length : 2 * length; // references count as shorts do
            }
        }
        return bytes;
    }

    /** Rough size of what lives in EEPROM: arrays outside {@code ram}, and a header for each object and array. */
    int persistentBytes(String ram) {
        return arrayBytes("") - arrayBytes(ram) + OBJECT_HEADER_BYTES * (arrays.size() + objects.size());
    }
}
