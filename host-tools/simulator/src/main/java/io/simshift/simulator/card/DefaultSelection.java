package io.simshift.simulator.card;

/**
 * Has the USIM selected after each reset, also on a card that selects something else by itself: where the MF is not there,
 * the applet is selected by its AID (docs/loading.md). A card without the applet stays as it is.
 */
public final class DefaultSelection implements CardLink {
    private static final byte[] SELECT_MF = {0x00, (byte) 0xA4, 0x00, 0x0C, 0x02, 0x3F, 0x00};
    private static final int SELECT_HEADER_BYTES = 5;

    private final CardLink card;

    public DefaultSelection(CardLink card) {
        this.card = card;
    }

    @Override
    public byte[] reset() {
        byte[] atr = card.reset();
        if (!isDone(card.transmit(SELECT_MF.clone()))) {
            card.transmit(selectInstance());
        }
        return atr;
    }

    private static boolean isDone(byte[] response) {
        int sw1 = response.length < 2 ? 0 : response[response.length - 2] & 0xFF;
        return sw1 == 0x90 || sw1 == 0x91 || sw1 == 0x61;
    }

    private static byte[] selectInstance() {
        byte[] aid = AppletAids.INSTANCE.bytes();
        byte[] select = new byte[SELECT_HEADER_BYTES + aid.length];
        select[1] = (byte) 0xA4;
        select[2] = 0x04;
        select[3] = 0x0C;
        select[4] = (byte) aid.length;
        System.arraycopy(aid, 0, select, SELECT_HEADER_BYTES, aid.length);
        return select;
    }

    @Override
    public byte[] transmit(byte[] commandApdu) {
        return card.transmit(commandApdu);
    }
}
