package io.simshift.server.provisioning;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** The subscriber file of {@code simshift auc}: CSV with the columns imsi, algorithm, k, opc (docs/auc.md 1). */
public final class AucExport implements SubscriberExport {
    @Override
    public void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException {
        out.write("imsi,algorithm,k,opc\n");
        for (NetworkSubscriber subscriber : subscribers) {
            String algorithm = subscriber.algorithm("simshift auc");
            out.write(subscriber.imsi() + "," + algorithm + "," + subscriber.kHex() + "," + subscriber.opcHex() + "\n");
        }
    }
}
