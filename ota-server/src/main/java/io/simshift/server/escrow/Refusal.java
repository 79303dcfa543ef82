package io.simshift.server.escrow;

/** Why the escrow says no. */
public enum Refusal {
    /** Donor or recipient has no registered certificate. */
    UNKNOWN_OPERATOR,
    /** The signature is not that of the one who speaks, or something was changed after signing. */
    BAD_SIGNATURE,
    /** The document is of another kind. */
    WRONG_KIND,
    /** Whoever asks is not the recipient that the donor has named. */
    WRONG_RECIPIENT,
    /** Nobody made this card. */
    UNKNOWN_CARD,
    /** The donor is not the operator that holds this card. */
    NOT_THE_HOLDER,
    /** The donor has the keys of the slot that it holds, but has not confirmed yet that the card has come. */
    NOT_ARRIVED,
    /** The slot is not the first unreleased one. */
    OUT_OF_ORDER,
    /** The slot belongs to another recipient. */
    TAKEN,
    /** The slot's reservation was cancelled: it never serves anybody. */
    SPENT,
    /** The card has no further slot. */
    USED_UP,
    /** There is no reservation to cancel, or no release to confirm. */
    NOT_RESERVED,
    /** The recipient has the card, or has itself handed it on. */
    TOO_LATE,
    /** Not as many officers as the policy demands have approved the hand-over. */
    NOT_APPROVED,
    /** The escrow's copy of the keys was destroyed, as the policy says, after the recipient had confirmed the card. */
    DESTROYED,
    /** The certificate of donor or recipient was revoked. */
    REVOKED,
    /** The certificate of donor or recipient is valid no longer. */
    EXPIRED,
    /** The end of validity that the document itself names has passed. */
    LAPSED,
    /** By the escrow's clock the document is made in the future. */
    NOT_YET,
    /** The policy demands an end of validity, and the hand-over has none, or a later one. */
    NO_END,
    /** Somebody whose consent the policy of the card's fleet demands has not given it, or has taken it back. */
    NO_CONSENT,
    /** Who signed a consent is neither the owner of the card's fleet nor donor nor recipient. */
    NOT_A_PARTY,
    /** The same party has said something younger about the same slot. */
    SUPERSEDED
}
