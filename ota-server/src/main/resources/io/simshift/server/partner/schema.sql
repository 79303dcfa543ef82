CREATE TABLE subscriber (
    number       INTEGER PRIMARY KEY,
    iccid        TEXT NOT NULL,
    imsi         TEXT NOT NULL,
    slot         INTEGER NOT NULL,
    donor        TEXT,
    sealed       BLOB NOT NULL,
    acknowledged INTEGER NOT NULL,
    UNIQUE (iccid, imsi, slot)
) STRICT;
CREATE INDEX subscriber_waiting ON subscriber (number) WHERE acknowledged = 0;

CREATE TABLE word (
    number   INTEGER PRIMARY KEY,
    partner  TEXT NOT NULL,
    path     TEXT NOT NULL,
    body     TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX word_due ON word (due_at, number);

CREATE TABLE answer (
    caller      TEXT NOT NULL,
    key         TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at          INTEGER NOT NULL,
    status      INTEGER,
    type        TEXT,
    body        BLOB,
    PRIMARY KEY (caller, key)
) STRICT, WITHOUT ROWID
