package io.simshift.cli.vectors;

import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.aka.SequenceNumber;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.identity.Iccid;
import io.simshift.protocol.identity.Imsi;
import io.simshift.protocol.identity.SlotIndex;
import io.simshift.protocol.packet.CommandPacket;
import io.simshift.protocol.packet.Framing;
import io.simshift.protocol.packet.PacketKeys;
import io.simshift.protocol.packet.Tar;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.protocol.sms.SmsAddress;
import io.simshift.protocol.subscription.InstallParameters;
import io.simshift.protocol.subscription.MinimumSecurity;
import io.simshift.protocol.subscription.OtaAlgorithm;
import io.simshift.protocol.subscription.RemoteManagement;
import io.simshift.protocol.subscription.StoreSlotCommand;
import io.simshift.protocol.subscription.TarAccess;
import io.simshift.simulator.card.CardLink;
import io.simshift.simulator.card.FollowingLink;
import io.simshift.simulator.card.SimulatedCard;
import io.simshift.simulator.ota.OtaTerminal;
import io.simshift.simulator.personalisation.OperatorFiles;
import io.simshift.simulator.personalisation.PersonalisationOrder;
import io.simshift.simulator.personalisation.Personaliser;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Simulated cards: the applet, installed and personalised through its secured channel as at the manufacturer, then asked
 * by AUTHENTICATE, or by packets over the air.
 */
final class CardTarget implements Target, CardPackets.Cards {
    private static final int KEY_LENGTH = 16;
    private static final Iccid ICCID = Iccid.withCheckDigit("898821100000000000");
    private static final Imsi IMSI = new Imsi("001010000000001");
    private static final int MNC_LENGTH = 2;
    private static final SmsAddress SERVICE_CENTRE = SmsAddress.of(SmsAddress.INTERNATIONAL, "10000001");

    private final SecureRandom random;

    /** @param random source of the keys that the vectors do not give */
    CardTarget(SecureRandom random) {
        this.random = random;
    }

    @Override
    public String name() {
        return "card";
    }

    @Override
    public boolean computesFunctions() {
        return false;
    }

    @Override
    public Usim usim(SubscriberKeys keys, boolean jumpLimit) {
        int deltaBits = jumpLimit ? InstallParameters.DEFAULT_DELTA_BITS : InstallParameters.NO_DELTA;
        // a test card: the XOR test algorithm is one of those that vectors are for
        InstallParameters installed = new InstallParameters(1, deltaBits, key(), key(), key()).ofTestCard();
        StoreSlotCommand slot = new StoreSlotCommand(
                new SlotIndex(1),
                keys.choice(),
                OtaAlgorithm.AES_128,
                keys.k(),
                keys.opc(),
                key(),
                key(),
                key(),
                Optional.empty(),
                Optional.empty());
        return new CardUsim(card(installed, slot));
    }

    @Override
    public void checkPacket(CommandPacket packet, PacketKeys keys, Framing framing, byte[] wire, RowChecks checks) {
        if (framing.bearer() == Framing.Bearer.SMS) {
            new CardPackets(this).check(packet, keys, wire, checks);
        } else {
            checks.skip("the card takes packets over SMS only");
        }
    }

    @Override
    public OtaTerminal terminal(OtaAlgorithm algorithm, SecretBytes kic, SecretBytes kid) {
        MinimumSecurity none = new MinimumSecurity(0);
        RemoteManagement takesAll = new RemoteManagement(
                List.of(
                        new TarAccess(Tar.UICC_FILES, Optional.of(none), Optional.empty()),
                        new TarAccess(Tar.USIM_FILES, Optional.of(none), Optional.empty())),
                OptionalInt.empty(),
                true,
                true,
                true,
                OptionalInt.empty());
        InstallParameters installed = InstallParameters.of(key(), key(), key()).with(takesAll);
        StoreSlotCommand slot = new StoreSlotCommand(
                        new SlotIndex(1), algorithm, key(), key(), kic, kid, key(algorithm.keyLength()))
                .withMinimumSecurity(none);
        OtaTerminal terminal = new OtaTerminal(card(installed, slot), SERVICE_CENTRE, 0);
        terminal.start();
        return terminal;
    }

    private static SimulatedCard card(InstallParameters installed, StoreSlotCommand slot) {
        OperatorFiles files = new OperatorFiles(IMSI, MNC_LENGTH, "Vectors", SERVICE_CENTRE);
        SimulatedCard card = SimulatedCard.install(installed.encode());
        Personaliser.personalise(card, new PersonalisationOrder(ICCID, installed, List.of(slot), files.files()));
        return card;
    }

    private SecretBytes key() {
        return key(KEY_LENGTH);
    }

    @Override
    public SecretBytes key(int bytes) {
        return SecretBytes.random(bytes, random);
    }

    private static final class CardUsim implements Usim {
        private static final CommandApdu SELECT_USIM =
                CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, HexFormat.of().parseHex(SimulatedCard.INSTANCE_AID));

        private final SimulatedCard card;
        private final CardLink link;

        CardUsim(SimulatedCard card) {
            this.card = card;
            this.link = new FollowingLink(card);
            link.reset();
            send(SELECT_USIM);
        }

        @Override
        public Answer authenticate(byte[] rand, byte[] autn) {
            return answer(AuthenticateAnswer.command(rand, Autn.decode(autn)));
        }

        @Override
        public Answer authenticateGsm(byte[] rand) {
            return answer(AuthenticateAnswer.gsmCommand(rand));
        }

        private Answer answer(CommandApdu command) {
            ResponseApdu response = send(command.withLe(CommandApdu.MAX_LE));
            return response.status().isOk()
                    ? Answer.of(AuthenticateAnswer.decode(response.data()))
                    : Answer.refused(response.status());
        }

        private ResponseApdu send(CommandApdu command) {
            return ResponseApdu.decode(link.transmit(command.encode()));
        }

        @Override
        public Optional<SequenceNumber> highest() {
            return Optional.empty();
        }

        @Override
        public void close() {
            card.close();
        }
    }
}
