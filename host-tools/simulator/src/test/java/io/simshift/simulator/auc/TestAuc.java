package io.simshift.simulator.auc;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Amf;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/** One subscriber with the keys of TS 35.208 4.3.2. */
final class TestAuc {
    static final Imsi IMSI = new Imsi("001010000000001");
    static final Imsi NOBODY = new Imsi("001010000000009");
    static final AkaAlgorithm ALGORITHM =
            new Milenage(key("465b5ce8b199b49faa5f0a2ee238a6bc"), key("cd63cb71954a9f4e48a5994e37a02baf"));
    static final AkaAlgorithm OTHER =
            new Milenage(key("fec86ba6eb707ed08905757b1bb44b8f"), key("1006020f0a478bf6b699f15c062e42b3"));

    private TestAuc() {}

    static VectorIssuer issuer(SequenceFile sequence, int ind) {
        return new VectorIssuer(
                Map.of(IMSI, new AucSubscriber(IMSI, ALGORITHM)), sequence, ind, Amf.SEPARATED, new SecureRandom());
    }

    private static SecretBytes key(String hex) {
        return SecretBytes.copyOf(HexFormat.of().parseHex(hex));
    }
}
