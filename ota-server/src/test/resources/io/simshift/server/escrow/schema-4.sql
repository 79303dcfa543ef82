CREATE TABLE operator (
    id          TEXT PRIMARY KEY,
    certificate BLOB NOT NULL
) STRICT;

CREATE TABLE revocation (
    operator TEXT PRIMARY KEY,
    at       TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE card (
    iccid                     TEXT PRIMARY KEY,
    batch                     TEXT NOT NULL,
    slot_count                INTEGER NOT NULL,
    imsi                      TEXT NOT NULL,
    wrapped_manufacturer_keys BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE slot (
    iccid        TEXT NOT NULL REFERENCES card (iccid),
    slot_index   INTEGER NOT NULL,
    algorithm    TEXT NOT NULL,
    wrapped_keys BLOB,
    state        TEXT NOT NULL CHECK (state IN ('FREE', 'RESERVED', 'RELEASED', 'CONFIRMED', 'CANCELLED')),
    donor        TEXT,
    recipient    TEXT,
    changed_at   TEXT,
    PRIMARY KEY (iccid, slot_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    number INTEGER PRIMARY KEY,
    line   TEXT NOT NULL
) STRICT;

CREATE TABLE audit_checkpoint (
    size     INTEGER PRIMARY KEY,
    frontier BLOB NOT NULL,
    note     TEXT NOT NULL
) STRICT;

CREATE TABLE document (
    sha256 TEXT PRIMARY KEY,
    signed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE officer (
    id          TEXT PRIMARY KEY,
    public_key  BLOB NOT NULL UNIQUE,
    certificate BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE approval (
    document  TEXT NOT NULL,
    officer   TEXT NOT NULL REFERENCES officer (id),
    signature BLOB NOT NULL,
    PRIMARY KEY (document, officer)
) STRICT, WITHOUT ROWID
