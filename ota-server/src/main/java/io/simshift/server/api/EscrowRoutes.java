package io.simshift.server.api;

import io.simshift.protocol.identity.Iccid;
import io.simshift.server.access.Role;
import io.simshift.server.escrow.Escrow;
import io.simshift.server.escrow.EscrowAnswer;
import io.simshift.server.escrow.Release;
import io.simshift.server.handover.HandoverFormatException;
import io.simshift.server.handover.SignedHandover;
import io.simshift.server.http.Answer;
import io.simshift.server.http.Call;
import io.simshift.server.http.Json;
import io.simshift.server.http.Problem;
import io.simshift.server.http.Route;
import io.simshift.server.metrics.Metrics;
import io.simshift.server.operator.OperatorId;
import io.simshift.server.remote.AnswerJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What operators ask of the escrow, and what its own people do there. Signatures decide, as in one process; the certificate
 * of the connection only has to be that of the party which the document makes speak, or names as the one to collect, so that
 * nobody replays another's words.
 */
public final class EscrowRoutes {
    private static final String CMS = "application/pkcs7-mime";
    private static final Route.Access PARTNERS = Route.Access.of(Role.PARTNER);
    private static final Route.Access OFFICERS = Route.Access.of(Role.SECURITY_OFFICER);
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

    private static SignedHandover document(Call call) {
        try {
            return SignedHandover.decode(call.body());
        } catch (HandoverFormatException e) {
            throw Problem.badRequest("the body is no signed hand-over: " + e.getMessage());
        }
    }

    private static void requireSpeaker(Call call, OperatorId speaker) {
        if (!isFrom(call, speaker)) {
            throw new Problem(403, "not-allowed", "this document is the word of operator " + speaker);
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
