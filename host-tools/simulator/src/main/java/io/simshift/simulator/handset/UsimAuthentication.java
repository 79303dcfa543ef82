package io.simshift.simulator.handset;

import io.simshift.protocol.WireFormatException;
import io.simshift.protocol.aka.AuthenticateAnswer;
import io.simshift.protocol.aka.Autn;
import io.simshift.protocol.apdu.ResponseApdu;
import io.simshift.protocol.apdu.StatusWord;
import io.simshift.protocol.secret.SecretBytes;
import io.simshift.simulator.card.CardLinkException;
import io.simshift.simulator.network.AuthenticationAnswer;
import io.simshift.simulator.network.CardAuthenticator;
import java.util.Optional;

/** AUTHENTICATE in 3G context on the current USIM, and what its answers mean (TS 31.102 7.1.2.1). */
final class UsimAuthentication implements CardAuthenticator {
    private final Uicc uicc;
    private Optional<SessionKeys> sessionKeys = Optional.empty();

    UsimAuthentication(Uicc uicc) {
        this.uicc = uicc;
    }

    @Override
    public AuthenticationAnswer authenticate(byte[] rand, Autn autn) {
        ResponseApdu response;
        try {
            response = uicc.authenticate(rand, autn);
        } catch (CardLinkException e) {
            return new AuthenticationAnswer.NoAnswer(e.getMessage());
        }
        if (response.status().equals(StatusWord.AUTHENTICATION_MAC_FAILURE)) {
            return new AuthenticationAnswer.MacFailure();
        }
        if (!response.status().isOk()) {
            return new AuthenticationAnswer.NoAnswer("AUTHENTICATE answers " + response.status());
        }
        return decode(response.data());
    }

    private AuthenticationAnswer decode(byte[] data) {
        try {
            AuthenticateAnswer answer = AuthenticateAnswer.decode(data);
            if (answer instanceof AuthenticateAnswer.Success success) {
                sessionKeys = Optional.of(new SessionKeys(success.ck(), success.ik()));
                return new AuthenticationAnswer.Success(success.res());
            }
            if (answer instanceof AuthenticateAnswer.SynchronisationFailure failure) {
                return new AuthenticationAnswer.SynchronisationFailure(failure.auts());
            }
            return new AuthenticationAnswer.NoAnswer("AUTHENTICATE in 3G context answers as in GSM context");
        } catch (WireFormatException e) {
            return new AuthenticationAnswer.NoAnswer("AUTHENTICATE: " + e.getMessage());
        }
    }

    /** The keys of the last success; they never leave card and terminal. */
    Optional<SessionKeys> sessionKeys() {
        return sessionKeys;
    }

    /** CK and IK, 16 bytes each. */
    record SessionKeys(SecretBytes ck, SecretBytes ik) {}
}
