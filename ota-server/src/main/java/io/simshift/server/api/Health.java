package io.simshift.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.simshift.server.http.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Whether a server can do its work. */
public final class Health {
    private final String role;
    private final Map<String, Check> checks = new LinkedHashMap<>();

    /** @param vital without it the server is down; else it is only degraded */
    private record Check(boolean vital, Supplier<Boolean> works) {}

    /** @param role operator or escrow */
    public Health(String role) {
        this.role = role;
    }

    /** Something that the server can't be without. */
    public Health vital(String name, Supplier<Boolean> works) {
        checks.put(name, new Check(true, works));
        return this;
    }

    /** Something that may be away for a while. */
    public Health useful(String name, Supplier<Boolean> works) {
        checks.put(name, new Check(false, works));
        return this;
    }

    /** {@code status} is up, degraded or down. */
    ObjectNode look() {
        String status = "up";
        ObjectNode json = Json.object();
        ObjectNode results = Json.object();
        for (Map.Entry<String, Check> entry : checks.entrySet()) {
            boolean works = works(entry.getValue());
            results.put(entry.getKey(), works ? "up" : "down");
            if (!works && entry.getValue().vital()) {
                status = "down";
            } else if (!works && status.equals("up")) {
                status = "degraded";
            }
        }
        json.put("status", status).put("role", role);
        json.set("checks", results);
        return json;
    }

    private static boolean works(Check check) {
        try {
            return check.works().get();
        } catch (RuntimeException e) {
            // Why is in the log of whoever needs it; here it is only said that it does not work.
            return false;
        }
    }
}
