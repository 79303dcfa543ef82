package io.simshift.server.campaign;

import java.util.List;
import java.util.OptionalLong;

/**
 * Part of a long list.
 *
 * @param next give it to the same call as {@code after} for what follows; empty at the end
 */
public record Page<T>(List<T> items, OptionalLong next) {
    public Page {
        items = List.copyOf(items);
    }
}
