package io.simshift.simulator.handset;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.Auts;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.card.CardLink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A card of a few files and one K, which a test can make answer anything. */
public final class FakeUsim implements CardLink {
    private static final int SQN_INDEX_BITS = 5;

    private final Map<Integer, byte[]> files = new HashMap<>();
    private final Map<Integer, byte[]> overrides = new HashMap<>();
    private final Deque<byte[]> proactive = new ArrayDeque<>();
    private final List<byte[]> terminalResponses = new ArrayList<>();
    private final List<byte[]> envelopes = new ArrayList<>();
    private Function<byte[], byte[]> onEnvelope = envelope -> new byte[0];
    private Runnable onReset = () -> {};
    private Milenage milenage;
    private long highestSeq;
    private int selected;
    private int resets;

    public FakeUsim(Iccid iccid, Imsi imsi, SecretBytes k, SecretBytes opc) {
        files.put(0x2FE2, iccid.encode());
        files.put(0x6FAD, new byte[] {0, 0, 0, 2});
        files.put(0x6F38, HexFormat.of().parseHex("0008000C2100000000"));
        files.put(0x6F08, new byte[33]);
        files.put(0x6F73, new byte[14]);
        files.put(0x6F7E, new byte[11]);
        becomes(imsi, k, opc);
    }

    public void becomes(Imsi imsi, SecretBytes k, SecretBytes opc) {
        files.put(0x6F07, imsi.encode());
        milenage = new Milenage(k, opc);
        highestSeq = 0;
    }

    public void highestSeq(long seq) {
        highestSeq = seq;
    }

    public void file(int fid, byte[] content) {
        files.put(fid, content);
    }

    public byte[] file(int fid) {
        return files.get(fid).clone();
    }

    public void without(int fid) {
        files.remove(fid);
    }

    /** From now on every command with this INS is answered so. */
    public void answer(int ins, String response) {
        overrides.put(ins, HexFormat.of().parseHex(response));
    }

    public void wants(String proactiveCommand) {
        proactive.addLast(HexFormat.of().parseHex(proactiveCommand));
    }

    /** Gives the response data to an ENVELOPE. */
    public void onEnvelope(Function<byte[], byte[]> answer) {
        onEnvelope = answer;
    }

    public void onReset(Runnable action) {
        onReset = action;
    }

    public List<byte[]> terminalResponses() {
        return terminalResponses;
    }

    public List<byte[]> envelopes() {
        return envelopes;
    }

    public int resets() {
        return resets;
    }

    @Override
    public byte[] reset() {
        resets++;
        proactive.clear();
        onReset.run();
        return new byte[] {0x3B, 0x00};
    }

    @Override
    public byte[] transmit(byte[] bytes) {
        CommandApdu command = CommandApdu.decode(bytes);
        byte[] override = overrides.get(command.ins());
        if (override != null) {
            return override.clone();
        }
        return switch (command.ins()) {
            case 0xA4 -> select(command);
            case 0xB0 -> read(command);
            case 0xD6 -> update(command);
            case 0x88 -> authenticate(command.data());
            case 0xC2 -> envelope(command.data());
            case 0x12 -> fetch();
            case 0x14 -> terminalResponse(command.data());
            case 0x10, 0xF2 -> ok(new byte[0]);
            default -> status(0x6D00);
        };
    }

    private byte[] select(CommandApdu command) {
        if (command.p1() == 0x04) {
            return ok(HexFormat.of().parseHex("620B8202782183027FF08A0105"));
        }
        byte[] data = command.data();
        int fid = (data[0] & 0xFF) << 8 | data[1] & 0xFF;
        if (fid == 0x3F00) {
            return ok(HexFormat.of().parseHex("620B8202782183023F008A0105"));
        }
        byte[] content = files.get(fid);
        if (content == null) {
            return status(0x6A82);
        }
        selected = fid;
        return ok(HexFormat.of().parseHex(String.format("620F820241218302%04X8A01058002%04X", fid, content.length)));
    }

    private byte[] read(CommandApdu command) {
        byte[] content = files.get(selected);
        int offset = command.p1() << 8 | command.p2();
        return ok(Arrays.copyOfRange(content, offset, Math.min(content.length, offset + command.le())));
    }

    private byte[] update(CommandApdu command) {
        byte[] data = command.data();
        System.arraycopy(data, 0, files.get(selected), command.p1() << 8 | command.p2(), data.length);
        return ok(new byte[0]);
    }

    private byte[] authenticate(byte[] data) {
        byte[] rand = Arrays.copyOfRange(data, 1, 17);
        Autn autn = Autn.decode(Arrays.copyOfRange(data, 18, 34));
        Optional<SequenceNumber> sqn = autn.verify(milenage, rand, SQN_INDEX_BITS);
        if (sqn.isEmpty()) {
            return status(0x9862);
        }
        if (sqn.get().seq() <= highestSeq) {
            SequenceNumber onCard = SequenceNumber.of(highestSeq, 0, SQN_INDEX_BITS);
            return ok(concat(
                    new byte[] {(byte) 0xDC, 14},
                    Auts.of(milenage, rand, onCard).encode()));
        }
        highestSeq = sqn.get().seq();
        AkaVector vector = AkaVector.generate(milenage, rand, sqn.get(), autn.amf());
        return ok(concat(
                new byte[] {(byte) 0xDB, 8}, vector.xres(),
                new byte[] {16}, vector.ck().reveal(),
                new byte[] {16}, vector.ik().reveal()));
    }

    private byte[] envelope(byte[] data) {
        envelopes.add(data);
        return ok(onEnvelope.apply(data));
    }

    private byte[] fetch() {
        return proactive.isEmpty() ? status(0x6985) : concat(proactive.removeFirst(), new byte[] {(byte) 0x90, 0});
    }

    private byte[] terminalResponse(byte[] data) {
        terminalResponses.add(data);
        return ok(new byte[0]);
    }

    private byte[] ok(byte[] data) {
        byte[] next = proactive.peekFirst();
        return concat(data, next == null ? new byte[] {(byte) 0x90, 0} : new byte[] {(byte) 0x91, (byte) next.length});
    }

    private static byte[] status(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
