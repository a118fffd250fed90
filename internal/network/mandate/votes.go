package mandate

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// SetVotes says how votes count at a table from a moment on; zero is now. Unequal votes need the yes of
// every discipline that has a seat there then. Staff and the board of the region may.
func (s *Service) SetVotes(ctx context.Context, actor access.Actor, in Votes) (err error) {
	defer fault.Wrap(&err, "mandate.SetVotes(%s)", in.Forum.Kind)
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "mandate.SetVotes",
		Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
			f := in.Forum
			return withDesk(ctx, tx, access.Subject{Type: "forum", ID: strings.TrimSuffix(string(f.Kind)+":"+string(f.Region)+":"+string(f.Wijkverband), ":"),
				Region: string(f.Region), Wijkverband: string(f.Wijkverband)}, f)
		},
	}, func(ctx context.Context, tx *act.Tx) error {
		now, k, err := advance(ctx, tx.Tx)
		if err != nil {
			return err
		}
		v, f := in, in.Forum
		var c checks
		span := Span{From: v.Since}
		c.span(&span, now)
		v.Since = span.From
		v.AgreedBy = slices.Clone(v.AgreedBy)
		slices.Sort(v.AgreedBy)
		v.AgreedBy = slices.Compact(v.AgreedBy)
		for _, d := range v.AgreedBy {
			if err := s.checkDiscipline(ctx, tx.Tx, &c, d); err != nil {
				return err
			}
		}
		if err := s.checkForum(ctx, tx.Tx, &c, f); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		seats, err := seatsTx(ctx, tx.Tx, view{at: v.Since, known: k}, f)
		if err != nil {
			return err
		}
		if !v.Equal && CountedEqual(v, seatedOf(seats)) {
			return fault.InvalidField("agreed_by", "Ongelijke stemmen kunnen alleen als elke discipline met een zetel ja zei.",
				"unequal votes need the yes of every discipline that has a seat")
		}
		_, err = tx.Exec(ctx, `UPDATE forum_votes SET known_until = $5 WHERE forum = $1 AND region = $2 AND wijkverband = $3 AND from_at >= $4 AND known_until IS NULL`,
			f.Kind, f.Region, f.Wijkverband, clock.Micros(v.Since), clock.Micros(k))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `INSERT INTO forum_votes (forum, region, wijkverband, from_at, known_from, equal, agreed_by) VALUES `+store.Placeholders(1, 7),
			f.Kind, f.Region, f.Wijkverband, clock.Micros(v.Since), clock.Micros(k), bit(v.Equal), joined(v.AgreedBy))
		if err != nil {
			return err
		}
		return tx.Changed(map[string]any{"equal": v.Equal, "agreed_by": v.AgreedBy})
	})
}

// Votes tells how votes count at a table at a moment; zero is now. Unequal ones count as equal while a
// discipline that has a seat did not agree.
func (s *Service) Votes(ctx context.Context, f Forum, at time.Time) (Votes, error) {
	return s.VotesKnown(ctx, f, at, time.Time{})
}

// VotesKnown is [Service.Votes] as it was known at a moment; zero is now.
func (s *Service) VotesKnown(ctx context.Context, f Forum, at, known time.Time) (votes Votes, err error) {
	defer fault.Wrap(&err, "mandate.Votes(%s)", f.Kind)
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		v, err := look(ctx, tx, at, known)
		if err != nil {
			return err
		}
		if votes, err = votesTx(ctx, tx, v, f); err != nil {
			return err
		}
		seats, err := seatsTx(ctx, tx, v, f)
		votes.Equal = CountedEqual(votes, seatedOf(seats))
		return err
	})
	return votes, err
}

// votesTx gives what was decided on votes, whoever has joined since.
func votesTx(ctx context.Context, tx *store.Tx, v view, f Forum) (Votes, error) {
	votes, err := store.One(ctx, tx, func(row func(...any) error) (o Votes, err error) {
		var from int64
		var agreed string
		err = row(&from, &o.Equal, &agreed)
		o.Since = clock.FromMicros(from)
		for code := range strings.FieldsSeq(agreed) {
			o.AgreedBy = append(o.AgreedBy, network.DisciplineCode(code))
		}
		return o, err
	}, `SELECT x.from_at, x.equal, x.agreed_by FROM forum_votes x WHERE x.forum = $1 AND x.region = $2 AND x.wijkverband = $3 AND x.from_at <= $4 AND `+knownAt("x", "$5")+`
		ORDER BY x.from_at DESC LIMIT 1`, f.Kind, f.Region, f.Wijkverband, clock.Micros(v.at), clock.Micros(v.known))
	if errors.Is(err, store.ErrNone) {
		votes, err = Votes{Equal: true}, nil
	}
	votes.Forum = f
	return votes, err
}

func joined(codes []network.DisciplineCode) string {
	texts := make([]string, len(codes))
	for i, c := range codes {
		texts[i] = string(c)
	}
	return strings.Join(texts, " ")
}
