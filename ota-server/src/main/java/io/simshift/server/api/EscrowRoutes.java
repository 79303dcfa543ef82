package io.simshift.server.api;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.escrow.ConsentAnswer;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Refusal;
import io.simshift.server.escrow.Release;
import io.simshift.server.escrow.SignedApproval;
import io.simshift.server.handover.Consent;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedDocument;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.remote.AnswerJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What operators ask of the escrow, and what its own people do there. Signatures decide, as in one process; the certificate
 * of the connection only has to be that of the party which the document makes speak, or names as the one to collect, so that
 * nobody replays another's words.
 */
public final class EscrowRoutes {
    private static final String CMS = "application/pkcs7-mime";
    private static final Route.Access PARTNERS = Route.Access.of(Role.PARTNER);
    private static final Route.Access OFFICERS = Route.Access.of(Role.SECURITY_OFFICER);
    private static final Route.Access APPROVERS = Route.Access.of(Role.APPROVER, Role.SECURITY_OFFICER);
    private static final int CARDS_MAX = 100_000;

    private final Escrow escrow;
    private final Metrics metrics;

    /** Over an open escrow. */
    public EscrowRoutes(Escrow escrow, Metrics metrics) {
        this.escrow = escrow;
        this.metrics = metrics;
    }

    /** The routes. */
    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/cards/{iccid}",
                        "findCard",
                        Route.Access.of(Role.PARTNER, Role.VIEWER, Role.SECURITY_OFFICER),
                        Set.of(),
                        this::card),
                words("/api/v1/reservations", "reserve", escrow::reserve),
                Route.post("/api/v1/releases", "release", PARTNERS, Route.Body.SMALL, this::release),
                words("/api/v1/cancellations", "cancelReservation", escrow::cancel),
                words("/api/v1/confirmations", "confirmArrival", escrow::confirm),
                Route.post("/api/v1/issues", "issueFirstSlots", OFFICERS, Route.Body.SMALL, this::issue),
                Route.post("/api/v1/approvals", "approveDocument", APPROVERS, Route.Body.SMALL, this::approve),
                Route.get("/api/v1/documents/{sha256}", "readDocument", APPROVERS, Set.of(), this::readDocument),
                Route.post(
                        "/api/v1/consents",
                        "consent",
                        Route.Access.of(Role.PARTNER, Role.OWNER, Role.SECURITY_OFFICER),
                        Route.Body.SMALL,
                        this::consent),
                Route.post("/api/v1/revocations", "revokeParty", OFFICERS, Route.Body.SMALL, this::revoke),
                Route.get(
                        "/api/v1/audit/checkpoint",
                        "auditCheckpoint",
                        Route.Access.of(Role.PARTNER, Role.VIEWER, Role.SECURITY_OFFICER),
                        Set.of(),
                        call -> Answer.text(
                                "text/plain; charset=utf-8", escrow.checkpoint().encode())));
    }

    private Answer card(Call call) {
        Iccid iccid = call.inPath("iccid", Iccid::new);
        if (!escrow.knows(iccid)) {
            throw Problem.notFound("the escrow keeps no slots of card " + iccid);
        }
        return Answer.json(Json.object().put("iccid", iccid.digits()));
    }

    private Route words(String path, String operation, Function<SignedHandover, List<EscrowAnswer>> action) {
        return Route.post(path, operation, PARTNERS, Route.Body.SMALL, call -> {
            SignedHandover signed = document(call);
            requireSpeaker(call, signed.handover().signer());
            List<EscrowAnswer> answers = action.apply(signed);
            metrics.answered(operation, answers);
            return Answer.json(AnswerJson.of(answers));
        });
    }

    private Answer release(Call call) {
        SignedHandover signed = document(call);
        OperatorId recipient = signed.handover().recipient();
        if (!isFrom(call, recipient)) {
            throw new Problem(403, "not-allowed", "this document hands cards over to operator " + recipient);
        }
        Release release = escrow.release(recipient, signed);
        metrics.answered("release", release.answers());
        return Answer.json(AnswerJson.of(release));
    }

    /** Whoever brings it, the officer's signature is what counts. */
    private Answer approve(Call call) {
        SignedApproval approval = decode("approval", () -> SignedApproval.decode(call.body()));
        boolean taken = escrow.approve(approval);
        metrics.answered("approveDocument", taken ? Optional.empty() : Optional.of(Refusal.BAD_SIGNATURE));
        return Answer.json(Json.object()
                .put("officer", approval.officer().value())
                .put("document", approval.document())
                .put("taken", taken));
    }

    private Answer readDocument(Call call) {
        String sha256 = call.inPath("sha256", EscrowRoutes::sha256);
        byte[] file = escrow.document(sha256)
                .orElseThrow(() -> Problem.notFound("the escrow has no signed document with SHA-256 " + sha256));
        return Answer.text("text/plain; charset=utf-8", new String(file, StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        if (!text.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 has 64 hex digits, in small letters");
        }
        return text;
    }

    private Answer consent(Call call) {
        SignedDocument signed = decode("consent", () -> SignedDocument.decode("consent", call.body()));
        Consent consent = decode("consent", () -> Consent.parse(signed.text()));
        // The custodian's officers bring what has reached them on paper; others speak for themselves only.
        if (!call.principal().hasOneOf(Set.of(Role.SECURITY_OFFICER))) {
            requireSpeaker(call, consent.party());
        }
        List<ConsentAnswer> answers = escrow.consent(signed);
        answers.forEach(answer -> metrics.answered("consent", answer.refusal()));
        return Answer.json(AnswerJson.ofConsents(answers));
    }

    private Answer revoke(Call call) {
        var body = Json.readObject(call.body(), Set.of("party"));
        try {
            OperatorId party = new OperatorId(Json.text(body, "party"));
            escrow.revoke(party);
            return Answer.json(Json.object().put("party", party.value()));
        } catch (IllegalArgumentException e) {
            throw new Problem(422, "refused", e.getMessage());
        }
    }

    private static SignedHandover document(Call call) {
        return decode("hand-over", () -> SignedHandover.decode(call.body()));
    }

    private static <T> T decode(String what, Supplier<T> decoder) {
        try {
            return decoder.get();
        } catch (HandoverFormatException e) {
            throw Problem.badRequest("the body is no signed " + what + ": " + e.getMessage());
        }
    }

    private static void requireSpeaker(Call call, OperatorId speaker) {
        if (!isFrom(call, speaker)) {
            throw new Problem(403, "not-allowed", "this document is the word of " + speaker);
        }
    }

    private static boolean isFrom(Call call, OperatorId operator) {
        return call.principal().operator().filter(operator::equals).isPresent();
    }

    private Answer issue(Call call) {
        var body = Json.readObject(call.body(), Set.of("operator", "cards"));
        List<Iccid> cards = new ArrayList<>();
        try {
            OperatorId operator = new OperatorId(Json.text(body, "operator"));
            body.path("cards").forEach(card -> cards.add(new Iccid(card.asText())));
            if (cards.isEmpty() || cards.size() > CARDS_MAX) {
                throw Problem.badRequest("member 'cards' must list 1 to " + CARDS_MAX + " ICCIDs");
            }
            return Answer.bytes(CMS, escrow.issue(operator, cards));
        } catch (IllegalArgumentException e) {
            throw new Problem(422, "refused", e.getMessage());
        }
    }
}
