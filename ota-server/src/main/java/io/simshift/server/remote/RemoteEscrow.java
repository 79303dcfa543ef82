package io.simshift.server.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.simshift.protocol.identity.Iccid;
import io.simshift.server.escrow.ConsentAnswer;
import io.simshift.server.escrow.CustodyPort;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.operator.OperatorId;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;

/** The escrow in another process. All calls may be repeated, so whoever gets a {@link RemoteException} asks again. */
public final class RemoteEscrow implements CustodyPort {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RemoteServer server;
    private final X509Certificate certificate;

    /** @param certificate the escrow's: of its TLS server, and of its signatures */
    public RemoteEscrow(RemoteServer server, X509Certificate certificate) {
        this.server = server;
        this.certificate = certificate;
    }

    @Override
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public boolean knows(Iccid iccid) {
        return server.find("/api/v1/cards/" + iccid.digits()).isPresent();
    }

    @Override
    public List<EscrowAnswer> reserve(SignedHandover handover) {
        return answers(handover, server.postText("/api/v1/reservations", handover.encode()), AnswerJson::answers);
    }

    @Override
    public Release release(OperatorId recipient, SignedHandover handover) {
        JsonNode json = server.postText("/api/v1/releases", handover.encode());
        Release release = read(json, AnswerJson::release);
        requireComplete(handover, release.answers());
        return release;
    }

    @Override
    public List<EscrowAnswer> cancel(SignedHandover cancellation) {
        return answers(
                cancellation, server.postText("/api/v1/cancellations", cancellation.encode()), AnswerJson::answers);
    }

    @Override
    public List<EscrowAnswer> confirm(SignedHandover confirmation) {
        return answers(
                confirmation, server.postText("/api/v1/confirmations", confirmation.encode()), AnswerJson::answers);
    }

    @Override
    public boolean approve(SignedApproval approval) {
        JsonNode json = server.postText("/api/v1/approvals", approval.encode());
        return json.path("taken").asBoolean();
    }

    @Override
    public List<ConsentAnswer> consent(SignedDocument document) {
        JsonNode json = server.postText("/api/v1/consents", document.encode());
        List<ConsentAnswer> answers = read(json, AnswerJson::consents);
        List<Consent.Card> asked = Consent.parse(document.text()).cards();
        if (!answers.stream().map(ConsentAnswer::card).toList().equals(asked)) {
            throw new RemoteException(200, "the escrow has not answered for the cards that it was asked for", null);
        }
        return answers;
    }

    @Override
    public void revoke(OperatorId party) {
        server.postJson("/api/v1/revocations", JSON.createObjectNode().put("party", party.value()));
    }

    private static List<EscrowAnswer> answers(
            SignedHandover handover, JsonNode json, Function<JsonNode, List<EscrowAnswer>> reader) {
        List<EscrowAnswer> answers = read(json, reader);
        requireComplete(handover, answers);
        return answers;
    }

    private static <T> T read(JsonNode json, Function<JsonNode, T> reader) {
        try {
            return reader.apply(json);
        } catch (IllegalArgumentException e) {
            throw new RemoteException(200, "the escrow's answer cannot be read: " + e.getMessage(), e);
        }
    }

    /** One answer for each entry, in order: anything else would be taken for the word on another card. */
    private static void requireComplete(SignedHandover handover, List<EscrowAnswer> answers) {
        if (!answers.stream()
                .map(EscrowAnswer::entry)
                .toList()
                .equals(handover.handover().entries())) {
            throw new RemoteException(200, "the escrow has not answered for the cards that it was asked for", null);
        }
    }
}
