CREATE TABLE card_next (
    iccid        TEXT PRIMARY KEY REFERENCES card (iccid),
    imsi         TEXT NOT NULL,
    slot         INTEGER NOT NULL,
    algorithm    TEXT NOT NULL,
    wrapped_keys BLOB NOT NULL,
    handed_over  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX card_next_imsi ON card_next (imsi);
