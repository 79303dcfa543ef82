package io.simshift.server.provisioning;

import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.Msisdn;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.server.escrow.ReleasedSlot;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * One subscriber for an AuC. Its keys belong to the slot that it was made of, and are gone with it.
 *
 * @param msisdn empty where it has none yet
 * @param aka what K and OPc are for
 */
public record NetworkSubscriber(
        Imsi imsi, Optional<Msisdn> msisdn, Iccid iccid, AkaChoice aka, SecretBytes k, SecretBytes opc) {

    /** Of a slot that the escrow has released. */
    public static NetworkSubscriber of(ReleasedSlot slot, Optional<Msisdn> msisdn) {
        return new NetworkSubscriber(
                slot.imsi(),
                msisdn,
                slot.iccid(),
                slot.aka(),
                slot.keys().k(),
                slot.keys().opc());
    }

    boolean isMilenage() {
        return aka instanceof AkaChoice.Milenage;
    }

    /** @throws ProvisioningException where it is neither for Milenage nor for TUAK with the usual lengths */
    String algorithm(String network) {
        if (isMilenage()) {
            return "milenage";
        }
        if (aka instanceof AkaChoice.Tuak tuak && tuak.parametersOfTuak().equals(TuakParameters.DEFAULT)) {
            return "tuak";
        }
        throw new ProvisioningException(
                network + " takes TUAK with RES and MAC of 64 bits and one iteration only: IMSI " + imsi);
    }

    /** @throws ProvisioningException where it is not for Milenage */
    void requireMilenage(String network) {
        if (!isMilenage()) {
            throw new ProvisioningException(network + " takes subscribers with Milenage only: IMSI " + imsi);
        }
    }

    String kHex() {
        return hex(k);
    }

    String opcHex() {
        return hex(opc);
    }

    private static String hex(SecretBytes secret) {
        byte[] bytes = secret.reveal();
        String hex = HexFormat.of().formatHex(bytes);
        Arrays.fill(bytes, (byte) 0);
        return hex;
    }
}
