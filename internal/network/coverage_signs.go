package network

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// signs is what the platform itself saw of a wijkverband. What it did not see counts when the wijkverband
// states it.
type signs struct {
	met       time.Time // the newest meeting that was held on it
	agreement bool
	solved    bool
}

// readSigns reads the signs of working. The tables behind the views belong to the capabilities that make
// them; each view tells what was so at any moment. Each sign is looked up for each wijkverband, in an index:
// together the views hold the rows of all years, and PostgreSQL would read them all to answer an EXISTS.
func (p *picture) readSigns(ctx context.Context, tx *store.Tx) error {
	a := args{clock.Micros(p.at)}
	of := ``
	if p.region != "" {
		of = ` WHERE w.id ` + in(&a, slices.Sorted(maps.Keys(p.states)))
	}
	rows, err := tx.Query(ctx, `SELECT w.id,
		(SELECT 1 FROM wijkverband_agreement x WHERE x.wijkverband = w.id AND `+force("x", "$1")+` LIMIT 1) IS NOT NULL,
		(SELECT 1 FROM wijkverband_solved x WHERE x.wijkverband = w.id AND x.at <= $1 LIMIT 1) IS NOT NULL,
		(SELECT x.at FROM wijkverband_met x WHERE x.wijkverband = w.id AND x.at <= $1 ORDER BY x.at DESC LIMIT 1)
		FROM wijkverband w`+of, a...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var w WijkverbandID
		var seen signs
		var met sql.NullInt64
		if err := rows.Scan(&w, &seen.agreement, &seen.solved, &met); err != nil {
			return err
		}
		seen.met = endOf(met)
		if s := p.states[w]; s != nil {
			s.seen = seen
		}
	}
	return rows.Err()
}

// lastMeeting is the newest meeting, held on the platform or told of.
func (s *state) lastMeeting() time.Time {
	if s.seen.met.After(s.lastMet) {
		return s.seen.met
	}
	return s.lastMet
}

// signs tells why a wijkverband is working or not, sign by sign, and whether the platform saw it.
func (s *state) signs(manned bool, at time.Time) []Evidence {
	return []Evidence{
		{Code: "manned", Text: "De kerndisciplines zijn vandaag bereikbaar.", There: manned, Measured: true},
		{Code: "meets", Text: "Het wijkverband overlegt zo vaak als het zegt.", There: meetsByRhythm(s.meetsEvery, s.lastMeeting(), at),
			Measured: meetsByRhythm(s.meetsEvery, s.seen.met, at)},
		{Code: "agreement", Text: "Er is een afspraak die nu geldt.", There: s.agreement || s.seen.agreement, Measured: s.seen.agreement},
		{Code: "solved", Text: "Er is een knelpunt opgelost.", There: s.bottleneck || s.seen.solved, Measured: s.seen.solved},
	}
}

// working: manned, meets by its rhythm, has an agreement and a bottleneck dealt with.
func (s *state) working(manned bool, at time.Time) bool {
	return manned && (s.agreement || s.seen.agreement) && (s.bottleneck || s.seen.solved) && meetsByRhythm(s.meetsEvery, s.lastMeeting(), at)
}

// taskSigns gives what goes with the two tasks of a wijkverband.
func taskSigns(tasks []TaskState, signs []Evidence) []TaskEvidence {
	with := map[string][]string{"wijk-1": {"manned", "agreement"}, "wijk-2": {"meets", "solved"}}
	out := make([]TaskEvidence, len(tasks))
	for i, t := range tasks {
		out[i].TaskState = t
		for _, code := range with[t.Task] {
			for _, e := range signs {
				if e.Code == code {
					out[i].Evidence = append(out[i].Evidence, e)
				}
			}
		}
	}
	return out
}
