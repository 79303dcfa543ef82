package io.simshift.server.smpp;

/**
 * The ids of one centre's messages as the rest of the server knows them. Centres number their messages each by itself, so
 * among several the centre's name goes before its ids.
 *
 * @param centre its name; empty for the only one
 */
record MessageIds(MessageIdForm form, String centre) {
    String ofResponse(String messageId) {
        return qualified(form.ofResponse(messageId));
    }

    String ofReceipt(String messageId) {
        return qualified(form.ofReceipt(messageId));
    }

    private String qualified(String messageId) {
        return centre.isEmpty() ? messageId : centre + "/" + messageId;
    }
}
