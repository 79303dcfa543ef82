package io.simshift.simulator.agent;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.apdu.CommandApdu;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.scp81.ScriptStatus;
import io.simshift.protocol.script.ExpandedResponse;
import io.simshift.protocol.script.ExpandedScript;
import io.simshift.protocol.script.LengthForm;
import io.simshift.protocol.tlv.BerTlv;
import io.simshift.simulator.card.CardLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs scripts on a card through its terminal interface, with the terminal's rights: one C-APDU after the other up to the first
 * that fails. Names no application but the one that is selected.
 */
public final class LinkScripts implements AdminScripts {
    private static final int UNKNOWN_TAG = 0x01;

    private final CardLink link;

    public LinkScripts(CardLink link) {
        this.link = link;
    }

    @Override
    public Outcome run(byte[] template, Optional<String> target) {
        if (target.isPresent()) {
            return new Outcome(ScriptStatus.UNKNOWN_APPLICATION, new byte[0]);
        }
        ExpandedScript script;
        try {
            script = ExpandedScript.decode(template);
        } catch (WireFormatException e) {
            return new Outcome(
                    ScriptStatus.OK,
                    new ExpandedResponse(
                                    LengthForm.DEFINITE,
                                    List.of(BerTlv.ofByte(ExpandedResponse.BAD_FORMAT, UNKNOWN_TAG)))
                            .encode());
        }
        List<BerTlv> responses = new ArrayList<>();
        for (CommandApdu command : script.commands()) {
            byte[] response = link.transmit(command.encode());
            responses.add(new BerTlv(ExpandedResponse.R_APDU, response));
            if (isError(ResponseApdu.decode(response))) {
                break;
            }
        }
        responses.add(0, BerTlv.ofByte(ExpandedResponse.EXECUTED, responses.size()));
        return new Outcome(ScriptStatus.OK, new ExpandedResponse(script.form(), responses).encode());
    }

    /** 9000, 91XX, 62XX and 63XX go on. */
    private static boolean isError(ResponseApdu response) {
        return switch (response.status().sw1()) {
            case 0x90, 0x91, 0x62, 0x63 -> false;
            default -> true;
        };
    }
}
