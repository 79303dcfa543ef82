package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AccessDomain;
import io.simshift.protocol.subscription.CancelCommand;
import io.simshift.protocol.subscription.CheckValues;
import io.simshift.protocol.subscription.ConfirmCommand;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.QueryAnswer;
import io.simshift.protocol.subscription.QueryCommand;
import io.simshift.protocol.subscription.RekeyCommand;
import io.simshift.protocol.subscription.StageCommand;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.SwitchAnswer;
import io.simshift.protocol.subscription.SwitchCommand;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Commands of subscription management and their answers (commands.md 4): which one, then its data. */
class SubscriptionFuzzTest {
    private static final SecretBytes KIK = SecretBytes.copyOf(new byte[16]);

    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        int kind = in.u8() % 12;
        byte[] bytes = in.rest();
        switch (kind) {
            case 0 -> Property.stable(bytes, SwitchCommand::decode, SwitchCommand::encode);
            case 1 -> Property.stable(bytes, SwitchAnswer::decode, SwitchAnswer::encode);
            case 2 -> Property.stable(bytes, StageCommand::decode, StageCommand::encode);
            case 3 -> Property.shortest(bytes, ConfirmCommand::decode, ConfirmCommand::encode);
            case 4 -> Property.shortest(bytes, CancelCommand::decode, CancelCommand::encode);
            case 5 -> Property.stable(bytes, QueryCommand::decode, QueryCommand::encode);
            case 6 -> Property.stable(bytes, QueryAnswer::decode, QueryAnswer::encode);
            case 7 ->
                Property.stable(bytes, data -> StoreSlotCommand.decode(data, KIK), command -> command.encode(KIK));
            case 8 -> Property.stable(bytes, InstallParameters::decode, InstallParameters::encode);
            case 9 -> Property.exact(bytes, CheckValues::decode, CheckValues::encode);
            case 10 -> rekey(bytes);
            default -> Property.exact(bytes, AccessDomain::decode, AccessDomain::encode);
        }
    }

    /** Under each kind of active keyset. */
    private static void rekey(byte[] bytes) {
        for (OtaAlgorithm active : OtaAlgorithm.values()) {
            SecretBytes kik = SecretBytes.copyOf(new byte[active.keyLength()]);
            Property.stable(
                    bytes, data -> RekeyCommand.decode(data, active, kik), command -> command.encode(active, kik));
        }
    }
}
