package io.simshift.server.provisioning;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** Commands for the VTY of osmo-hlr (TCP port 4258). A subscriber that is there is updated. */
public final class OsmoHlrVtyExport implements SubscriberExport {
    @Override
    public void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException {
        out.write("enable\n");
        for (NetworkSubscriber subscriber : subscribers) {
            String name = "subscriber imsi " + subscriber.imsi();
            out.write(name + " create\n");
            if (subscriber.msisdn().isPresent()) {
                out.write(name + " update msisdn " + subscriber.msisdn().get() + "\n");
            }
            out.write(name + " update aud3g " + subscriber.algorithm("osmo-hlr") + " k " + subscriber.kHex() + " opc "
                    + subscriber.opcHex() + "\n");
        }
    }
}
