package io.simshift.bench;

import io.simshift.protocol.aka.AkaVector;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.secret.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Authentication vectors, each for another subscriber, as an AuC makes them. */
@State(Scope.Thread)
public class AkaBenchmark {
    private static final int BLOCK = 16;
    /** OUT1 to OUT4: f1 to f5 need no more. */
    private static final int OUTPUTS = 4;

    private KeyPool keys;
    private SecretBytes opc;
    private byte[] rand;
    private long sqn;
    private Milenage subscriber;
    private Cipher ecb;
    private byte[] outputs;

    @Setup
    public void prepare() throws GeneralSecurityException {
        keys = new KeyPool(BLOCK, 1);
        opc = SecretBytes.copyOf(keys.get(1));
        rand = keys.get(2).clone();
        subscriber = new Milenage(SecretBytes.copyOf(keys.get(0)), opc);
        ecb = Cipher.getInstance("AES/ECB/NoPadding");
        outputs = new byte[OUTPUTS * BLOCK];
    }

    /** RAND, AUTN, XRES, CK, IK with fresh K. */
    @Benchmark
    public AkaVector vector() {
        return AkaVector.generate(new Milenage(SecretBytes.copyOf(keys.next()), opc), rand, nextSqn(), Amf.SEPARATED);
    }

    /** The same for one subscriber. */
    @Benchmark
    public AkaVector vectorOfOneSubscriber() {
        return AkaVector.generate(subscriber, rand, nextSqn(), Amf.SEPARATED);
    }

    /** One key, TEMP, OUT1 to OUT4. */
    @Benchmark
    public int vectorFloor() throws GeneralSecurityException {
        ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(keys.next(), "AES"));
        return blocks();
    }

    /** TEMP, OUT1 to OUT4 with the key set. */
    @Benchmark
    public int vectorOfOneSubscriberFloor(KeyedCipher keyed) throws GeneralSecurityException {
        return keyed.cipher.doFinal(rand)[0] + keyed.cipher.doFinal(outputs)[0];
    }

    private int blocks() throws GeneralSecurityException {
        return ecb.doFinal(rand)[0] + ecb.doFinal(outputs)[0];
    }

    private SequenceNumber nextSqn() {
        sqn += 1L << SequenceNumber.DEFAULT_INDEX_BITS;
        return new SequenceNumber(sqn);
    }

    /** A cipher whose key stays. */
    @State(Scope.Thread)
    public static class KeyedCipher {
        private Cipher cipher;

        @Setup
        public void prepare() throws GeneralSecurityException {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[BLOCK], "AES"));
        }
    }
}
