CREATE TABLE operator (
    id          TEXT PRIMARY KEY,
    certificate BLOB NOT NULL,
    role        TEXT NOT NULL DEFAULT 'OPERATOR' CHECK (role IN ('OPERATOR', 'OWNER'))
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
    aka          TEXT NOT NULL DEFAULT 'milenage',
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
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fleet (
    name    TEXT PRIMARY KEY,
    owner   TEXT NOT NULL REFERENCES operator (id),
    consent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE fleet_card (
    iccid TEXT PRIMARY KEY REFERENCES card (iccid),
    fleet TEXT NOT NULL REFERENCES fleet (name)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent (
    iccid       TEXT NOT NULL REFERENCES card (iccid),
    slot_index  INTEGER NOT NULL,
    donor       TEXT NOT NULL,
    recipient   TEXT NOT NULL,
    party       TEXT NOT NULL,
    given       INTEGER NOT NULL,
    created_at  TEXT NOT NULL,
    valid_until TEXT,
    document    TEXT NOT NULL,
    PRIMARY KEY (iccid, slot_index, donor, recipient, party)
) STRICT, WITHOUT ROWID
