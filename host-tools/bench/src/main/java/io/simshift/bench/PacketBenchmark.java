package io.simshift.bench;

import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Counter;
import io.simshift.protocol.packet.OpenedCommand;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.SecuredPackets;
import io.simshift.protocol.packet.Tar;
import java.security.GeneralSecurityException;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Command packets with a script of 64 bytes, each under keys of its own, as a server sends to one card after another. */
@State(Scope.Thread)
public class PacketBenchmark {
    private static final int SCRIPT_LENGTH = 64;
    private static final int CHECK_OFFSET = 16;

    @Param
    private Scheme scheme;

    private byte[] script;
    private KeyPool kics;
    private KeyPool kids;
    private byte[][] packets;
    private PacketFloor floor;
    private int next;

    /** Keys, and the finished packets that are to be opened. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        script = new byte[SCRIPT_LENGTH];
        new Random(SCRIPT_LENGTH).nextBytes(script);
        kics = new KeyPool(scheme.keyLength(), 1);
        kids = new KeyPool(scheme.keyLength(), 2);
        packets = new byte[KeyPool.SIZE][];
        for (int i = 0; i < packets.length; i++) {
            packets[i] = secure(scheme.keys(kics.get(i), kids.get(i)), i);
        }
        PacketKeys keys = scheme.keys(kics.get(0), kids.get(0));
        int checkLength = keys.integrity().length();
        int ciphered = packets[0].length - (CHECK_OFFSET - Counter.LENGTH - 1);
        floor = new PacketFloor(scheme, packets[0].length - checkLength, ciphered);
    }

    private byte[] secure(PacketKeys keys, int counter) {
        CommandPacket packet =
                CommandPacket.of(scheme.spi(), 1, keys, Tar.SUBSCRIPTION_MANAGEMENT, new Counter(counter + 1), script);
        return SecuredPackets.secure(packet, keys);
    }

    @Benchmark
    public byte[] encode() {
        next = (next + 1) % KeyPool.SIZE;
        return secure(scheme.keys(kics.get(next), kids.get(next)), next);
    }

    @Benchmark
    public long encodeFloor() throws GeneralSecurityException {
        return floor.encode(kics.next(), kids.next());
    }

    @Benchmark
    public OpenedCommand decode() {
        next = (next + 1) % KeyPool.SIZE;
        return SecuredPackets.open(packets[next], scheme.keys(kics.get(next), kids.get(next)));
    }

    @Benchmark
    public long decodeFloor() throws GeneralSecurityException {
        return floor.decode(kics.next(), kids.next());
    }
}
