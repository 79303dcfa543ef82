package io.simshift.cli.demo;

import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.server.escrow.Escrow;
import java.util.List;
import java.util.Map;

/** The cards of a simulated world, with the devices, networks and message centres around them. */
interface Population extends AutoCloseable {
    /** Networks and SMSCs of each operator, by name, as its server is to be configured. Listening already. */
    Map<String, ServerFiles.Smsc> openCentres();

    /** Makes the cards. */
    void make(Escrow escrow, Console console);

    /** All of them, in order. */
    List<Iccid> iccids();

    /** The IMSI of card {@code number}, from 0, at an operator. */
    Imsi imsi(String operator, int number);

    /** The networks begin to talk to the operators' servers. */
    void talk(SeparateServers servers);

    /** Puts the cards into service at their first operator, whose AuC knows them by now. */
    void begin(Console console);

    /** How it stands: {@code A 17, B 3 cards; 23 messages}. */
    String status();

    @Override
    void close();
}
