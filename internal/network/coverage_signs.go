package network

import (
	"context"
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
// them; each view tells what was so at any moment.
func (p *picture) readSigns(ctx context.Context, tx *store.Tx) error {
	us := clock.Micros(p.at)
	of := func(a *args) string {
		if p.region == "" {
			return ``
		}
		ids := make([]WijkverbandID, 0, len(p.states))
		for w := range p.states {
			ids = append(ids, w)
		}
		return ` AND x.wijkverband ` + in(a, ids)
	}
	a := args{us}
	agreed, err := wijkverbandenOf(ctx, tx, `SELECT DISTINCT x.wijkverband, 0 FROM wijkverband_agreement x WHERE `+force("x", "$1")+of(&a), a)
	if err != nil {
		return err
	}
	a = args{us}
	solved, err := wijkverbandenOf(ctx, tx, `SELECT x.wijkverband, min(x.at) FROM wijkverband_solved x WHERE x.at <= $1`+of(&a)+` GROUP BY x.wijkverband`, a)
	if err != nil {
		return err
	}
	a = args{us}
	met, err := wijkverbandenOf(ctx, tx, `SELECT x.wijkverband, max(x.at) FROM meeting_attendance x WHERE x.forum_kind = 'wijkverband' AND x.at <= $1`+of(&a)+` GROUP BY x.wijkverband`, a)
	if err != nil {
		return err
	}
	for w, s := range p.states {
		_, s.seen.agreement = agreed[w]
		_, s.seen.solved = solved[w]
		if at, ok := met[w]; ok {
			s.seen.met = clock.FromMicros(at)
		}
	}
	return nil
}

func wijkverbandenOf(ctx context.Context, tx *store.Tx, query string, a args) (map[WijkverbandID]int64, error) {
	rows, err := tx.Query(ctx, query, a...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	found := map[WijkverbandID]int64{}
	for rows.Next() {
		var w WijkverbandID
		var at int64
		if err := rows.Scan(&w, &at); err != nil {
			return nil, err
		}
		found[w] = at
	}
	return found, rows.Err()
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
