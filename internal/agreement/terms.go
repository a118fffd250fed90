package agreement

import (
	"context"
	"database/sql"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// TermsTx gives what parties took upon themselves between two moments: a row for each version of an
// agreement that bound (also under review), each party that it bound, and each obligation; of all agreements when no id is given.
func (s *Service) TermsTx(ctx context.Context, tx *store.Tx, which ID, from, until time.Time) (_ []Term, err error) {
	defer fault.Wrap(&err, "agreement.TermsTx")
	var a args
	where := ``
	if which != "" {
		where = ` AND s.agreement = ` + a.add(which)
	}
	return terms(ctx, tx, a, where, "", from, until)
}

// TermsOfTx gives what one organisation had taken upon itself at a moment.
func (s *Service) TermsOfTx(ctx context.Context, tx *store.Tx, party network.OrganizationID, at time.Time) (_ []Term, err error) {
	defer fault.Wrap(&err, "agreement.TermsOfTx")
	var a args
	where := ` AND s.agreement IN (SELECT p.agreement FROM agreement_party p WHERE p.organization = ` + a.add(party) + `)`
	return terms(ctx, tx, a, where, party, at, at.Add(time.Microsecond))
}

// times is a version of an agreement with when it bound.
type times struct {
	Term
	body        []byte
	from, until time.Time
}

// terms reads the versions that bound at some moment of a time, and the parties that they bound. A version
// binds without a gap: what is active, under review and active again has one beginning.
func terms(ctx context.Context, tx *store.Tx, a args, where string, only network.OrganizationID, from, until time.Time) (out []Term, err error) {
	begins, ends := a.add(clock.Micros(from)), a.add(clock.Micros(until))
	versions, err := store.All(ctx, tx, func(row func(...any) error) (t times, err error) {
		var body string
		var from int64
		var until sql.NullInt64
		err = row(&t.Agreement, &t.Number, &t.Kind, &t.Forum.Kind, &t.Forum.Region, &t.Forum.Wijkverband, &t.Subject, &t.Title, &t.Text, &body, &from, &until)
		t.body, t.from, t.until = []byte(body), clock.FromMicros(from), endOf(until)
		return t, err
	}, `SELECT a.id, a.number, a.kind, a.forum, a.region, a.wijkverband, a.subject, t.title, t.version, t.body, b.from_at, b.until_at
		FROM (SELECT s.agreement, s.version, min(s.from_at) AS from_at, CASE WHEN count(*) = count(s.until_at) THEN max(s.until_at) END AS until_at
			FROM agreement_state s WHERE s.state IN ('active', 'review')`+where+` GROUP BY s.agreement, s.version) b
		JOIN agreement a ON a.id = b.agreement JOIN agreement_text t ON t.agreement = b.agreement AND t.version = b.version
		WHERE b.from_at < `+ends+` AND (b.until_at IS NULL OR b.until_at > `+begins+`) ORDER BY a.number, t.version`, a...)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		body, _, _, err := decodeBody(v.body)
		if err != nil {
			return nil, err
		}
		parties, err := store.All(ctx, tx, func(row func(...any) error) (p asked, err error) {
			var since, left sql.NullInt64
			err = row(&p.organization, &since, &left)
			p.since, p.left = endOf(since), endOf(left)
			return p, err
		}, `SELECT organization, since_at, left_at FROM agreement_party WHERE agreement = $1 AND version = $2 AND since_at IS NOT NULL AND ($3 = '' OR organization = $3) ORDER BY position`, v.Agreement, v.Text, only)
		if err != nil {
			return nil, err
		}
		for _, p := range parties {
			t := v.Term
			t.Party, t.From, t.Until = p.organization, latest(v.from, p.since), v.until
			if !t.From.Before(until) {
				continue // it joined later
			}
			if !p.left.IsZero() && (t.Until.IsZero() || p.left.Before(t.Until)) {
				t.Until = p.left
			}
			if !t.Until.IsZero() && !t.Until.After(from) {
				continue // it had left
			}
			for _, o := range body.Obligations {
				if o.Who == "each" || o.Who == string(p.organization) {
					t.Obligation = o
					out = append(out, t)
				}
			}
		}
	}
	return out, nil
}
