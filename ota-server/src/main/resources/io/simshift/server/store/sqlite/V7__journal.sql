CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    body   BLOB NOT NULL
) STRICT;

DROP INDEX campaign_card_waiting;
DROP INDEX campaign_card_waiting_imsi;
CREATE INDEX campaign_card_imsi ON campaign_card (new_imsi);

ALTER TABLE transfer ADD COLUMN direct INTEGER NOT NULL DEFAULT 1;
DROP INDEX transfer_iccid;
DROP INDEX transfer_new_imsi;
UPDATE transfer SET direct = 0 WHERE id IN (SELECT transfer FROM campaign_card WHERE transfer IS NOT NULL);
CREATE INDEX transfer_iccid ON transfer (iccid) WHERE direct = 1;
CREATE INDEX transfer_new_imsi ON transfer (new_imsi) WHERE direct = 1;
CREATE INDEX transfer_due ON transfer (due_at) WHERE due_at IS NOT NULL;

ALTER TABLE packet RENAME TO packet_before;
CREATE TABLE packet (
    transfer INTEGER NOT NULL,
    counter  INTEGER NOT NULL,
    slot     INTEGER NOT NULL,
    command  TEXT NOT NULL,
    bytes    BLOB NOT NULL,
    PRIMARY KEY (transfer, counter)
) STRICT, WITHOUT ROWID;
INSERT INTO packet SELECT transfer, counter, slot, command, bytes FROM packet_before WHERE transfer IS NOT NULL;
CREATE TABLE query_packet (
    iccid   TEXT NOT NULL,
    slot    INTEGER NOT NULL,
    counter INTEGER NOT NULL,
    bytes   BLOB NOT NULL,
    PRIMARY KEY (iccid, slot, counter)
) STRICT, WITHOUT ROWID;
INSERT INTO query_packet SELECT iccid, slot, counter, bytes FROM packet_before WHERE transfer IS NULL;
DROP TABLE packet_before;

DROP INDEX event_transfer;
ALTER TABLE event RENAME TO event_before;
CREATE TABLE event (
    number   INTEGER PRIMARY KEY,
    transfer INTEGER NOT NULL,
    body     TEXT NOT NULL
) STRICT;
CREATE INDEX event_transfer ON event (transfer);
INSERT INTO event
    SELECT number, transfer, number || ' ' || at || ' ' || type || ' ' || phase || ' ' || body FROM event_before;
DROP TABLE event_before;
