package io.simshift.server.campaign;

/**
 * What is wrong with one row of an order; the row is left out.
 *
 * @param file name of the order
 * @param line from 1; 0 where it is about the whole order
 */
public record OrderProblem(String file, int line, String message) {
    /** {@code orders.csv:7: IMSI …}. */
    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ":" + line + ": " + message;
    }
}
