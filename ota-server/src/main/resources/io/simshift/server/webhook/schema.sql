CREATE TABLE happening (
    id       TEXT PRIMARY KEY,
    campaign TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX happening_campaign ON happening (campaign);

CREATE TABLE campaign_told (
    campaign TEXT PRIMARY KEY,
    state    TEXT NOT NULL,
    over     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    number INTEGER PRIMARY KEY,
    hook   TEXT NOT NULL,
    event  TEXT NOT NULL
) STRICT;
CREATE INDEX delivery_hook ON delivery (hook, number)
