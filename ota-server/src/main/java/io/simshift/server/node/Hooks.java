package io.simshift.server.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.server.campaign.CampaignCard;
import io.simshift.server.campaign.CampaignDesk;
import io.simshift.server.campaign.CampaignProgress;
import io.simshift.server.campaign.CampaignState;
import io.simshift.server.campaign.CampaignStep;
import io.simshift.server.campaign.CampaignView;
import io.simshift.server.campaign.Page;
import io.simshift.server.config.ConfigException;
import io.simshift.server.config.ServerSettings;
import io.simshift.server.engine.TransferProgress;
import io.simshift.server.transfer.Phase;
import io.simshift.server.webhook.CampaignWatch;
import io.simshift.server.webhook.Happening;
import io.simshift.server.webhook.Webhook;
import io.simshift.server.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Webhooks of an operator's server: what they are told, as docs/server.md has it. */
final class Hooks implements CampaignWatch {
    private static final int SECRET_MIN_CHARACTERS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CampaignDesk desk;

    Hooks(CampaignDesk desk) {
        this.desk = desk;
    }

    /** Not started yet; empty where none are configured. */
    static Optional<Webhooks> open(ServerSettings.Operator settings, CampaignDesk desk, Clock clock) {
        if (settings.webhooks().isEmpty()) {
            return Optional.empty();
        }
        List<Webhook> hooks = settings.webhooks().stream().map(Hooks::hook).toList();
        return Optional.of(new Webhooks(settings.common().dataFolder(), hooks, new Hooks(desk), clock));
    }

    private static Webhook hook(ServerSettings.Hook hook) {
        return new Webhook(
                hook.name(),
                hook.url(),
                secret(hook.secretFile()),
                hook.authorities().map(Identities::chain).orElse(List.of()));
    }

    private static SecretBytes secret(Path file) {
        char[] line = Identities.firstLine(file);
        byte[] bytes = new String(line).getBytes(StandardCharsets.UTF_8);
        try {
            if (line.length < SECRET_MIN_CHARACTERS) {
                throw new ConfigException(
                        "the secret in " + file + " has less than " + SECRET_MIN_CHARACTERS + " characters");
            }
            return SecretBytes.copyOf(bytes);
        } finally {
            Arrays.fill(line, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** What there is to tell of a step; empty while the card is under way. */
    static Optional<Happening> of(TransferProgress step) {
        return step.phase().isSettled()
                ? Optional.of(card(
                        step.id().toString(),
                        step.campaign(),
                        step.iccid().digits(),
                        step.phase(),
                        step.at(),
                        step.reason()))
                : Optional.empty();
    }

    private static Happening card(
            String transfer, String campaign, String iccid, Phase phase, Instant at, String reason) {
        String word = word(phase);
        ObjectNode json = event(transfer + "-" + word, "card", campaign, at)
                .put("iccid", iccid)
                .put("transfer", transfer)
                .put("phase", word)
                .put("reason", reason);
        return new Happening(transfer + "-" + word, campaign, json.toString());
    }

    private static ObjectNode event(String id, String type, String campaign, Instant at) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("type", type)
                .put("campaign", campaign)
                .put("at", at.toString());
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public List<Campaign> campaigns() {
        List<Campaign> campaigns = new ArrayList<>();
        for (CampaignView view : desk.campaigns(Optional.empty())) {
            CampaignProgress progress = view.progress();
            boolean settled = view.state().isOver() && progress.settled() == progress.begun();
            campaigns.add(new Campaign(view.id(), word(view.state()), settled, () -> news(view)));
        }
        return campaigns;
    }

    /** Its id counts the changes of state before it, so that the same state again is another event. */
    private Happening news(CampaignView view) {
        CampaignState before = null;
        int changes = 0;
        int change = 0;
        Instant at = view.createdAt();
        for (CampaignStep step : desk.steps(view.id())) {
            if (step.state() != before) {
                changes++;
                // The last one into the state that is told: others may have come since the view was taken.
                if (step.state() == view.state()) {
                    change = changes;
                    at = step.at();
                }
            }
            before = step.state();
        }
        String state = word(view.state());
        String id = view.id() + "-" + change + "-" + state;
        ObjectNode json = event(id, "campaign", view.id(), at)
                .put("name", view.plan().name())
                .put("state", state)
                .put("reason", view.reason())
                .put("cards", view.progress().cards())
                .put("confirmed", view.progress().of(Phase.CONFIRMED))
                .put("failed", view.progress().failed());
        return new Happening(id, view.id(), json.toString());
    }

    @Override
    public Settled settled(String campaign, long after) {
        Page<CampaignCard> page = desk.cards(campaign, Optional.empty(), after, CampaignDesk.PAGE_MAX);
        List<Happening> settled = new ArrayList<>();
        for (CampaignCard card : page.items()) {
            boolean over = card.phase().filter(Phase::isSettled).isPresent();
            if (over && card.transfer().isPresent()) {
                settled.add(card(
                        card.transfer().get().toString(),
                        campaign,
                        card.iccid().digits(),
                        card.phase().get(),
                        card.changedAt().orElse(Instant.EPOCH),
                        card.reason()));
            }
        }
        return new Settled(settled, page.next());
    }
}
