package io.simshift.cli.escrow;

import io.simshift.cli.CommandFailure;
import io.simshift.server.audit.LedgerFiles;
import io.simshift.server.escrow.CustodyPort;
import io.simshift.server.remote.RemoteEscrow;
import io.simshift.server.remote.RemoteException;
import io.simshift.server.remote.RemoteServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** An escrow in a folder, or one that runs and is reached over its API. */
final class EscrowReach extends EscrowKeys {
    @ArgGroup(multiplicity = "1")
    private Place place;

    @Option(
            names = "--escrow-certificate",
            paramLabel = "FILE",
            description = "With --url: the escrow's certificate, the one that it may show.")
    private Path certificate;

    @ArgGroup
    private Caller caller;

    /** One of the two. */
    private static final class Place {
        @Option(
                names = "--dir",
                paramLabel = "DIR",
                required = true,
                description = "Folder of the escrow, while no server has it open.")
        private Path folder;

        @Option(
                names = "--url",
                paramLabel = "URL",
                required = true,
                description = "The escrow that runs: https://host:port.")
        private URI url;
    }

    /** Who calls, with --url: one of the two. */
    private static final class Caller {
        @Option(
                names = "--token-file",
                paramLabel = "FILE",
                required = true,
                description =
                        "With --url: its first line is a token of the escrow's people, as 'simshift server token create'"
                                + " prints it.")
        private Path tokenFile;

        @ArgGroup(exclusive = false)
        private IdentityOptions identity;
    }

    /** What is done at the escrow. */
    interface Errand {
        void run(CustodyPort escrow) throws IOException;
    }

    boolean isRemote() {
        return place.url != null;
    }

    void with(Errand errand) throws IOException {
        if (!isRemote()) {
            openExisting(place.folder, errand::run);
            return;
        }
        refused(() -> {
            try {
                X509Certificate expected = expected();
                errand.run(new RemoteEscrow(server(expected), expected));
            } catch (RemoteException e) {
                throw CommandFailure.failed(AuditOptions.capital(e.getMessage()), e);
            }
        });
    }

    private X509Certificate expected() throws IOException {
        if (!"https".equals(place.url.getScheme()) || place.url.getHost() == null) {
            throw CommandFailure.usage("--url " + place.url + " is not https://host:port");
        }
        if (certificate == null || caller == null) {
            throw CommandFailure.usage("--url goes with --escrow-certificate, and with --token-file or --identity");
        }
        return LedgerFiles.readCertificate(certificate);
    }

    private RemoteServer server(X509Certificate expected) throws IOException {
        if (caller.identity != null) {
            return new RemoteServer("the escrow", place.url, expected, caller.identity.open());
        }
        String token = Files.readString(caller.tokenFile)
                .lines()
                .findFirst()
                .orElse("")
                .strip();
        if (token.isEmpty()) {
            throw CommandFailure.failed("The first line of " + caller.tokenFile + " is empty: it is to be a token");
        }
        return new RemoteServer("the escrow", place.url, Optional.of(expected), token);
    }
}
