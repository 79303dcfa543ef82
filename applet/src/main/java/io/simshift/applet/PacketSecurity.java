package io.simshift.applet;

import javacard.framework.APDU;

/**
 * How the packet in hand is secured, and how its PoR is to be (TS 102 225 §5.1.1 to §5.1.3): chosen once from SPI, KIc,
 * KID and CHL, then applied. It lives in eight bytes of the command's scratch memory.
 */
final class PacketSecurity {
    private static final short NAME = Transient.PACKET;
    /** The bank whose keys opened the packet: a script may make the other one the bank in use. */
    private static final short BANK = NAME + 1;

    private static final short SPI1 = NAME + 2;
    private static final short SPI2 = NAME + 3;
    private static final short CHECK_SIZE = NAME + 4;
    private static final short RC_SIZE = NAME + 5;
    private static final short ECB = NAME + 6;
    private static final short STATUS = NAME + 7;
    static final short SIZE = 8;

    // ---- SPI2
    private static final byte POR = 0x03;
    private static final byte POR_ON_ERROR = 0x02;
    private static final byte POR_RESERVED = 0x03;
    private static final byte POR_CHECK = 0x0C;
    private static final byte POR_RC = 0x04;
    private static final byte POR_CC = 0x08;
    private static final byte POR_DS = 0x0C;
    private static final byte POR_CIPHER = 0x10;
    private static final byte POR_SUBMIT = 0x20;
    private static final byte SPI2_RFU = (byte) 0xC0;

    // ---- low nibbles of KIc and KID
    private static final byte IMPLICIT = 0x03;
    private static final byte CRC_16 = 0x01;
    private static final byte CRC_32 = 0x05;
    private static final byte DES_ECB = 0x0D;

    private static final short CHL_WITHOUT_CHECK = 0x0D;
    private static final short SHORT_MAC_SIZE = 4;

    private final byte[] state;
    /** Where a session over IP keeps its state: it says which dialect the packet is in. */
    final byte[] session;

    private final Keyring keyring;
    private final TarTable tars;
    private final byte oldAlgorithms;

    /** {@code oldAlgorithms}: tag 88 of the install parameters. */
    PacketSecurity(Transient ram, Keyring keyring, TarTable tars, byte oldAlgorithms) {
        state = ram.state;
        session = ram.session;
        this.keyring = keyring;
        this.tars = tars;
        this.oldAlgorithms = oldAlgorithms;
    }

    /** Notes how the PoR is to be; until {@link #choose} has said yes it is plain. */
    void begin(byte spi1, byte spi2) {
        Transient.wipe(state, NAME, SIZE);
        state[SPI1] = spi1;
        state[SPI2] = spi2;
    }

    /**
     * Finds keyset and algorithms for a packet to a row of {@link TarTable}; returns a status of the PoR. No key has been
     * touched. The order of the checks is that of docs/applet/commands.md §3.
     */
    byte choose(byte tar, byte chl, byte kic, byte kid) {
        byte spi1 = state[SPI1];
        if (!isCoded()) {
            return PorStatus.SECURITY_ERROR;
        }
        if (!SecurityLevel.isReached(tars.level(tar), spi1)) {
            return PorStatus.LOW_SECURITY;
        }
        if (needsKeySet()) {
            // a field that is not used is not looked at
            byte named = usesKic() ? kic : kid;
            boolean differ = usesKic() && usesKid() && ((byte) (kic ^ kid) & 0xF0) != 0;
            state[NAME] = differ ? Keyring.NONE : keyring.find((byte) (named & 0xF0));
            state[BANK] = keyring.bank();
            if (state[NAME] == Keyring.NONE || !algorithmsFit(kic, kid)) {
                return PorStatus.SECURITY_ERROR;
            }
        }
        short checkSize = checkSize(chl, kid);
        if (checkSize < 0 || (short) (chl & 0xFF) != (short) (CHL_WITHOUT_CHECK + checkSize)) {
            return PorStatus.SECURITY_ERROR;
        }
        state[CHECK_SIZE] = (byte) checkSize;
        state[RC_SIZE] = (byte) (check() == SecurityLevel.RC ? checkSize : Redundancy.CRC_32_SIZE);
        return keySetAgrees() ? PorStatus.OK : PorStatus.LOW_SECURITY;
    }

    /** Whether SPI has no reserved value. */
    private boolean isCoded() {
        byte spi2 = state[SPI2];
        return SecurityLevel.isLevel(state[SPI1])
                && (spi2 & SPI2_RFU) == 0
                && (spi2 & POR) != POR_RESERVED
                && (spi2 & POR_CHECK) != POR_DS;
    }

    private byte check() {
        return (byte) (state[SPI1] & SecurityLevel.CHECK);
    }

    boolean hasCc() {
        return check() == SecurityLevel.CC;
    }

    boolean isCiphered() {
        return (state[SPI1] & SecurityLevel.CIPHER) != 0;
    }

    boolean isPorCiphered() {
        return (state[SPI2] & POR_CIPHER) != 0;
    }

    private boolean usesKic() {
        return isCiphered() || isPorCiphered();
    }

    private boolean usesKid() {
        return hasCc() || (state[SPI2] & POR_CHECK) == POR_CC;
    }

    /** A counter that is checked is that of a keyset, even where no key is used. */
    private boolean needsKeySet() {
        return usesKic() || usesKid() || SecurityLevel.hasCheckedCounter(state[SPI1]);
    }

    private boolean algorithmsFit(byte kic, byte kid) {
        byte algorithm = keys().algorithm();
        if (usesKic() && !fits(kic, algorithm)) {
            boolean ecb = (kic & 0x0F) == DES_ECB
                    && algorithm == KeySet.DES
                    && (oldAlgorithms & InstallParameters.ALLOW_DES_ECB) != 0;
            if (!ecb) {
                return false;
            }
            state[ECB] = 1;
        }
        // with an RC the nibble of KID tells which CRC; a CC of the PoR is then the keyset's own
        return !usesKid() || check() == SecurityLevel.RC || fits(kid, algorithm);
    }

    private static boolean fits(byte coded, byte algorithm) {
        return (coded & IMPLICIT) == 0 || (coded & 0x0F) == KeySet.family(algorithm);
    }

    /** Bytes of the check value that CHL, KID and the keyset's algorithm agree on; negative if there is none such. */
    private short checkSize(byte chl, byte kid) {
        switch (check()) {
            case SecurityLevel.NO_CHECK:
                return 0;
            case SecurityLevel.RC:
                if ((kid & 0x0F) == CRC_16) {
                    return Redundancy.CRC_16_SIZE;
                }
                return (kid & 0x0F) == CRC_32 ? Redundancy.CRC_32_SIZE : -1;
            default:
                boolean isShort = chl == (byte) (CHL_WITHOUT_CHECK + SHORT_MAC_SIZE)
                        && KeySet.isAes(keys().algorithm())
                        && (oldAlgorithms & InstallParameters.ALLOW_SHORT_CMAC) != 0;
                return isShort ? SHORT_MAC_SIZE : KeySet.MAC_SIZE;
        }
    }

    /** The keyset's own minimum level; and TS 102 225 §5.1.2, §5.1.3: AES only with a counter that is checked. */
    private boolean keySetAgrees() {
        if (state[NAME] == Keyring.NONE) {
            return true;
        }
        boolean withAes = KeySet.isAes(keys().algorithm()) && (isCiphered() || hasCc());
        return SecurityLevel.isReached(keyring.level(state[NAME]), state[SPI1])
                && (!withAes || SecurityLevel.hasCheckedCounter(state[SPI1]));
    }

    /** The keyset of the packet, {@link Keyring#NONE} where no key secures it. */
    byte name() {
        return state[NAME];
    }

    byte spi1() {
        return state[SPI1];
    }

    private KeySet keys() {
        return keyring.keys(state[NAME], state[BANK]);
    }

    // ---------------------------------------------------------------- command packet

    /** Bytes of the check value in the command. */
    short checkSize() {
        return state[CHECK_SIZE];
    }

    /**
     * After wrong check values in a row: work that is of no use but time, before anything is said. The packet, still as
     * it came, is taken for it, so that right and wrong ones take the same time.
     */
    void delay(byte[] p, short off, short length) {
        if (state[NAME] == Keyring.NONE) {
            return;
        }
        for (short rounds = keyring.delayRounds(state[NAME]); rounds > 0; rounds--) {
            keys().mac(p, off, length);
            APDU.waitExtension();
        }
    }

    /** Whether a part of this length can be deciphered. */
    boolean isWholeBlocks(short length) {
        return (short) (length % keys().blockSize()) == 0;
    }

    /** Under the KIc of the packet, in place; {@code mode} is one of {@link Ciphers}. */
    void cipher(byte mode, byte[] p, short off, short length) {
        keys().cipher(mode, p, off, length, state[ECB] != 0);
    }

    /** Compares the check value in {@link Transient#CHECK} with that of {@code length} bytes; counts wrong CCs. */
    boolean verify(byte[] p, short off, short length) {
        if (hasCc()) {
            keys().mac(p, off, length);
        } else {
            Redundancy.write(state[CHECK_SIZE], p, off, length, state, Transient.BLOCK);
        }
        boolean right = ConstantTime.equals(state, Transient.BLOCK, state, Transient.CHECK, state[CHECK_SIZE]);
        if (hasCc() && !right) {
            keyring.countFailure(state[NAME]);
        }
        return right;
    }

    // ---------------------------------------------------------------- response packet

    /** Status that the PoR will have. */
    byte status() {
        return state[STATUS];
    }

    void setStatus(byte status) {
        state[STATUS] = status;
    }

    /** Whether SPI2 wants a PoR with this status. */
    boolean wantsPor() {
        byte por = (byte) (state[SPI2] & POR);
        return por != 0 && (por != POR_ON_ERROR || state[STATUS] != PorStatus.OK);
    }

    boolean isPorBySubmit() {
        return (state[SPI2] & POR_SUBMIT) != 0;
    }

    /** Bytes of the check value that SPI2 wants in the PoR. */
    short porCheckSize() {
        switch ((byte) (state[SPI2] & POR_CHECK)) {
            case POR_RC:
                return state[RC_SIZE];
            case POR_CC:
                return hasCc() ? state[CHECK_SIZE] : KeySet.MAC_SIZE;
            default:
                return 0;
        }
    }

    /** Block size of the PoR's cipher; 1 if it is not ciphered. */
    short porBlockSize() {
        return isPorCiphered() ? keys().blockSize() : 1;
    }

    /** Leaves the PoR's check value of {@code length} bytes in {@link Transient#BLOCK}. */
    void computePorCheck(byte[] out, short off, short length) {
        if ((state[SPI2] & POR_CHECK) == POR_CC) {
            keys().mac(out, off, length);
        } else {
            Redundancy.write(state[RC_SIZE], out, off, length, state, Transient.BLOCK);
        }
    }
}
