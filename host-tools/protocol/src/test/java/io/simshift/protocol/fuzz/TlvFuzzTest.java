package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.protocol.tlv.ComprehensionTlv;
import java.util.List;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** BER-TLVs and COMPREHENSION-TLVs (TS 101 220 7.1): which of them, then their bytes. */
class TlvFuzzTest {
    private static final int MAX_DEPTH = 8;

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 7_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        if (in.flag()) {
            Property.shortest(in.rest(), ComprehensionTlv::decodeAll, ComprehensionTlv::encodeAll);
        } else {
            Property.shortest(in.rest(), BerTlv::decodeAll, BerTlv::encodeAll).ifPresent(objects -> inside(objects, 0));
        }
    }

    private static void inside(List<BerTlv> objects, int depth) {
        for (BerTlv object : objects) {
            if (object.isConstructed() && depth < MAX_DEPTH) {
                Property.shortest(object.value(), BerTlv::decodeAll, BerTlv::encodeAll)
                        .ifPresent(children -> inside(children, depth + 1));
            }
        }
    }
}
