package io.simshift.cli.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.cli.CommandFailure;
import io.simshift.cli.ExitCodes;
import io.simshift.server.remote.RemoteServer;
import java.io.FileNotFoundException;
import java.io.PrintWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code simshift campaign}. */
@Command(
        name = "campaign",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  simshift campaign list --server https://127.0.0.1:8441 --certificate a.pem --token-file token",
            "  simshift campaign watch ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done; a line says why", "2:wrong usage"},
        description = "Orders, approves, watches and steers campaigns of an operator's server through its API.",
        synopsisSubcommandLabel = "COMMAND")
public final class CampaignCommand implements Runnable {
    private static final String ID = "Of the campaign, as the list shows it.";
    private static final String ALL = "/api/v1/campaigns";
    private static final Set<String> OVER = Set.of("finished", "stopped");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NONE = new byte[0];

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "A command is missing: list, order, show, approve, refuse, pause, resume, stop, retry, failures or watch");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static String path(String id) {
        if (!id.matches("[A-Za-z0-9_-]{1,64}")) {
            throw CommandFailure.usage("'" + id + "' is no campaign's id");
        }
        return ALL + "/" + id;
    }

    private void steer(ApiOptions api, String path, byte[] body) {
        api.print(out(), api.at(server -> server.postRaw(path, "application/json", body)), CampaignText::one);
    }

    private static byte[] reason(String reason) {
        return JSON.createObjectNode().put("reason", reason).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String decisionPath(String id, String partner) {
        String own = path(id);
        if (partner == null) {
            return own;
        }
        if (!partner.matches("[A-Za-z0-9._-]{1,32}")) {
            throw CommandFailure.usage("'" + partner + "' is no operator's id");
        }
        return "/api/v1/partners/" + partner + "/campaigns/" + id;
    }

    @Command(
            name = "list",
            description = "All campaigns, youngest first.",
            footer = {"  simshift campaign list --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int list(@Mixin ApiOptions api) {
        api.print(out(), api.at(server -> server.get(ALL)), CampaignText::list);
        return ExitCodes.OK;
    }

    @Command(
            name = "show",
            description = "How a campaign stands.",
            footer = {
                "  simshift campaign show ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int show(@Mixin ApiOptions api, @Parameters(paramLabel = "ID", description = ID) String id) {
        String path = path(id);
        api.print(out(), api.at(server -> server.get(path)), CampaignText::one);
        return ExitCodes.OK;
    }

    @Command(
            name = "failures",
            description = "How many cards failed for which reason.",
            footer = {
                "  simshift campaign failures ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int failures(@Mixin ApiOptions api, @Parameters(paramLabel = "ID", description = ID) String id) {
        String path = path(id) + "/failures";
        api.print(out(), api.at(server -> server.get(path)), CampaignText::failures);
        return ExitCodes.OK;
    }

    @Command(
            name = "approve",
            description = "Says yes to a campaign.",
            footer = {
                "  simshift campaign approve ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int approve(
            @Mixin ApiOptions api,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(
                            names = "--at",
                            paramLabel = "OPERATOR",
                            description = "The campaign is that partner's, and brings cards here.")
                    String partner) {
        steer(api, decisionPath(id, partner) + "/approve", NONE);
        return ExitCodes.OK;
    }

    @Command(
            name = "refuse",
            description = "Says no to a campaign.",
            footer = {
                "  simshift campaign refuse ID --reason 'not tonight' --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int refuse(
            @Mixin ApiOptions api,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(
                            names = "--at",
                            paramLabel = "OPERATOR",
                            description = "The campaign is that partner's, and brings cards here.")
                    String partner,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "For people and the audit.")
                    String reason) {
        steer(api, decisionPath(id, partner) + "/refuse", reason(reason));
        return ExitCodes.OK;
    }

    @Command(
            name = "pause",
            description = "No card is begun any more, and no message sent, until it is resumed.",
            footer = {
                "  simshift campaign pause ID --reason storm --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int pause(
            @Mixin ApiOptions api,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "For people and the audit.")
                    String reason) {
        steer(api, path(id) + "/pause", reason(reason));
        return ExitCodes.OK;
    }

    @Command(
            name = "resume",
            description = "A paused campaign goes on.",
            footer = {
                "  simshift campaign resume ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int resume(@Mixin ApiOptions api, @Parameters(paramLabel = "ID", description = ID) String id) {
        steer(api, path(id) + "/resume", NONE);
        return ExitCodes.OK;
    }

    @Command(
            name = "stop",
            description = "Ends a campaign; cards under way go on to their end.",
            footer = {
                "  simshift campaign stop ID --reason enough --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int stop(
            @Mixin ApiOptions api,
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "For people and the audit.")
                    String reason) {
        steer(api, path(id) + "/stop", reason(reason));
        return ExitCodes.OK;
    }

    @Command(
            name = "retry",
            description = "Makes a new campaign for the cards that did not arrive.",
            footer = {
                "  simshift campaign retry ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int retry(@Mixin ApiOptions api, @Parameters(paramLabel = "ID", description = ID) String id) {
        steer(api, path(id) + "/retry-failed", NONE);
        return ExitCodes.OK;
    }

    @Command(
            name = "watch",
            description = "Follows a campaign to its end, with a progress bar where there is a terminal.",
            footer = {
                "  simshift campaign watch ID --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int watch(@Mixin ApiOptions api, @Parameters(paramLabel = "ID", description = ID) String id) {
        String path = path(id);
        JsonNode end = api.at(server -> follow(server, path, !api.json() && System.console() != null));
        api.print(out(), end, CampaignText::one);
        if (!end.path("state").asText().equals("finished")
                || end.path("progress").path("failed").asLong() > 0) {
            throw CommandFailure.failed("Not every card has arrived: 'simshift campaign failures' says why");
        }
        return ExitCodes.OK;
    }

    @Command(
            name = "order",
            description = "Makes a campaign, uploads its order, and submits it for approval.",
            footer = {
                "  simshift campaign order --name night-1 --recipient B --file cards.csv --server https://127.0.0.1:8441 --certificate a.pem --token-file token"
            })
    int order(
            @Mixin ApiOptions api,
            @Option(names = "--name", paramLabel = "TEXT", required = true, description = "For people.") String name,
            @Option(
                            names = "--recipient",
                            paramLabel = "OPERATOR",
                            required = true,
                            description = "Where the cards go; for a rotation the own operator.")
                    String recipient,
            @Option(
                            names = "--kind",
                            paramLabel = "KIND",
                            defaultValue = "move",
                            description = "move or rotate (default: move).")
                    String kind,
            @Option(
                            names = "--file",
                            paramLabel = "FILE",
                            required = true,
                            description = "The order: CSV with iccid,new_imsi, or JSON where it ends in .json.")
                    Path file,
            @Option(
                            names = "--canary",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "The first N cards go alone (default: none).")
                    int canary,
            @Option(
                            names = "--rate",
                            paramLabel = "N",
                            defaultValue = "0",
                            description = "Messages a second (default: as many as the SMSC takes).")
                    int rate) {
        ObjectNode plan = JSON.createObjectNode()
                .put("name", name)
                .put("recipient", recipient)
                .put("kind", kind);
        if (canary != 0) {
            plan.putObject("canary").put("cards", canary);
        }
        if (rate != 0) {
            plan.putObject("pace").put("messagesPerSecond", rate);
        }
        if (!Files.isRegularFile(file)) {
            throw CommandFailure.failed("Order " + file + ": there is no such file");
        }
        String type = file.toString().endsWith(".json") ? "application/json" : "text/csv";
        JsonNode submitted = api.at(server -> {
            String path = path(server.postJson(ALL, plan).path("id").asText());
            JsonNode report = upload(server, path, type, file);
            if (!api.json()) {
                out().println(CampaignText.report(report));
            }
            return server.postRaw(path + "/submit", "application/json", NONE);
        });
        api.print(out(), submitted, CampaignText::one);
        return ExitCodes.OK;
    }

    private static JsonNode upload(RemoteServer server, String path, String type, Path file) {
        try {
            String order = path + "/order";
            return server.json(order, server.post(order, type, BodyPublishers.ofFile(file)));
        } catch (FileNotFoundException e) {
            throw CommandFailure.failed("Order " + file + ": there is no such file", e);
        }
    }

    private JsonNode follow(RemoteServer server, String path, boolean draw) {
        JsonNode now = server.get(path);
        while (!OVER.contains(now.path("state").asText())) {
            if (draw) {
                out().print("\r" + CampaignText.bar(now));
                out().flush();
            }
            try {
                TimeUnit.SECONDS.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return now;
            }
            now = server.get(path);
        }
        if (draw) {
            out().println("\r" + CampaignText.bar(now));
        }
        return now;
    }
}
