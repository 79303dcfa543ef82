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
) STRICT, WITHOUT ROWID;
