package bottleneck

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/store"
)

// Reply is what a higher level said, word for word, as the levels read it that the bottleneck came through.
type Reply struct {
	ID     ID // of the bottleneck in which it was said
	Number int
	Title  string
	Kind   EventKind // EventAnswered, or EventEnded for the words with which it ended
	Level  Level     // that said it
	By     Owner     // zero: it ended by the reporters' yes
	Words  string
	At     time.Time
	To     []Owner // of the levels of the board
	Seen   bool    // somebody who looks after each of these has read the bottleneck since
}

// mostReplies bounds how many receipts are read for a board.
const mostReplies = 200

// replies reads what higher levels said lately to the levels of a board, from the receipts that they left there.
// A board that asks for less than what is open in a place has none.
func (s *Service) replies(ctx context.Context, tx *store.Tx, q Query, now time.Time) ([]Reply, error) {
	if q.Region == "" || q.Level == Nation || q.State != "" || q.Owner != "" || q.Person != "" || q.Overdue || q.Cursor != "" {
		return nil, nil
	}
	args := []any{clock.Micros(now.Add(-repliesFor))}
	arg := func(v any) string {
		args = append(args, v)
		return access.Placeholder(len(args))
	}
	// One list of owners and not two conditions: an index knows a list.
	var owners, told []string
	if q.Level != Region {
		whose := `w.region = ` + arg(q.Region)
		if q.Wijkverband != "" {
			whose += ` AND w.id = ` + arg(q.Wijkverband)
		}
		owners, told = append(owners, `SELECT w.id FROM wijkverband w WHERE `+whose), append(told, `r.owner_kind = 'wijkverband' AND e.level <> 'wijk'`)
	}
	if q.Level != Wijk && q.Wijkverband == "" {
		owners, told = append(owners, `SELECT CAST(`+arg(q.Region)+` AS TEXT)`), append(told, `r.owner_kind = 'region' AND e.level = 'nation'`)
	}
	if len(owners) == 0 {
		return nil, nil
	}
	where := `r.reporter = '' AND r.owner IN (` + strings.Join(owners, ` UNION ALL `) + `) AND r.made_at >= $1 AND e.kind IN ('answered', 'ended')
		AND (` + strings.Join(told, ` OR `) + `)`
	if q.Theme != "" {
		where += ` AND b.theme = ` + arg(q.Theme)
	}
	// What was separated since is told no more what the other one was told. A tree is small and an owner has had
	// much: the cross join keeps SQLite from beginning with the owner.
	rows, err := store.All(ctx, tx, scanReply, `SELECT e.bottleneck, e.number, b.number, b.title, e.kind, e.level, e.by_kind, e.by_owner, e.words, e.at, r.owner_kind, r.owner, r.read_at
		FROM bottleneck_receipt r JOIN bottleneck_event e ON e.bottleneck = r.bottleneck AND e.number = r.event JOIN bottleneck b ON b.id = r.bottleneck
		WHERE `+where+` AND EXISTS (SELECT 1 FROM bottleneck p CROSS JOIN bottleneck_stop t WHERE p.root = b.root AND t.bottleneck = p.id AND t.owner_kind = r.owner_kind AND t.owner = r.owner)
		ORDER BY e.at DESC, e.bottleneck, e.number DESC, r.owner_kind, r.owner LIMIT `+arg(mostReplies), args...)
	if err != nil {
		return nil, err
	}
	var all []Reply
	var named []*Owner
	for i, r := range rows {
		if i == 0 || rows[i-1].ID != r.ID || rows[i-1].event != r.event {
			all = append(all, r.Reply)
			continue
		}
		last := &all[len(all)-1]
		last.To, last.Seen = append(last.To, r.To...), last.Seen && r.Seen
	}
	for i := range all {
		named = append(named, &all[i].By)
		for j := range all[i].To {
			named = append(named, &all[i].To[j])
		}
	}
	return all, s.names(ctx, tx, false, named...)
}

// replied is a reply as one level was told it.
type replied struct {
	Reply
	event int64
}

func scanReply(row func(...any) error) (r replied, err error) {
	var at int64
	var read sql.NullInt64
	var to Owner
	err = row(&r.ID, &r.event, &r.Number, &r.Title, &r.Kind, &r.Level, &r.By.Kind, &r.By.ID, &r.Words, &at, &to.Kind, &to.ID, &read)
	if r.At = clock.FromMicros(at); slices.Contains(byReporters, r.Kind) {
		r.At = day(r.At)
	}
	r.To, r.Seen = []Owner{to}, read.Valid
	return r, err
}

// looksAfter are the levels that somebody decides for, as those see who reported to them: what was said to
// these they read.
func (s *Service) looksAfter(actor access.Actor) (all []Owner) {
	for _, level := range []struct {
		owner   Owner
		subject access.Subject
	}{
		{Owner{Kind: OwnedByWijkverband, ID: actor.Wijkverband}, access.Subject{Type: "bottleneck", Wijkverband: actor.Wijkverband}},
		{Owner{Kind: OwnedByRegion, ID: actor.Region}, access.Subject{Type: "bottleneck", Region: actor.Region}},
	} {
		if level.owner.ID != "" && s.spine.Policies().Decide(actor, "bottleneck.Reporters", level.subject).Allowed {
			all = append(all, level.owner)
		}
	}
	return all
}

// From says in Dutch who answered, and whether with that it ended.
func (r *Reply) From() string {
	level := "de regio"
	if r.Level == Nation {
		level = "het land"
	}
	if r.Kind == EventEnded {
		return "Afgerond bij " + level
	}
	return "Antwoord van " + level
}

// Recent tells whether somebody who looks after the level is still to be told of a reply: for a month, until
// one of them reads it.
func (r *Reply) Recent(now time.Time) bool {
	return !r.Seen && now.Before(r.At.AddDate(0, 0, 30))
}
