ALTER TABLE operator ADD COLUMN role TEXT NOT NULL DEFAULT 'OPERATOR' CHECK (role IN ('OPERATOR', 'OWNER'));

ALTER TABLE slot ADD COLUMN aka TEXT NOT NULL DEFAULT 'milenage';

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
