package io.simshift.simulator.globalplatform;

import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.tlv.BerTlv;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The issuer security domain: everything that is sent to it while it is selected. */
final class SecurityDomain {
    private static final Aid AID = Aid.of(HexFormat.of().parseHex("A000000151000000"));
    /** Ten bytes that say how the keys were derived: they were not. */
    private static final byte[] DIVERSIFICATION = new byte[10];

    private static final int SECURE = 0x04;
    private static final int INITIALIZE_UPDATE = 0x50;
    private static final int EXTERNAL_AUTHENTICATE = 0x82;
    private static final int GET_DATA = 0xCA;
    private static final int GET_STATUS = 0xF2;
    private static final int SET_STATUS = 0xF0;
    private static final int INSTALL = 0xE6;
    private static final int LOAD = 0xE8;
    private static final int DELETE = 0xE4;
    private static final int PUT_KEY = 0xD8;
    private static final int MANAGE_CHANNEL = 0x70;
    private static final int CHANNEL_NOT_SUPPORTED = 0x6881;
    private static final int HOST_CHALLENGE_BYTES = 8;
    private static final int SEQUENCE_MAX = 0xFFFF;
    /** Security domain, card lock, card terminate (table 11-7); Card Reset as long as no application has it. */
    private static final int PRIVILEGES = 0x98;
    /** Authorized management, global delete, global lock, global registry (table 11-8). */
    private static final int MORE_PRIVILEGES = 0x5C;

    private final ScpVariant variant;
    private final SecureRandom random;
    private final Registry registry;
    private final DomainKeys keys;
    private final CardData data;
    private final CardState state;
    private final ContentManagement content;
    private final StatusReport status;
    private int sequence;
    private SecureSession session;

    SecurityDomain(ScpVariant variant, SecureRandom random, Registry registry) {
        this.variant = variant;
        this.random = random;
        this.registry = registry;
        this.keys = new DomainKeys(variant.isAes());
        this.data = new CardData(variant);
        this.state = new CardState(registry, AID);
        this.content = new ContentManagement(registry, AID);
        this.status = new StatusReport(this, registry);
    }

    Aid aid() {
        return AID;
    }

    int state() {
        return state.value();
    }

    boolean isLocked() {
        return state.isLocked();
    }

    byte[] privileges() {
        int first = PRIVILEGES | (registry.selectedByDefault().isEmpty() ? Registry.CARD_RESET : 0);
        return new byte[] {(byte) first, MORE_PRIVILEGES, 0};
    }

    /** The secure channel ends with a reset, and when something else is selected. */
    void endSession() {
        session = null;
        content.abandonLoad();
    }

    /** File control information, the answer to SELECT (11.9.3.1). */
    ResponseApdu select() {
        endSession();
        BerTlv maximum = BerTlv.ofByte(0x9F65, 0xFF);
        byte[] fci = BerTlv.of(0x6F, List.of(new BerTlv(0x84, AID.bytes()), BerTlv.of(0xA5, List.of(maximum))))
                .encode();
        return new ResponseApdu(fci, state.isLocked() ? CardState.WARNING_LOCKED : StatusWord.OK);
    }

    ResponseApdu process(CommandApdu command) {
        try {
            return route(command);
        } catch (Refusal e) {
            return ResponseApdu.of(e.status());
        }
    }

    private ResponseApdu route(CommandApdu command) {
        int cla = command.cla() & ~SECURE;
        if (cla != 0x00 && cla != 0x80) {
            throw new Refusal(
                    (command.cla() & 0x43) != 0 ? new StatusWord(CHANNEL_NOT_SUPPORTED) : StatusWord.CLA_NOT_SUPPORTED);
        }
        if (command.ins() == MANAGE_CHANNEL) {
            throw new Refusal(CHANNEL_NOT_SUPPORTED);
        }
        boolean secured = (command.cla() & SECURE) != 0;
        if (command.ins() == INITIALIZE_UPDATE && !secured) {
            return initializeUpdate(command);
        }
        if (command.ins() == EXTERNAL_AUTHENTICATE && secured) {
            return externalAuthenticate(command);
        }
        if (session == null || !session.isAuthenticated()) {
            session = null;
            if (command.ins() == GET_DATA && !secured) {
                return getData(command);
            }
            throw new Refusal(
                    known(command.ins()) ? StatusWord.SECURITY_STATUS_NOT_SATISFIED : StatusWord.INS_NOT_SUPPORTED);
        }
        return inSession(command, secured);
    }

    private static boolean known(int ins) {
        return switch (ins) {
            case GET_DATA, GET_STATUS, SET_STATUS, INSTALL, LOAD, DELETE, PUT_KEY -> true;
            default -> false;
        };
    }

    /** A command that is not protected as the session asks for, or wrongly, ends the session (10.2.3). */
    private ResponseApdu inSession(CommandApdu command, boolean secured) {
        if (secured != session.wantsMac()) {
            endSession();
            throw new Refusal(StatusWord.SECURITY_STATUS_NOT_SATISFIED);
        }
        CommandApdu plain;
        try {
            plain = session.open(command);
        } catch (Refusal e) {
            endSession();
            throw e;
        }
        return session.close(execute(plain));
    }

    private ResponseApdu execute(CommandApdu command) {
        try {
            state.requireAllowed(command.ins());
            return switch (command.ins()) {
                case GET_DATA -> getData(command);
                case GET_STATUS -> status.answer(command);
                case SET_STATUS -> done(state.set(command));
                case INSTALL -> done(content.install(command));
                case LOAD -> done(content.load(command));
                case DELETE -> done(content.delete(command));
                case PUT_KEY -> done(keys.put(command, session));
                default -> throw new Refusal(StatusWord.INS_NOT_SUPPORTED);
            };
        } catch (Refusal e) {
            return ResponseApdu.of(e.status());
        }
    }

    private static ResponseApdu done(byte[] answer) {
        return new ResponseApdu(answer, StatusWord.OK);
    }

    private ResponseApdu getData(CommandApdu command) {
        int tag = command.p1() << 8 | command.p2();
        return done(data.object(tag, keys, sequence, DIVERSIFICATION));
    }

    private ResponseApdu initializeUpdate(CommandApdu command) {
        endSession();
        if (command.p2() != 0) {
            throw new Refusal(StatusWord.INCORRECT_P1_P2);
        }
        byte[] challenge = command.data();
        if (challenge.length != HOST_CHALLENGE_BYTES) {
            throw new Refusal(StatusWord.WRONG_LENGTH);
        }
        KeyVersion version = keys.version(command.p1());
        byte[] aid = AID.bytes();
        session = variant.isAes()
                ? new Scp03Session(variant, version, aid, DIVERSIFICATION, sequence, challenge, random)
                : new Scp02Session(variant, version, aid, DIVERSIFICATION, sequence, challenge, random);
        return done(session.answer());
    }

    private ResponseApdu externalAuthenticate(CommandApdu command) {
        SecureSession begun = session;
        endSession();
        if (begun == null || begun.isAuthenticated()) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        if (sequence == SEQUENCE_MAX) {
            throw new Refusal(StatusWord.CONDITIONS_NOT_SATISFIED);
        }
        begun.authenticate(command);
        sequence++;
        session = begun;
        return done(new byte[0]);
    }
}
