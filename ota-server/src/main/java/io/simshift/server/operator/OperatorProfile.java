package io.simshift.server.operator;

import io.simshift.protocol.files.Plmn;
import io.simshift.protocol.files.ServiceProviderName;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import java.util.Objects;

/**
 * An operator's network, as its cards must know it.
 *
 * @param plmn country and network code
 * @param otaNumber the number that its OTA messages come from
 * @param serviceCentre address of its SMSC, for EF.SMSP
 * @param serviceProviderName for EF.SPN; up to 16 letters, digits and simple signs
 */
public record OperatorProfile(
        OperatorId id, Plmn plmn, Msisdn otaNumber, Msisdn serviceCentre, String serviceProviderName) {
    public OperatorProfile {
        Objects.requireNonNull(id, "operator id");
        Objects.requireNonNull(plmn, "PLMN");
        Objects.requireNonNull(otaNumber, "OTA number");
        Objects.requireNonNull(serviceCentre, "service centre");
        new ServiceProviderName(0, serviceProviderName);
    }

    /** True where an IMSI begins with this network's codes. */
    public boolean owns(Imsi imsi) {
        return imsi.digits().startsWith(plmn.mcc() + plmn.mnc());
    }
}
