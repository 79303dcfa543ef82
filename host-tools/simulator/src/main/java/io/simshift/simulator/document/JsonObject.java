package io.simshift.simulator.document;

import java.util.Map;
import java.util.Optional;

/** The members of one JSON object. */
public final class JsonObject {
    private final JsonField place;
    private final Map<?, ?> members;

    JsonObject(JsonField place, Map<?, ?> members) {
        this.place = place;
        this.members = members;
    }

    /** A member that may be left out. */
    public Optional<JsonField> optional(String name) {
        return Optional.ofNullable((JsonField) members.get(name));
    }

    /** A member that must be there. */
    public JsonField required(String name) {
        return optional(name).orElseThrow(() -> wrong("\"" + name + "\" is missing"));
    }

    /** Whether the member is there. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** A mistake in the object as a whole, for the caller to throw. */
    public DocumentException wrong(String what) {
        return place.wrong(what);
    }
}
