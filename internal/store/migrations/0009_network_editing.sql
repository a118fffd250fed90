-- +goose Up

-- What people made of a part of the network, each time they changed it: the whole of it, counted from 1
-- for each thing. Version 0 stands for what was there before the first change. From these rows two
-- editors' work is put together and an earlier state is put back; what was true at a moment is told by
-- the dated rows of the thing itself, which know no two states within one moment.
CREATE TABLE network_edit (
    kind    TEXT NOT NULL CONSTRAINT network_edit_kind CHECK (kind IN ('region', 'wijkverband', 'contact', 'task', 'organization', 'person')),
    thing   TEXT NOT NULL,               -- its id; of a task: its owner's id, a slash and its code
    version BIGINT NOT NULL CONSTRAINT network_edit_version CHECK (version >= 0),
    owner   TEXT NOT NULL,               -- the region or wijkverband in whose history it stands, or the thing itself
    at      BIGINT NOT NULL,
    person  TEXT NOT NULL,               -- who: a person's id, 'system:<job>' or 'client:<id>'; '' where nobody knows
    role    TEXT NOT NULL,               -- what they were then
    ended   BIGINT NOT NULL CONSTRAINT network_edit_ended CHECK (ended IN (0, 1)), -- 1: it ceased to be
    body    TEXT NOT NULL,               -- JSON; '' of a person: what somebody was called is not kept
    PRIMARY KEY (kind, thing, version)
);
CREATE INDEX network_edit_by_owner ON network_edit (owner, at);
