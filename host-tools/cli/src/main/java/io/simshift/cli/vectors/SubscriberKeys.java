package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.aka.Milenage;
import io.simshift.protocol.aka.Tuak;
import io.simshift.protocol.aka.TuakParameters;
import io.simshift.protocol.aka.XorTestAlgorithm;
import io.simshift.protocol.secret.SecretBytes;

/** The keys of one subscriber, and the algorithm that they are for. */
sealed interface SubscriberKeys {
    /** The functions of this subscriber. */
    AkaAlgorithm algorithm();

    /** K and OPc of 16 bytes. */
    record OfMilenage(SecretBytes k, SecretBytes opc) implements SubscriberKeys {
        @Override
        public AkaAlgorithm algorithm() {
            return new Milenage(k, opc);
        }
    }

    /** K of 16 or 32 bytes, TOPc of 32. */
    record OfTuak(SecretBytes k, SecretBytes topc, TuakParameters parameters) implements SubscriberKeys {
        @Override
        public AkaAlgorithm algorithm() {
            return new Tuak(k, topc, parameters);
        }
    }

    /** K of 16 bytes. */
    record OfXor(SecretBytes k) implements SubscriberKeys {
        @Override
        public AkaAlgorithm algorithm() {
            return new XorTestAlgorithm(k);
        }
    }
}
