package io.simshift.server.provisioning;

/** What a network cannot take, or an acknowledgement that is not as it must be. Never holds key bytes. */
public final class ProvisioningException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ProvisioningException(String message) {
        super(message);
    }
}
