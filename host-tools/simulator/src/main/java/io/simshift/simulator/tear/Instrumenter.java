package io.simshift.simulator.tear;

import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Rewrites a class of the applet so that each of its writes that may reach persistent memory is made by {@link Hooks}:
 * stores into arrays, fields and statics, copies and fills of {@code Util}, transactions, keys, PINs and the output of
 * ciphers and random sources. A call that writes and that it does not know makes it refuse the class.
 */
final class Instrumenter {
    private static final String HOOKS = Type.getInternalName(Hooks.class);
    private static final String UTIL = "javacard/framework/Util";
    private static final String JC_SYSTEM = "javacard/framework/JCSystem";
    private static final String PIN = "javacard/framework/OwnerPIN";

    /** Static methods with the same signature in {@link Hooks}. */
    private static final Map<String, Set<String>> STATIC = Map.of(
            UTIL,
            Set.of("arrayCopy", "arrayCopyNonAtomic", "arrayFillNonAtomic", "setShort"),
            JC_SYSTEM,
            Set.of("beginTransaction", "commitTransaction", "abortTransaction", "getTransactionDepth"));

    /** Methods of objects; the hook takes the object as its first argument. */
    private static final Map<String, Set<String>> VIRTUAL = Map.of(
            "javacard/framework/APDU",
            Set.of("getBuffer"),
            PIN,
            Set.of("check", "update", "reset", "resetAndUnblock"),
            "javacardx/crypto/Cipher",
            Set.of("doFinal"),
            "javacard/security/RandomData",
            Set.of("generateData"));

    /** Methods that write nothing persistent, or only into arrays that the applet has transient. */
    private static final Set<String> HARMLESS = Set.of(
            "arrayCompare",
            "getShort",
            "makeShort",
            "makeTransientByteArray",
            "makeTransientShortArray",
            "makeTransientBooleanArray",
            "isTransient",
            "getAvailableMemory",
            "getVersion",
            "isObjectDeletionSupported",
            "requestObjectDeletion",
            "getMaxCommitCapacity",
            "getUnusedCommitCapacity");

    private Instrumenter() {}

    static byte[] rewrite(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Rewriter(writer), 0);
        return writer.toByteArray();
    }

    private static final class Rewriter extends ClassVisitor {
        Rewriter(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
            if (name.equals("<clinit>")) {
                return next; // the converter has done this before the card exists
            }
            return new WriteRewriter(next, name.equals("<init>"));
        }
    }

    private static final class WriteRewriter extends MethodVisitor {
        private final boolean initialising;

        WriteRewriter(MethodVisitor next, boolean initialising) {
            super(Opcodes.ASM9, next);
            this.initialising = initialising;
        }

        private void hook(String name, String descriptor) {
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, descriptor, false);
        }

        @Override
        public void visitInsn(int opcode) {
            switch (opcode) {
                case Opcodes.BASTORE -> hook("storeByte", "(Ljava/lang/Object;II)V");
                case Opcodes.SASTORE -> hook("storeShort", "([SII)V");
                case Opcodes.AASTORE -> hook("storeReference", "([Ljava/lang/Object;ILjava/lang/Object;)V");
                default -> super.visitInsn(opcode);
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
            if (!initialising && opcode == Opcodes.PUTFIELD) {
                // owner, value -> owner, value, owner, name: no field of the card takes two words
                super.visitInsn(Opcodes.DUP2);
                super.visitInsn(Opcodes.POP);
                super.visitLdcInsn(name);
                hook("beforePut", "(Ljava/lang/Object;Ljava/lang/String;)V");
            } else if (!initialising && opcode == Opcodes.PUTSTATIC) {
                super.visitLdcInsn(Type.getObjectType(owner));
                super.visitLdcInsn(name);
                hook("beforePut", "(Ljava/lang/Object;Ljava/lang/String;)V");
            }
            super.visitFieldInsn(opcode, owner, name, descriptor);
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
            if (opcode == Opcodes.INVOKESTATIC && contains(STATIC, owner, name)) {
                hook(name, descriptor);
            } else if (opcode != Opcodes.INVOKESTATIC && isKeyChange(name) && owner.startsWith("javacard/security/")) {
                String type = name.equals("clearKey") ? "javacard/security/Key" : owner;
                hook(name, "(L" + type + ";" + descriptor.substring(1));
            } else if (opcode != Opcodes.INVOKESTATIC && contains(VIRTUAL, owner, name)) {
                hook(name, "(L" + owner + ";" + descriptor.substring(1));
            } else {
                requireHarmless(owner, name);
                super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
            }
        }

        private static boolean isKeyChange(String name) {
            return name.equals("setKey") || name.equals("clearKey");
        }

        private static boolean contains(Map<String, Set<String>> methods, String owner, String name) {
            return methods.getOrDefault(owner, Set.of()).contains(name);
        }

        private static void requireHarmless(String owner, String name) {
            boolean writes = owner.equals(UTIL) || owner.equals(JC_SYSTEM);
            if (writes && !HARMLESS.contains(name)) {
                throw new IllegalStateException(owner + "." + name + " is not journalled: add it to Hooks");
            }
        }
    }
}
