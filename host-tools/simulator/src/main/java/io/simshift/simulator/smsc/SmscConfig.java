package io.simshift.simulator.smsc;

import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * One message centre.
 *
 * @param address where it listens
 * @param port 0 for any free one
 * @param systemId its name in bind_resp, at most 15 characters
 * @param accounts who may bind; numbers and names are unique
 * @param forwardDeliverReports whether user data of an SMS-DELIVER-REPORT (a PoR) go to the ESME as deliver_sm. SMPP has no
 *     field for them, so centres differ: many drop them, some forward them; on by default
 * @param tls for sessions over TLS from their first byte; empty for plain TCP
 * @param limits sizes and times
 */
public record SmscConfig(
        InetAddress address,
        int port,
        String systemId,
        List<EsmeAccount> accounts,
        boolean forwardDeliverReports,
        Optional<SslContext> tls,
        SmscLimits limits) {
    private static final int PORT_MAX = 65535;

    public SmscConfig {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("SMPP port " + port + " is not 0 to 65535");
        }
        accounts = List.copyOf(accounts);
        long names = accounts.stream().map(EsmeAccount::systemId).distinct().count();
        long numbers = accounts.stream()
                .map(account -> account.address().digits())
                .distinct()
                .count();
        if (names != accounts.size() || numbers != accounts.size()) {
            throw new IllegalArgumentException("two ESME accounts share a system_id or a number");
        }
    }

    /** A centre on a free loopback port that forwards deliver reports. */
    public static SmscConfig loopback(List<EsmeAccount> accounts) {
        return new SmscConfig(
                InetAddress.getLoopbackAddress(),
                0,
                "SIMSHIFT",
                accounts,
                true,
                Optional.empty(),
                SmscLimits.defaults());
    }

    public SmscConfig withPort(int other) {
        return new SmscConfig(address, other, systemId, accounts, forwardDeliverReports, tls, limits);
    }

    /** At another address. @param otherPort 0 for any free one */
    public SmscConfig at(InetAddress otherAddress, int otherPort) {
        return new SmscConfig(otherAddress, otherPort, systemId, accounts, forwardDeliverReports, tls, limits);
    }

    public SmscConfig withForwardDeliverReports(boolean forward) {
        return new SmscConfig(address, port, systemId, accounts, forward, tls, limits);
    }

    public SmscConfig withLimits(SmscLimits other) {
        return new SmscConfig(address, port, systemId, accounts, forwardDeliverReports, tls, other);
    }

    /** @param context of a server */
    public SmscConfig withTls(SslContext context) {
        return new SmscConfig(address, port, systemId, accounts, forwardDeliverReports, Optional.of(context), limits);
    }
}
