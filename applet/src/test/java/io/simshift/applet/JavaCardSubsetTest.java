package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;

/**
 * Holds the applet's class files to what a Java Card converter takes, and to the applet's own rules: no 32-bit values, the
 * API of Java Card 2.2.2, nothing allocated after install, no changing static state.
 */
class JavaCardSubsetTest {
    private static final String PACKAGE = "io/simshift/applet/";
    private static final Set<String> FIELD_TYPES = Set.of("Z", "B", "S", "[Z", "[B", "[S");
    private static final Set<String> API_ALLOCATORS = Set.of(
            "javacard/framework/JCSystem.makeTransientBooleanArray",
            "javacard/framework/JCSystem.makeTransientByteArray",
            "javacard/framework/JCSystem.makeTransientShortArray",
            "javacard/framework/JCSystem.makeTransientObjectArray",
            "javacard/security/KeyBuilder.buildKey",
            "javacard/security/RandomData.getInstance",
            "javacardx/crypto/Cipher.getInstance");
    private static final Set<Integer> FORBIDDEN = forbiddenOpcodes();

    private static List<ClassNode> classes;
    private static Set<String> members;

    @BeforeAll
    static void readClasses() throws IOException {
        Path root = Path.of("target", "classes");
        try (Stream<Path> files = Files.walk(root)) {
            classes = files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .map(JavaCardSubsetTest::read)
                    .filter(node -> !node.name.endsWith("/package-info"))
                    .collect(Collectors.toList());
        }
        members = readMembers();
        assertThat(classes).as("classes of the applet").hasSizeGreaterThan(15);
    }

    private static ClassNode read(Path file) {
        try {
            ClassNode node = new ClassNode();
            new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG);
            return node;
        } catch (IOException e) {
            throw new AssertionError("can't read " + file, e);
        }
    }

    private static Set<String> readMembers() throws IOException {
        try (InputStream in = JavaCardSubsetTest.class.getResourceAsStream("java-card-2.2.2-members.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
        }
    }

    /** long, float and double, int locals counted up in place, invokedynamic, monitors, and the like. */
    private static Set<Integer> forbiddenOpcodes() {
        Set<Integer> opcodes = new HashSet<>(Set.of(
                Opcodes.LDC,
                Opcodes.IINC,
                Opcodes.INVOKEDYNAMIC,
                Opcodes.MULTIANEWARRAY,
                Opcodes.MONITORENTER,
                Opcodes.MONITOREXIT,
                Opcodes.I2L,
                Opcodes.I2F,
                Opcodes.I2D,
                Opcodes.I2C,
                Opcodes.IALOAD,
                Opcodes.IASTORE,
                Opcodes.CALOAD,
                Opcodes.CASTORE,
                Opcodes.PUTSTATIC));
        int[][] ranges = {
            {Opcodes.LCONST_0, Opcodes.DCONST_1},
            {Opcodes.LLOAD, Opcodes.DLOAD},
            {Opcodes.LALOAD, Opcodes.DALOAD},
            {Opcodes.LSTORE, Opcodes.DSTORE},
            {Opcodes.LASTORE, Opcodes.DASTORE},
            {Opcodes.L2I, Opcodes.D2F},
            {Opcodes.LCMP, Opcodes.DCMPG},
            {Opcodes.LRETURN, Opcodes.DRETURN},
        };
        for (int[] range : ranges) {
            for (int opcode = range[0]; opcode <= range[1]; opcode++) {
                opcodes.add(opcode);
            }
        }
        return opcodes;
    }

    private interface Check {
        void accept(ClassNode owner, MethodNode method, AbstractInsnNode instruction, List<String> violations);
    }

    private static List<String> eachInstruction(Check check) {
        List<String> violations = new ArrayList<>();
        for (ClassNode owner : classes) {
            for (MethodNode method : owner.methods) {
                for (AbstractInsnNode instruction : method.instructions) {
                    check.accept(owner, method, instruction, violations);
                }
            }
        }
        return violations;
    }

    private static String name(ClassNode owner, MethodNode method) {
        return owner.name + "." + method.name + method.desc;
    }

    @Test
    void classesAreFinalAndPlain() {
        for (ClassNode node : classes) {
            assertThat(node.access & (Opcodes.ACC_FINAL | Opcodes.ACC_ABSTRACT))
                    .as("%s is final, or abstract", node.name)
                    .isNotZero();
            assertThat(node.superName)
                    .as("superclass of %s", node.name)
                    .isIn(
                            "java/lang/Object",
                            "javacard/framework/Applet",
                            PACKAGE + "Script",
                            PACKAGE + "AkaFunctions",
                            PACKAGE + "CommandClass",
                            PACKAGE + "IpSession");
            assertThat(node.interfaces).as("interfaces of %s", node.name).isEmpty();
            assertThat(node.innerClasses).as("inner classes of %s", node.name).isEmpty();
            assertThat(node.version).as("class file version").isLessThanOrEqualTo(Opcodes.V1_8);
        }
    }

    @Test
    void fieldsAreOfCardTypesAndNoStaticStateChanges() {
        for (ClassNode node : classes) {
            for (FieldNode field : node.fields) {
                String what = node.name + "." + field.name;
                assertThat(field.access & Opcodes.ACC_FINAL)
                        .as("%s is final", what)
                        .isNotZero();
                if ((field.access & Opcodes.ACC_STATIC) != 0) {
                    assertThat(FIELD_TYPES).as(what).contains(field.desc);
                } else {
                    boolean reference = field.desc.matches("\\[?L(" + PACKAGE + "|javacard).*");
                    assertThat(reference || FIELD_TYPES.contains(field.desc))
                            .as(what + " " + field.desc)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void methodsTakeAndGiveNoWideValues() {
        for (ClassNode node : classes) {
            for (MethodNode method : node.methods) {
                assertThat(method.desc).as(name(node, method)).doesNotContainPattern("[(;\\[)ZBSV][IJFDC]|\\[\\[");
                int odd = Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_VARARGS;
                assertThat(method.access & odd).as(name(node, method)).isZero();
            }
        }
    }

    @Test
    void noInstructionIsForbidden() {
        assertThat(eachInstruction((owner, method, instruction, violations) -> {
                    boolean initialiser = method.name.equals("<clinit>");
                    int opcode = instruction.getOpcode();
                    boolean constantTable = initialiser && opcode == Opcodes.PUTSTATIC;
                    if (FORBIDDEN.contains(opcode) && !constantTable) {
                        violations.add(name(owner, method) + ": opcode " + opcode);
                    }
                    if (opcode == Opcodes.NEWARRAY) {
                        int type = ((IntInsnNode) instruction).operand;
                        if (type != Opcodes.T_BYTE && type != Opcodes.T_SHORT && type != Opcodes.T_BOOLEAN) {
                            violations.add(name(owner, method) + ": array of type " + type);
                        }
                    }
                }))
                .isEmpty();
    }

    /** A value that may have outgrown 16 bits is narrowed before anything but more arithmetic of its low bits sees it. */
    @Test
    void arithmeticIsNarrowedBeforeItIsUsed() throws AnalyzerException {
        NarrowingInterpreter interpreter = new NarrowingInterpreter();
        for (ClassNode owner : classes) {
            for (MethodNode method : owner.methods) {
                interpreter.enter(name(owner, method));
                new Analyzer<>(interpreter).analyze(owner.name, method);
            }
        }
        assertThat(interpreter.violations()).isEmpty();
    }

    /** What the check above would have to find. */
    static short notNarrowed(short a, short b) {
        return (short) ((a + b) >> 1);
    }

    @Test
    void seesAValueThatWasNotNarrowed() throws Exception {
        ClassNode node = new ClassNode();
        new ClassReader(JavaCardSubsetTest.class.getName()).accept(node, ClassReader.SKIP_DEBUG);
        NarrowingInterpreter interpreter = new NarrowingInterpreter();
        for (MethodNode method : node.methods) {
            if (method.name.equals("notNarrowed")) {
                new Analyzer<>(interpreter).analyze(node.name, method);
            }
        }
        assertThat(interpreter.violations()).hasSize(1);
    }

    @Test
    void onlyMembersOfTheJavaCardApiAreUsed() {
        Set<String> own = classes.stream().map(node -> node.name).collect(Collectors.toSet());
        assertThat(eachInstruction((owner, method, instruction, violations) -> {
                    if (instruction instanceof MethodInsnNode call) {
                        String member = call.owner + "." + call.name + call.desc;
                        boolean inherited = members.contains("javacard/framework/Applet." + call.name + call.desc);
                        boolean known =
                                own.contains(call.owner) ? declares(call) || inherited : members.contains(member);
                        if (!known) {
                            violations.add(name(owner, method) + " calls " + member);
                        }
                    } else if (instruction instanceof TypeInsnNode type
                            && !own.contains(type.desc)
                            && !type.desc.startsWith("javacard")) {
                        violations.add(name(owner, method) + " names " + type.desc);
                    }
                }))
                .isEmpty();
    }

    private static boolean declares(MethodInsnNode call) {
        return find(call.owner, call.name, call.desc) != null;
    }

    private static MethodNode find(String owner, String name, String desc) {
        for (ClassNode node : classes) {
            if (node.name.equals(owner)) {
                for (MethodNode method : node.methods) {
                    if (method.name.equals(name) && method.desc.equals(desc)) {
                        return method;
                    }
                }
            }
        }
        return null;
    }

    /** Follows every call from the entry points after install; all classes are final, so each call has one target. */
    @Test
    void nothingIsAllocatedAfterInstall() {
        List<String> violations = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String entry : List.of("select()Z", "process(Ljavacard/framework/APDU;)V", "deselect()V")) {
            int cut = entry.indexOf('(');
            follow(PACKAGE + "SimshiftApplet", entry.substring(0, cut), entry.substring(cut), seen, violations);
        }
        assertThat(seen).as("methods reached").hasSizeGreaterThan(100);
        assertThat(violations).isEmpty();
    }

    private static void follow(String owner, String name, String desc, Set<String> seen, List<String> violations) {
        MethodNode method = find(owner, name, desc);
        String here = owner + "." + name + desc;
        if (method == null || !seen.add(here)) {
            return;
        }
        for (AbstractInsnNode instruction : method.instructions) {
            int opcode = instruction.getOpcode();
            if (opcode == Opcodes.NEW || opcode == Opcodes.NEWARRAY || opcode == Opcodes.ANEWARRAY) {
                violations.add(here + " allocates");
            }
            if (instruction instanceof MethodInsnNode call) {
                if (API_ALLOCATORS.contains(call.owner + "." + call.name)) {
                    violations.add(here + " allocates by " + call.name);
                }
                follow(call.owner, call.name, call.desc, seen, violations);
            }
        }
    }
}
