package io.simshift.simulator.handset;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;

/**
 * What a card shows a terminal before it attaches.
 *
 * @param mncLength digits of the MNC, from EF.AD (TS 31.102 4.2.18)
 * @param serviceTable EF.UST (TS 31.102 4.2.8); of no bytes where the card has none
 */
record Subscription(Iccid iccid, Imsi imsi, int mncLength, byte[] serviceTable) {
    /** Service 28: data download via SMS-PP. */
    static final int SERVICE_SMS_PP_DOWNLOAD = 28;

    /** Service 85: EPS mobility management information, EF.EPSLOCI among it. */
    static final int SERVICE_EPS_MOBILITY_MANAGEMENT = 85;

    Subscription {
        serviceTable = serviceTable.clone();
    }

    @Override
    public byte[] serviceTable() {
        return serviceTable.clone();
    }

    /** Whether EF.UST has this service, 1 the first. */
    boolean hasService(int number) {
        int index = (number - 1) / 8;
        return index < serviceTable.length && (serviceTable[index] >> (number - 1) % 8 & 1) == 1;
    }
}
