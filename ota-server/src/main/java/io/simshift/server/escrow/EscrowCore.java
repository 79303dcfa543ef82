package io.simshift.server.escrow;

import io.simshift.server.operator.OperatorIdentity;
import io.simshift.server.store.Database;
import io.simshift.server.vault.KeyVault;
import java.security.SecureRandom;
import java.time.Clock;

/** What the escrow's capabilities work with. */
record EscrowCore(
        Database database,
        KeyVault vault,
        EscrowStore store,
        EscrowJournal journal,
        Policies policies,
        OperatorIdentity identity,
        SecureRandom random,
        Clock clock) {

    static EscrowCore of(
            Database database,
            KeyVault vault,
            EscrowPolicy policy,
            OperatorIdentity identity,
            SecureRandom random,
            Clock clock) {
        EscrowStore store = new EscrowStore(vault);
        EscrowJournal journal = new EscrowJournal(store, clock);
        Policies policies = new Policies(policy, journal);
        return new EscrowCore(database, vault, store, journal, policies, identity, random, clock);
    }
}
