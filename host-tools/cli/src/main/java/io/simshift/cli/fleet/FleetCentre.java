package io.simshift.cli.fleet;

import io.simshift.simulator.light.LightCentre;
import io.simshift.simulator.light.LightFleet;
import io.simshift.simulator.light.LightNumbers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A process of its own: message centre and light cards. Tells its port, and on each line of its standard input how many SWITCH
 * commands were executed, messages and bytes of user data went by, and counters came twice.
 */
public final class FleetCentre {
    private FleetCentre() {}

    /** @param args number of cards, seed */
    public static void main(String[] args) throws IOException {
        LightNumbers numbers = new LightNumbers(Long.parseLong(args[1]));
        LightFleet fleet = new LightFleet(numbers, Integer.parseInt(args[0]));
        try (LightCentre centre = LightCentre.start(numbers, fleet, 0, card -> {});
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            System.out.println("port " + centre.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println("counts " + fleet.switched() + " " + centre.messages() + " " + centre.bytes() + " "
                        + fleet.reusedCounters());
            }
        }
    }
}
