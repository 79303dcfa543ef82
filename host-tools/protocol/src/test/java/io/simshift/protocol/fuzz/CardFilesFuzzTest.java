package io.simshift.protocol.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.simshift.protocol.files.AccessClasses;
import io.simshift.protocol.files.AdministrativeData;
import io.simshift.protocol.files.Fcp;
import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.files.ServiceCentreRecord;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.TransferId;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Files of a USIM and file control parameters (TS 31.102, TS 102 221): which one, then its bytes. */
class CardFilesFuzzTest {
    @ArgumentsSource(Corpus.class)
    @FuzzTest(maxDuration = "", maxExecutions = 3_000_000)
    void readsAndWritesTheSame(byte[] input) {
        FuzzInput in = new FuzzInput(input);
        int kind = in.u8() % 9;
        byte[] bytes = in.rest();
        switch (kind) {
            case 0 ->
                Property.shortest(bytes, Fcp::decode, Fcp::encode).ifPresent(fcp -> {
                    fcp.recordCount();
                    fcp.applicationId();
                });
            case 1 -> Property.exact(bytes, AccessClasses::decode, AccessClasses::encode);
            case 2 -> Property.stable(bytes, AdministrativeData::decode, AdministrativeData::encode);
            case 3 -> Property.exact(bytes, Plmn::decode, Plmn::encode);
            case 4 -> Property.stable(bytes, ServiceCentreRecord::decode, ServiceCentreRecord::encode);
            case 5 -> Property.stable(bytes, ServiceProviderName::decode, ServiceProviderName::encode);
            case 6 -> Property.stable(bytes, Imsi::decode, Imsi::encode);
            case 7 -> Property.exact(bytes, Iccid::decode, Iccid::encode);
            default -> Property.exact(bytes, TransferId::decode, TransferId::encode);
        }
    }
}
