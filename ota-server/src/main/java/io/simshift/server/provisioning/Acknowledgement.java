package io.simshift.server.provisioning;

import io.simshift.protocol.identity.Imsi;
import io.simshift.server.handover.HandoverEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a network says to subscribers that it was given: CSV with the columns {@code imsi,result}, in which {@code ok} means that the
 * network serves the IMSI, and any other text why it does not.
 *
 * @param served the IMSIs that it serves
 * @param problems for each of the others why not
 */
public record Acknowledgement(Set<Imsi> served, Map<Imsi, String> problems) {
    private static final String HEADER = "imsi,result";
    private static final String OK = "ok";

    public Acknowledgement {
        served = Set.copyOf(served);
        problems = Map.copyOf(problems);
    }

    /**
     * Reads such a list.
     *
     * @param name how it is called in error messages
     * @throws ProvisioningException with {@code name:line} where a line is not as it must be, or an IMSI stands there twice
     */
    public static Acknowledgement read(String name, Reader in) throws IOException {
        Set<Imsi> served = new TreeSet<>();
        Map<Imsi, String> problems = new HashMap<>();
        BufferedReader lines = new BufferedReader(in);
        int number = 1;
        if (!HEADER.equals(lines.readLine())) {
            throw new ProvisioningException(name + ":1: the first line must be " + HEADER);
        }
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String[] fields = line.split(",", 2);
            if (fields.length != 2) {
                throw new ProvisioningException(name + ":" + number + ": 2 columns are needed, not 1");
            }
            Imsi imsi = imsi(name + ":" + number, fields[0]);
            if (served.contains(imsi) || problems.containsKey(imsi)) {
                throw new ProvisioningException(name + ":" + number + ": IMSI " + imsi + " stands there twice");
            }
            if (fields[1].strip().equals(OK)) {
                served.add(imsi);
            } else {
                problems.put(imsi, fields[1].strip());
            }
        }
        return new Acknowledgement(served, problems);
    }

    private static Imsi imsi(String where, String digits) {
        try {
            return new Imsi(digits.strip());
        } catch (IllegalArgumentException e) {
            throw new ProvisioningException(where + ": " + e.getMessage());
        }
    }

    /** Those of the entries that the donor can be told: {@link io.simshift.server.OtaServer#provisioned}. */
    public List<HandoverEntry> of(List<HandoverEntry> entries) {
        List<HandoverEntry> here = new ArrayList<>();
        for (HandoverEntry entry : entries) {
            if (served.contains(entry.newImsi())) {
                here.add(entry);
            }
        }
        return here;
    }
}
