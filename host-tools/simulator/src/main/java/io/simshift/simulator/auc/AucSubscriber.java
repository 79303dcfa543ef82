package io.simshift.simulator.auc;

import io.simshift.protocol.aka.AkaAlgorithm;
import io.simshift.protocol.identity.Imsi;

/** A subscriber and the algorithm that holds the subscriber's keys. */
public record AucSubscriber(Imsi imsi, AkaAlgorithm algorithm) {}
