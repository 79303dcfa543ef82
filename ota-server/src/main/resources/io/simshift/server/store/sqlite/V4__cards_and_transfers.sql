CREATE TABLE card (
    iccid        TEXT PRIMARY KEY,
    imsi         TEXT NOT NULL,
    msisdn       TEXT NOT NULL,
    slot         INTEGER NOT NULL,
    slot_count   INTEGER NOT NULL,
    algorithm    TEXT NOT NULL,
    wrapped_keys BLOB NOT NULL,
    next_counter INTEGER NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('INCOMING', 'HERE', 'LEFT')),
    last_claimed INTEGER NOT NULL,
    claimed_for  TEXT,
    donor        TEXT,
    handed_over  INTEGER,
    arrival_told INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX card_untold ON card (iccid) WHERE arrival_told = 0;
CREATE UNIQUE INDEX card_imsi ON card (imsi);
CREATE UNIQUE INDEX card_msisdn ON card (msisdn);

CREATE TABLE campaign (
    id         TEXT PRIMARY KEY,
    recipient  TEXT NOT NULL,
    mode       TEXT NOT NULL,
    options    TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
    id          INTEGER PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    iccid       TEXT NOT NULL,
    new_imsi    TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    mode        TEXT NOT NULL,
    home_slot   INTEGER NOT NULL,
    target_slot INTEGER NOT NULL,
    deadline    INTEGER NOT NULL,
    phase       TEXT NOT NULL,
    counter     INTEGER NOT NULL,
    rebuilds    INTEGER NOT NULL,
    copies      INTEGER NOT NULL,
    submissions INTEGER NOT NULL,
    unresolved  INTEGER NOT NULL,
    asked       INTEGER NOT NULL,
    provisioned INTEGER NOT NULL,
    due_at      INTEGER,
    reason      TEXT NOT NULL,
    changed_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX transfer_campaign ON transfer (campaign);
CREATE INDEX transfer_iccid ON transfer (iccid);
CREATE INDEX transfer_new_imsi ON transfer (new_imsi);
CREATE INDEX transfer_open ON transfer (id)
    WHERE phase NOT IN ('CONFIRMED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'FELL_BACK');

CREATE TABLE event (
    number   INTEGER PRIMARY KEY,
    transfer INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    type     TEXT NOT NULL,
    body     TEXT NOT NULL,
    phase    TEXT NOT NULL
) STRICT;
CREATE INDEX event_transfer ON event (transfer);

CREATE TABLE packet (
    iccid    TEXT NOT NULL,
    slot     INTEGER NOT NULL,
    counter  INTEGER NOT NULL,
    transfer INTEGER,
    command  TEXT,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (iccid, slot, counter)
) STRICT, WITHOUT ROWID;

CREATE TABLE submission (
    message_id TEXT PRIMARY KEY,
    transfer   INTEGER NOT NULL,
    number     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE message_part (
    source    TEXT NOT NULL,
    wide      INTEGER NOT NULL,
    reference INTEGER NOT NULL,
    total     INTEGER NOT NULL,
    sequence  INTEGER NOT NULL,
    bytes     BLOB NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (source, wide, reference, total, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_part_at ON message_part (at);

CREATE TABLE early_receipt (
    message_id TEXT PRIMARY KEY,
    outcome    TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    line   TEXT NOT NULL
) STRICT;

CREATE TABLE audit_checkpoint (
    size     INTEGER PRIMARY KEY,
    frontier BLOB NOT NULL,
    note     TEXT NOT NULL
) STRICT
;
