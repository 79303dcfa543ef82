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

CREATE TABLE campaign_plan (
    campaign     TEXT PRIMARY KEY REFERENCES campaign (id),
    state        TEXT NOT NULL,
    plan         TEXT NOT NULL,
    priority     INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    created_by   TEXT NOT NULL,
    started_at   INTEGER,
    ended_at     INTEGER,
    cards        INTEGER NOT NULL,
    refused      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_approval (
    campaign    TEXT NOT NULL REFERENCES campaign (id),
    party       TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    at          INTEGER NOT NULL,
    PRIMARY KEY (campaign, party)
) STRICT, WITHOUT ROWID;

CREATE TABLE campaign_step (
    number   INTEGER PRIMARY KEY,
    campaign TEXT NOT NULL REFERENCES campaign (id),
    at       INTEGER NOT NULL,
    done_by  TEXT NOT NULL,
    action   TEXT NOT NULL,
    state    TEXT NOT NULL
) STRICT;
CREATE INDEX campaign_step_campaign ON campaign_step (campaign);

CREATE TABLE campaign_card (
    campaign TEXT NOT NULL REFERENCES campaign (id),
    number   INTEGER NOT NULL,
    line     INTEGER NOT NULL,
    iccid    TEXT NOT NULL,
    new_imsi TEXT NOT NULL,
    status   TEXT NOT NULL,
    transfer INTEGER,
    changed_at INTEGER,
    reason   TEXT NOT NULL,
    PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_card_iccid ON campaign_card (iccid);
CREATE UNIQUE INDEX campaign_card_waiting ON campaign_card (iccid) WHERE status = 'WAITING';
CREATE UNIQUE INDEX campaign_card_waiting_imsi ON campaign_card (new_imsi) WHERE status = 'WAITING';

CREATE TABLE campaign_problem (
    campaign TEXT NOT NULL REFERENCES campaign (id),
    number   INTEGER NOT NULL,
    file     TEXT NOT NULL,
    line     INTEGER NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID
