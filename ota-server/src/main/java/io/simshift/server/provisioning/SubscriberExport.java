package io.simshift.server.provisioning;

import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** A form in which a network takes subscribers. What is written holds keys in clear: it is for the network's people alone. */
public interface SubscriberExport {
    /**
     * Writes all of them.
     *
     * @throws ProvisioningException where the network cannot take one of them
     */
    void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException;
}
