package io.simshift.cli.interop;

import io.simshift.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** One operator's network: {@code simshift auc serve}, with hostapd as the EAP server before it. */
final class Operator implements AutoCloseable {
    private static final int TRIES = 300;
    private static final long PAUSE_MILLIS = 100;

    private final String name;
    private final Path folder;
    private final int port;
    private final CompletableFuture<CommandRun> ended = new CompletableFuture<>();
    private final Thread authenticationCentre;
    private Background eapServer;
    private int runs;

    private Operator(String name, Path subscribers, Path folder, int port) {
        this.name = name;
        this.folder = folder;
        this.port = port;
        this.authenticationCentre = new Thread(() -> ended.complete(serve(subscribers)), "auc " + name);
    }

    /** @param folder empty: its sequence numbers begin anew */
    static Operator start(String name, Path subscribers, Path folder, int port)
            throws IOException, InterruptedException {
        Operator operator = new Operator(name, subscribers, folder, port);
        operator.authenticationCentre.start();
        operator.startEapServer();
        return operator;
    }

    private CommandRun serve(Path subscribers) {
        return CommandRun.of(
                "auc",
                "serve",
                "--subscribers",
                subscribers.toString(),
                "--state",
                folder.resolve("state").toString(),
                "--socket",
                socket().toString());
    }

    private Path socket() {
        return folder.resolve("auc.sock");
    }

    private void startEapServer() throws IOException, InterruptedException {
        for (int i = 0; i < TRIES && !Files.exists(socket()) && !ended.isDone(); i++) {
            Thread.sleep(PAUSE_MILLIS);
        }
        Path users = Files.writeString(folder.resolve("users"), "\"0\"*\tAKA\n\"1\"*\tSIM\n\"6\"*\tAKA'\n");
        Path clients = Files.writeString(folder.resolve("clients"), "127.0.0.1 radius\n");
        Path configuration = Files.writeString(
                folder.resolve("hostapd.conf"),
                String.join(
                        "\n",
                        "driver=none",
                        "interface=as0",
                        "eap_server=1",
                        "eap_user_file=" + users,
                        "radius_server_clients=" + clients,
                        "radius_server_auth_port=" + port,
                        "eap_sim_db=unix:" + socket(),
                        // no pseudonyms and no fast re-authentication: each run asks the card
                        "eap_sim_id=0",
                        // of a second by itself: this machine may be busy
                        "eap_sim_db_timeout=30",
                        ""));
        eapServer = Background.start(folder.resolve("hostapd.log"), "hostapd", configuration.toString());
        eapServer.await("AP-ENABLED");
    }

    /** Has the card authenticated with each of these methods, and prints what came of it. */
    void authenticate(String... methods) throws IOException, InterruptedException {
        for (String method : methods) {
            Path network = Files.writeString(
                    folder.resolve("network"), "network={\n key_mgmt=WPA-EAP\n eap=" + method + "\n pcsc=\"\"\n}\n");
            runs++;
            Path log = folder.resolve("eapol-" + runs + ".log");
            int result = Background.result(
                    log,
                    "eapol_test",
                    "-c",
                    network.toString(),
                    "-a",
                    "127.0.0.1",
                    "-p",
                    "" + port,
                    "-s",
                    "radius",
                    "-t",
                    "30");
            System.out.println(PrivateNetwork.RESULT + name + " " + method + " " + outcome(result, log));
        }
    }

    private static String outcome(int result, Path log) throws IOException {
        String text = Background.text(log);
        if (result == 0 && text.endsWith("SUCCESS")) {
            return "SUCCESS";
        }
        System.out.println(text);
        // a failure that the EAP server has spoken, not one of the card or of a missing answer
        boolean refused = result == 252 && text.contains("EAP: Received EAP-Failure") && text.endsWith("FAILURE");
        return refused ? "FAILURE" : "broken, " + result;
    }

    @Override
    public void close() {
        eapServer.close();
        authenticationCentre.interrupt();
        CommandRun run = ended.join();
        System.out.println(run);
        long answered =
                run.out().lines().filter(line -> line.startsWith("AKA-AUTS ")).count();
        System.out.println(PrivateNetwork.RESULT + name + " answered " + answered + " AUTS");
    }
}
