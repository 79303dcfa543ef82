package io.simshift.applet;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;
import javacard.framework.Applet;
import javacard.framework.JCSystem;
import javacard.framework.SystemException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * A card with little transient memory: the applet's classes are loaded anew with their calls for transient memory led
 * here. The applet itself knows nothing of it.
 */
public final class ScarceMemory {
    private static final String JC_SYSTEM = "javacard/framework/JCSystem";
    private static final ThreadLocal<Integer> LEFT = ThreadLocal.withInitial(() -> 0);

    private ScarceMemory() {}

    /** Installs a card that has {@code bytes} of CLEAR_ON_RESET memory. */
    static <T> T with(int bytes, Supplier<T> install) {
        LEFT.set(bytes);
        return install.get();
    }

    /** What the applet installed last has left of it. */
    static int left() {
        return LEFT.get();
    }

    /** Called by the applet in the place of the platform. */
    public static byte[] makeTransientByteArray(short length, byte event) {
        take(length);
        return JCSystem.makeTransientByteArray(length, event);
    }

    /** Called by the applet in the place of the platform. */
    public static short[] makeTransientShortArray(short length, byte event) {
        take(2 * length);
        return JCSystem.makeTransientShortArray(length, event);
    }

    /** Called by the applet in the place of the platform. */
    public static short getAvailableMemory(byte type) {
        return type == JCSystem.MEMORY_TYPE_TRANSIENT_RESET
                ? (short) Math.min(LEFT.get(), Short.MAX_VALUE)
                : JCSystem.getAvailableMemory(type);
    }

    private static void take(int bytes) {
        if (bytes > LEFT.get()) {
            SystemException.throwIt(SystemException.NO_TRANSIENT_SPACE);
        }
        LEFT.set(LEFT.get() - bytes);
    }

    static Class<? extends Applet> applet() {
        try {
            return new Loader().loadClass(SimshiftApplet.class.getName()).asSubclass(Applet.class);
        } catch (ClassNotFoundException e) {
            throw new AssertionError("no applet", e);
        }
    }

    private static final class Loader extends ClassLoader {
        Loader() {
            super(ScarceMemory.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            boolean ofTheApplet = name.startsWith("io.simshift.applet.") && !name.equals(ScarceMemory.class.getName());
            if (!ofTheApplet) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                ClassWriter writer = new ClassWriter(0);
                new ClassReader(in.readAllBytes()).accept(new Redirection(writer), 0);
                byte[] code = writer.toByteArray();
                return defineClass(name, code, 0, code.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static final class Redirection extends ClassVisitor {
        Redirection(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            return new MethodVisitor(Opcodes.ASM9, next) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String method, String desc, boolean ofInterface) {
                    boolean memory = owner.equals(JC_SYSTEM)
                            && (method.startsWith("makeTransient") || method.equals("getAvailableMemory"));
                    String target = memory ? ScarceMemory.class.getName().replace('.', '/') : owner;
                    super.visitMethodInsn(opcode, target, method, desc, ofInterface);
                }
            };
        }
    }
}
