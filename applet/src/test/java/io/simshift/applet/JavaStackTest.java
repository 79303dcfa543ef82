package io.simshift.applet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * The deepest chain of calls in the applet, in bytes of a Java Card stack: words of two bytes for locals and operands, and
 * what the VM keeps of each frame. Oracle's reference VM has 384 bytes, cards have more.
 */
class JavaStackTest {
    private static final int WORD_BYTES = 2;
    /** What Oracle's reference VM keeps of a frame. */
    private static final int FRAME_WORDS = 5;
    /** Below {@code process}: the dispatcher of that VM. */
    private static final int RUNTIME_WORDS = 9;
    /** What a cipher needs inside that VM's API, measured there: doFinal; init and setKey less than half of it. */
    private static final int CIPHER_WORDS = 70;

    private static final int KEY_WORDS = 35;
    /** Other calls are native or shallow. */
    private static final int API_WORDS = 12;

    /** The whole Java stack of Oracle's reference VM. */
    private static final int LIMIT_BYTES = 384;

    private static final Map<String, MethodNode> METHODS = new HashMap<>();
    private static final Map<String, String> OWNERS = new HashMap<>();

    private final Map<String, Integer> depths = new HashMap<>();
    private final Map<String, String> deepest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();

    @BeforeAll
    static void readClasses() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".class")).toList()) {
                ClassNode node = new ClassNode();
                new ClassReader(Files.readAllBytes(file)).accept(node, ClassReader.SKIP_DEBUG);
                for (MethodNode method : node.methods) {
                    METHODS.put(node.name + "." + method.name + method.desc, method);
                    OWNERS.put(node.name + "." + method.name + method.desc, node.name);
                }
            }
        }
        assertThat(METHODS).hasSizeGreaterThan(100);
    }

    @Test
    void noCommandNeedsMoreJavaStackThanTheDocumentsSay() {
        String process = "io/simshift/applet/SimshiftApplet.process(Ljavacard/framework/APDU;)V";
        int bytes = WORD_BYTES * (RUNTIME_WORDS + words(process));
        System.out.println("Java stack: " + bytes + " bytes, by " + String.join(" > ", path(process)));
        assertThat(bytes).as("by %s", path(process)).isLessThanOrEqualTo(LIMIT_BYTES);
    }

    private List<String> path(String from) {
        List<String> path = new ArrayList<>();
        for (String method = from; method != null; method = deepest.get(method)) {
            String name = method.replaceFirst("^io/simshift/applet/", "").replaceFirst("\\(.*", "");
            path.add(name + " " + own(method));
        }
        return path;
    }

    /** Words of a frame, with what lies under the arguments of its deepest call. */
    private int own(String method) {
        String next = deepest.get(method);
        int below = next == null ? 0 : depths.getOrDefault(next, outside(next));
        return depths.getOrDefault(method, outside(method)) - below;
    }

    /** Words of a frame and of the deepest chain of calls from it. */
    private int words(String method) {
        Integer known = depths.get(method);
        if (known != null) {
            return known;
        }
        assertThat(open).as("recursion").doesNotContain(method);
        open.push(method);
        MethodNode node = METHODS.get(method);
        if ((node.access & Opcodes.ACC_ABSTRACT) != 0) {
            open.pop();
            return deepestOverride(method);
        }
        int most = node.maxStack;
        Frame<BasicValue>[] frames = frames(OWNERS.get(method), node);
        for (int i = 0; i < frames.length; i++) {
            AbstractInsnNode instruction = node.instructions.get(i);
            if (frames[i] != null && instruction instanceof MethodInsnNode call) {
                int words = operandsBelow(frames[i], call) + callee(call);
                if (words > most) {
                    most = words;
                    deepest.put(method, call.owner + "." + call.name + call.desc);
                }
            }
        }
        open.pop();
        int words = FRAME_WORDS + node.maxLocals + most;
        depths.put(method, words);
        return words;
    }

    private int deepestOverride(String method) {
        String name = method.substring(method.indexOf('.'));
        int most = 0;
        for (String candidate : METHODS.keySet()) {
            if (candidate.endsWith(name) && !candidate.equals(method) && words(candidate) > most) {
                most = words(candidate);
                deepest.put(method, candidate);
            }
        }
        assertThat(most).as("overrides of %s", method).isPositive();
        depths.put(method, most);
        return most;
    }

    private static Frame<BasicValue>[] frames(String owner, MethodNode node) {
        try {
            return new Analyzer<>(new BasicInterpreter()).analyze(owner, node);
        } catch (AnalyzerException e) {
            throw new AssertionError("can't follow " + node.name, e);
        }
    }

    /** Operands that lie under the arguments of a call; the arguments become locals of the one called. */
    private static int operandsBelow(Frame<BasicValue> frame, MethodInsnNode call) {
        int arguments = Type.getArgumentTypes(call.desc).length;
        return Math.max(0, frame.getStackSize() - arguments - 1);
    }

    private int callee(MethodInsnNode call) {
        String name = call.owner + "." + call.name + call.desc;
        if (METHODS.containsKey(name)) {
            return words(name);
        }
        return outside(name);
    }

    /** Words of a method of the API. */
    private static int outside(String method) {
        if (method.contains(".doFinal(")) {
            return CIPHER_WORDS;
        }
        boolean cipher = method.startsWith("javacardx/crypto/") || method.startsWith("javacard/security/");
        return cipher ? KEY_WORDS : API_WORDS;
    }
}
