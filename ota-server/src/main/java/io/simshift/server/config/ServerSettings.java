package io.simshift.server.config;

import io.simshift.server.escrow.EscrowPolicy;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.operator.OperatorProfile;
import io.simshift.server.smpp.MessageIdForm;
import io.simshift.server.smpp.SmppBinds;
import io.simshift.server.transfer.TransferPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What one server process is: an operator's server or an escrow. */
public sealed interface ServerSettings {
    /** What both have. */
    Common common();

    /** What a process can be. */
    enum Role {
        OPERATOR,
        ESCROW
    }

    /**
     * @param dataFolder databases, keystores and tokens; made if missing
     * @param passwordFile its first line opens the keystores
     */
    record Common(Path dataFolder, Path passwordFile, Http http, Optional<Oidc> oidc, Log log) {}

    /**
     * @param host address to listen on
     * @param port 0 for a free one
     * @param tls empty for clear HTTP, which is taken on loopback addresses only
     * @param maxBodyBytes longest body of a request
     * @param maxUploadBytes longest order
     * @param requestsPerSecond of one caller
     * @param burst how many a caller may send at once after a pause
     * @param connections how many at once
     * @param openMetrics whether /metrics answers anybody
     */
    record Http(
            String host,
            int port,
            Optional<Tls> tls,
            int maxBodyBytes,
            int maxUploadBytes,
            int requestsPerSecond,
            int burst,
            int connections,
            boolean openMetrics) {}

    /**
     * The server's certificate. Where no files are named, it is the one of the data folder's identity, which partners know.
     *
     * @param files certificate chain and private key, both PEM
     */
    record Tls(Optional<Files> files) {
        /** A certificate from elsewhere. */
        public record Files(Path certificate, Path key) {}
    }

    /**
     * People's tokens that somebody else signs.
     *
     * @param keysFile JSON Web Key Set (RFC 7517)
     * @param rolesClaim which claim lists the roles
     */
    record Oidc(String issuer, String audience, Path keysFile, String rolesClaim) {}

    /** @param json one JSON object in each line, or text for people */
    record Log(boolean json, String level) {}

    /** Another server that this one calls. @param certificate the only one that it may show */
    record Peer(URI url, Path certificate) {}

    /** An operator that cards go to or come from. */
    record Partner(OperatorProfile profile, Peer server) {}

    /**
     * The way to one SMSC.
     *
     * @param name empty where it is the only one
     * @param passwordFile its first line is the account's password
     * @param messagesPerSecond over all binds; 0 for no limit
     * @param tls empty for plain TCP
     */
    record Smsc(
            String name,
            String host,
            int port,
            String systemId,
            Path passwordFile,
            String systemType,
            boolean receipts,
            MessageIdForm messageIds,
            int window,
            SmppBinds binds,
            int messagesPerSecond,
            Optional<SmscTls> tls) {}

    /**
     * TLS to an SMSC.
     *
     * @param authorities PEM file of the certificates to trust
     * @param trustStore the same as a keystore of Java; without either, those that Java trusts
     * @param own what the SMSC is shown where it asks for a certificate
     * @param serverName whom its certificate must be made out to
     */
    record SmscTls(
            Optional<Path> authorities, Optional<TrustStore> trustStore, Optional<Tls.Files> own, String serverName) {}

    /** @param passwordFile its first line opens it */
    record TrustStore(Path file, Path passwordFile) {}

    /**
     * Where events are posted.
     *
     * @param secretFile its first line signs them
     * @param authorities PEM file of whose certificates count; empty for those that Java trusts
     */
    record Hook(String name, URI url, Path secretFile, Optional<Path> authorities) {}

    /**
     * How cards get their numbers: {@code prefix} and the last digits of the IMSI.
     *
     * @param imsiDigits how many of them
     */
    record Numbers(String prefix, int imsiDigits) {}

    /**
     * An operator's server.
     *
     * @param auc certificate of the operator's AuC, for which subscribers' keys are encrypted; empty where it asks for none
     */
    record Operator(
            Common common,
            OperatorProfile profile,
            Numbers numbers,
            List<Smsc> smscs,
            Peer escrow,
            List<Partner> partners,
            Optional<Path> auc,
            List<Hook> webhooks,
            TransferPolicy policy,
            Duration queryTimeout)
            implements ServerSettings {}

    /** An operator that the escrow serves, or an owner of cards. */
    record Client(OperatorId id, Path certificate) {}

    /**
     * The key custodian.
     *
     * @param pinFile its first line is the PIN of the token, where the vault is one
     * @param owners those of cards, who bring their consent
     */
    record Escrow(
            Common common, EscrowPolicy policy, Optional<Path> pinFile, List<Client> operators, List<Client> owners)
            implements ServerSettings {}
}
