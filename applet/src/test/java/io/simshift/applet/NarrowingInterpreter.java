package io.simshift.applet;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Marks the results of arithmetic that may need more than 16 bits as wide, and notes each use of a wide value that is
 * neither I2B, I2S nor an operation whose low 16 bits depend only on the low 16 bits of its operands. A converter
 * refuses just these uses, because it has to compute them with 16 bits.
 */
final class NarrowingInterpreter extends BasicInterpreter {
    private static final BasicValue WIDE = new Wide();
    private final List<String> violations = new ArrayList<>();
    private String method = "";

    /** An int of unknown size; not equal to the int that is known to be small. */
    private static final class Wide extends BasicValue {
        Wide() {
            super(Type.INT_TYPE);
        }

        @Override
        public boolean equals(Object other) {
            return other == this;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    NarrowingInterpreter() {
        super(Opcodes.ASM9);
    }

    void enter(String name) {
        method = name;
    }

    List<String> violations() {
        return violations;
    }

    private void use(BasicValue value, AbstractInsnNode instruction) {
        if (value == WIDE) {
            violations.add(method + ": opcode " + instruction.getOpcode() + " uses a value that was not narrowed");
        }
    }

    @Override
    public BasicValue copyOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        int opcode = instruction.getOpcode();
        if (opcode == Opcodes.ISTORE) {
            use(value, instruction);
        }
        return value;
    }

    @Override
    public BasicValue unaryOperation(AbstractInsnNode instruction, BasicValue value) throws AnalyzerException {
        int opcode = instruction.getOpcode();
        if (opcode == Opcodes.INEG) {
            return WIDE;
        }
        if (opcode != Opcodes.I2B && opcode != Opcodes.I2S) {
            use(value, instruction);
        }
        return super.unaryOperation(instruction, value);
    }

    @Override
    public BasicValue binaryOperation(AbstractInsnNode instruction, BasicValue first, BasicValue second)
            throws AnalyzerException {
        switch (instruction.getOpcode()) {
            case Opcodes.IADD:
            case Opcodes.ISUB:
            case Opcodes.IMUL:
                return WIDE;
            case Opcodes.ISHL:
                use(second, instruction);
                return WIDE;
            case Opcodes.IAND:
            case Opcodes.IOR:
            case Opcodes.IXOR:
                return first == WIDE || second == WIDE ? WIDE : BasicValue.INT_VALUE;
            case Opcodes.IUSHR:
                // of a negative short it gives more than 16 bits
                use(first, instruction);
                use(second, instruction);
                return WIDE;
            default:
                use(first, instruction);
                use(second, instruction);
                return super.binaryOperation(instruction, first, second);
        }
    }

    @Override
    public BasicValue ternaryOperation(
            AbstractInsnNode instruction, BasicValue first, BasicValue second, BasicValue third)
            throws AnalyzerException {
        use(second, instruction);
        use(third, instruction);
        return super.ternaryOperation(instruction, first, second, third);
    }

    @Override
    public BasicValue naryOperation(AbstractInsnNode instruction, List<? extends BasicValue> values)
            throws AnalyzerException {
        values.forEach(value -> use(value, instruction));
        return super.naryOperation(instruction, values);
    }

    @Override
    public void returnOperation(AbstractInsnNode instruction, BasicValue value, BasicValue expected)
            throws AnalyzerException {
        use(value, instruction);
    }

    @Override
    public BasicValue merge(BasicValue first, BasicValue second) {
        boolean ints = isInt(first) && isInt(second);
        return ints && (first == WIDE || second == WIDE) ? WIDE : super.merge(first, second);
    }

    private static boolean isInt(BasicValue value) {
        return value != null && value.getType() != null && value.getType().getSort() == Type.INT;
    }
}
