package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.subscription.AkaChoice;

/**
 * The keys of one subscriber, and the algorithm that they are for.
 *
 * @param opc OPc or TOPc; with the XOR test algorithm 16 bytes that do nothing
 */
record SubscriberKeys(AkaChoice choice, SecretBytes k, SecretBytes opc) {
    private static final int NO_OPC_LENGTH = 16;

    static SubscriberKeys ofMilenage(SecretBytes k, SecretBytes opc) {
        return new SubscriberKeys(AkaChoice.MILENAGE, k, opc);
    }

    static SubscriberKeys ofTuak(SecretBytes k, SecretBytes topc, TuakParameters parameters) {
        return new SubscriberKeys(new AkaChoice.Tuak(parameters), k, topc);
    }

    static SubscriberKeys ofXor(SecretBytes k) {
        return new SubscriberKeys(new AkaChoice.XorTest(), k, SecretBytes.copyOf(new byte[NO_OPC_LENGTH]));
    }

    AkaAlgorithm algorithm() {
        return choice.algorithm(k, opc);
    }
}
