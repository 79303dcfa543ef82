package io.simshift.server.escrow;

import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;
import io.simshift.protocol.subscription.OtaAlgorithm;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;

/**
 * Which keys the slots of a batch get.
 *
 * @param aka Milenage or TUAK
 * @param kSizeBytes length of K: 16, with TUAK also 32
 * @param ota algorithm of the OTA keys; not single DES
 * @param variant whose OP (TOP) makes OPc (TOPc)
 * @param op with {@link Variant#OPERATOR} the operator's OP, 16 bytes, or TOP, 32; empty for a random one
 */
public record KeyPlan(AkaChoice aka, int kSizeBytes, OtaAlgorithm ota, Variant variant, Optional<SecretBytes> op) {
    private static final int K_SIZE_BYTES = 16;
    private static final int LONG_K_SIZE_BYTES = 32;

    /** Where OPc comes from. */
    public enum Variant {
        /** One OP for all cards of the batch, as with one operator. */
        OPERATOR,
        /** One random OP for each card. */
        CARD,
        /** A random OPc for each slot: no operator shares anything with another. */
        SLOT
    }

    public KeyPlan {
        Objects.requireNonNull(variant, "variant");
        AkaName.of(aka);
        boolean isTuak = aka instanceof AkaChoice.Tuak;
        if (kSizeBytes != K_SIZE_BYTES && !(isTuak && kSizeBytes == LONG_K_SIZE_BYTES)) {
            throw new IllegalArgumentException("K has 16 bytes, with TUAK 16 or 32, not " + kSizeBytes);
        }
        if (ota.keyLength() < SlotKeys.OTA_KEY_SIZE_BYTES_MIN) {
            throw new IllegalArgumentException("the escrow makes no OTA keys as short as those of " + ota);
        }
        if (op.isPresent() && variant != Variant.OPERATOR) {
            throw new IllegalArgumentException("an OP is given where it is the operator's, not with each " + variant);
        }
        if (op.isPresent() && op.get().length() != SlotKeys.opcSizeBytes(aka)) {
            throw new IllegalArgumentException((isTuak ? "TOP of TUAK" : "OP of Milenage") + " has "
                    + SlotKeys.opcSizeBytes(aka) + " bytes, not " + op.get().length());
        }
    }

    /** Milenage with a random OPc for each slot. */
    public static KeyPlan of(OtaAlgorithm ota) {
        return new KeyPlan(AkaChoice.MILENAGE, K_SIZE_BYTES, ota, Variant.SLOT, Optional.empty());
    }

    /** The same with the OP that the whole batch shares, where it shares one: made here if it was not given. */
    KeyPlan forBatch(SecureRandom random) {
        return variant == Variant.OPERATOR && op.isEmpty()
                ? new KeyPlan(aka, kSizeBytes, ota, variant, Optional.of(randomOp(random)))
                : this;
    }

    /** The OP of one card, if it has one. */
    Optional<SecretBytes> opOfCard(SecureRandom random) {
        return variant == Variant.CARD ? Optional.of(randomOp(random)) : op;
    }

    private SecretBytes randomOp(SecureRandom random) {
        return SecretBytes.random(SlotKeys.opcSizeBytes(aka), random);
    }

    /** Fresh keys of one slot. */
    SlotKeys make(Optional<SecretBytes> opOfCard, SecureRandom random) {
        SecretBytes k = SecretBytes.random(kSizeBytes, random);
        SecretBytes opc = opOfCard.map(shared -> derive(k, shared)).orElseGet(() -> randomOp(random));
        int length = ota.keyLength();
        return new SlotKeys(
                k,
                opc,
                SecretBytes.random(length, random),
                SecretBytes.random(length, random),
                SecretBytes.random(length, random));
    }

    private SecretBytes derive(SecretBytes k, SecretBytes shared) {
        return aka instanceof AkaChoice.Tuak tuak
                ? Tuak.deriveTopc(k, shared, tuak.parametersOfTuak().iterations())
                : Milenage.deriveOpc(k, shared);
    }
}
