package io.simshift.server.provisioning;

import io.simshift.protocol.identity.Msisdn;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/**
 * SQL for the SQLite database of osmo-hlr, while that does not run. The same subscriber with the same K keeps its sequence
 * number, so that the script may be run again.
 */
public final class OsmoHlrSqlExport implements SubscriberExport {
    /** Milenage, in libosmocore's list of algorithms. */
    private static final int MILENAGE = 5;

    private static final int IND_BITS = 5;

    @Override
    public void write(Writer out, List<NetworkSubscriber> subscribers) throws IOException {
        out.write("BEGIN;\n");
        for (NetworkSubscriber subscriber : subscribers) {
            subscriber.requireMilenage("osmo-hlr's database");
            String imsi = "'" + subscriber.imsi() + "'";
            String msisdn = subscriber
                    .msisdn()
                    .map(Msisdn::digits)
                    .map(digits -> "'" + digits + "'")
                    .orElse("NULL");
            out.write("INSERT INTO subscriber (imsi, msisdn) VALUES (" + imsi + ", " + msisdn
                    + ") ON CONFLICT (imsi) DO UPDATE SET msisdn = coalesce(excluded.msisdn, msisdn);\n");
            out.write(
                    "INSERT INTO auc_3g (subscriber_id, algo_id_3g, k, op, opc, sqn, ind_bitlen) SELECT id, " + MILENAGE
                            + ", '" + subscriber.kHex() + "', NULL, '" + subscriber.opcHex() + "', 0, " + IND_BITS
                            + " FROM subscriber WHERE imsi = " + imsi
                            + " ON CONFLICT (subscriber_id) DO UPDATE SET algo_id_3g = excluded.algo_id_3g, op = NULL,"
                            + " opc = excluded.opc, sqn = CASE k WHEN excluded.k THEN sqn ELSE 0 END, k = excluded.k;\n");
        }
        out.write("COMMIT;\n");
    }
}
