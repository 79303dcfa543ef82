/**
 * The world around the server: cards with the real applet, handsets, operators' networks and message centres.
 *
 * <p>How the parts go together:
 *
 * <pre>{@code
 * SimulatedCard card = SimulatedCard.install(order.installed());
 * Personaliser.personalise(card, order);
 *
 * OperatorNetwork a = new OperatorNetwork("A", new Plmn("001", "01"), random);
 * Smsc smsc = Smsc.start(SmscConfig.loopback(accounts), a, clock);
 * a.connect(smsc);
 * a.provision(new Subscriber(imsi, msisdn, k, opc));
 *
 * var surroundings = new Handset.Surroundings(
 *         executor, Delays.on(scheduler), clock, HandsetSettings.QUICK, listener);
 * Handset handset = new Handset("meter-1", card, new Networks(List.of(a, b)), surroundings);
 * handset.powerOn();
 * handset.when(status -> status.attachedAt("A")).thenRun(...);
 * }</pre>
 */
package io.simshift.simulator;
