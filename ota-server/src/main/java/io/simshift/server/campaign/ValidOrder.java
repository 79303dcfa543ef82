package io.simshift.server.campaign;

import java.util.List;

/**
 * What is left of an order after its check.
 *
 * @param rows to be carried out
 * @param problems left out, each with the reason
 */
public record ValidOrder(List<OrderRow> rows, List<OrderProblem> problems) {
    public ValidOrder {
        rows = List.copyOf(rows);
        problems = List.copyOf(problems);
    }
}
