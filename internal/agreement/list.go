package agreement

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/store"
)

// mostListed bounds what is read of a list at once.
const mostListed = 200

// args numbers the parameters of a statement while it is put together.
type args []any

func (a *args) add(v any) string {
	*a = append(*a, v)
	return access.Placeholder(len(*a))
}

// sight says which agreements somebody may read: in SQL, the same as [Service.ReaderTx] says of each.
type sight struct {
	bound   access.Bound
	nation  bool
	speaks  []spoken // whom they speak for
	nothing bool     // they read what is public alone
}

// spoken is a party for which somebody speaks at a table.
type spoken struct {
	forum mandate.Forum
	party network.OrganizationID
}

// reading is the act whose bounds are those of a list: what may be read one by one.
var reading = "agreement.Get"

// sightOf works out what somebody may read who does name.
func (s *Service) sightOf(ctx context.Context, actor access.Actor, name string) (v sight, err error) {
	// Who signed in for something else reads what everybody does, and no less.
	lists := access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband}
	if !identity.SignedIn(actor) || !s.spine.Policies().Right(actor, name, lists).Allowed {
		return sight{nothing: true}, nil
	}
	board, err := s.Mandates.NationBoard(ctx)
	if err != nil {
		return v, err
	}
	p := s.spine.Policies()
	v.bound = p.Bound(actor, reading)
	v.nation = p.Right(actor, reading, access.Subject{Type: "agreement", Role: ofNation, Desk: string(board)}).Allowed
	if v.bound.Person == "" {
		return v, nil
	}
	held, err := s.Mandates.Mandates(ctx, mandate.Query{Delegate: network.PersonID(actor.Person)})
	if err != nil {
		return v, err
	}
	asked := map[mandate.Forum]bool{}
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, m := range held {
			if asked[m.Forum] {
				continue
			}
			asked[m.Forum] = true
			parties, err := s.Mandates.Represents(ctx, tx, network.PersonID(actor.Person), m.Forum, time.Time{})
			if err != nil {
				return err
			}
			for _, p := range parties {
				v.speaks = append(v.speaks, spoken{m.Forum, p})
			}
		}
		return nil
	})
	return v, err
}

// where writes the condition on agreements a with states s.
func (v sight) where(q *args, now int64) string {
	either := []string{`a.public = 1 AND s.public = 1`}
	if v.nothing {
		return `(` + either[0] + `)`
	}
	if v.bound.All {
		return `(1 = 1)`
	}
	if v.nation {
		either = append(either, `a.level = 'nation'`)
	}
	if v.bound.Region != "" {
		either = append(either, `a.region = `+q.add(v.bound.Region))
	}
	if v.bound.Wijkverband != "" {
		either = append(either, `a.wijkverband = `+q.add(v.bound.Wijkverband))
	}
	const party = `EXISTS (SELECT 1 FROM agreement_party p JOIN agreement_text x ON x.agreement = p.agreement AND x.version = p.version
		WHERE p.agreement = a.id AND p.version IN (a.version, a.newest) AND x.offered_at IS NOT NULL AND `
	if v.bound.Organization != "" {
		own, at := q.add(v.bound.Organization), q.add(now)
		either = append(either, `a.drafted_by = `+own, party+`(p.organization = `+own+` OR p.organization IN (SELECT f.body FROM affiliation f
			WHERE f.provider = `+own+` AND f.known_until IS NULL AND f.from_at <= `+at+` AND (f.until_at IS NULL OR f.until_at > `+at+`))))`)
	}
	for _, m := range v.speaks {
		either = append(either, `a.forum = `+q.add(string(m.forum.Kind))+` AND a.region = `+q.add(string(m.forum.Region))+
			` AND a.wijkverband = `+q.add(string(m.forum.Wijkverband))+` AND `+party+`p.organization = `+q.add(string(m.party))+`)`)
	}
	return `(` + strings.Join(either, ` OR `) + `)`
}

const summaryColumns = `a.id, a.number, a.kind, a.level, a.forum, a.region, a.wijkverband, t.title, s.state, s.version, t.parent, s.public, s.from_at, t.review_at, t.until_at`

func scanSummary(row func(...any) error, more ...any) (m Summary, err error) {
	var since int64
	var review, until sql.NullInt64
	err = row(append([]any{&m.ID, &m.Number, &m.Kind, &m.Level, &m.Forum.Kind, &m.Forum.Region, &m.Forum.Wijkverband, &m.Title, &m.State, &m.Version, &m.Parent,
		&m.Public, &since, &review, &until}, more...)...)
	m.Since, m.ReviewAt, m.Until = clock.FromMicros(since), endOf(review), endOf(until)
	return m, err
}

const fromStates = ` FROM agreement a JOIN agreement_state s ON s.agreement = a.id JOIN agreement_text t ON t.agreement = a.id AND t.version = s.version WHERE `

// stood is the condition on the state s that held at a moment; zero is now.
func stood(q *args, at time.Time) string {
	if at.IsZero() {
		return `s.until_at IS NULL`
	}
	us := q.add(clock.Micros(at))
	return `s.from_at <= ` + us + ` AND (s.until_at IS NULL OR s.until_at > ` + us + `)`
}

// List gives the agreements that the actor may read, the newest first, as they stood at a moment.
func (s *Service) List(ctx context.Context, actor access.Actor, q Query) (p Page, err error) {
	defer fault.Wrap(&err, "agreement.List")
	may, err := s.sightOf(ctx, actor, "agreement.List")
	if err != nil {
		return Page{}, err
	}
	after := 0
	if q.After != "" {
		if after, err = strconv.Atoi(q.After); err != nil || after < 1 {
			return Page{}, fault.InvalidField("cursor", "Deze pagina hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the cursor of the page before, of the same query")
		}
	}
	if q.Limit <= 0 || q.Limit > mostListed {
		q.Limit = mostListed
	}
	read := func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		var a args
		var where string
		if q.Granted {
			where = stood(&a, time.Time{}) + grantedTo(&a, network.OrganizationID(actor.Organization)) + q.where(&a)
		} else {
			where = stood(&a, q.At) + ` AND ` + may.where(&a, clock.Micros(now)) + q.where(&a)
		}
		page := where
		counted := a
		if after > 0 {
			page += ` AND a.number < ` + a.add(after)
		}
		p.Items, err = store.All(ctx, tx, func(row func(...any) error) (Summary, error) { return scanSummary(row) },
			`SELECT `+summaryColumns+fromStates+page+fmt.Sprintf(` ORDER BY a.number DESC LIMIT %d`, q.Limit+1), a...)
		if err != nil {
			return err
		}
		if p.Total, p.Next = len(p.Items), ""; len(p.Items) > q.Limit {
			p.Items = p.Items[:q.Limit]
			p.Next = strconv.Itoa(p.Items[q.Limit-1].Number)
		}
		if p.Next != "" || after > 0 {
			if err := tx.QueryRow(ctx, `SELECT count(*)`+fromStates+where, counted...).Scan(&p.Total); err != nil {
				return err
			}
		}
		if q.Granted {
			return nil
		}
		if err := partiesOf(ctx, tx, p.Items, q.At); err != nil || !q.At.IsZero() {
			return err
		}
		return asksOf(ctx, tx, p.Items)
	}
	if may.nothing {
		err = s.read(ctx, read)
		return p, err
	}
	// What they see of it the sight says; here it is about whether they look for anybody at all.
	subject := access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization, Region: actor.Region, Wijkverband: actor.Wijkverband}
	if subject.ID == "" {
		subject.Type, subject.ID = "region", actor.Region
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "agreement.List", Load: func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil }},
		func(ctx context.Context, tx *act.Tx) error {
			err := read(ctx, tx.Tx)
			tx.Found(len(p.Items))
			return err
		})
	if err != nil {
		return Page{}, err
	}
	return p, nil
}

// grantedTo is the condition on agreements that bind and whose parties let an organisation see the counts of
// what is kept, as [Service.GrantedTx] says of each.
func grantedTo(q *args, who network.OrganizationID) string {
	of := q.add(who)
	return ` AND s.state IN ('active', 'review') AND ` + of + ` <> '' AND (EXISTS (SELECT 1 FROM agreement_grant g
		WHERE g.agreement = a.id AND g.version = s.version AND g.organization = ` + of + `) OR EXISTS (SELECT 1 FROM agreement_party p
		WHERE p.agreement = a.id AND p.version = s.version AND p.as_what <> 'leaves' AND p.left_at IS NULL AND p.organization = ` + of + `))`
}

// where writes what a query bounds.
func (q *Query) where(a *args) (w string) {
	for _, same := range []struct{ column, value string }{
		{"a.level", q.Level}, {"a.region", string(q.Region)}, {"a.wijkverband", string(q.Wijkverband)}, {"s.state", string(q.State)}, {"a.kind", string(q.Kind)}, {"t.parent", string(q.Parent)},
	} {
		if same.value != "" {
			w += ` AND ` + same.column + ` = ` + a.add(same.value)
		}
	}
	if q.Binding {
		w += ` AND s.state IN ('active', 'review')`
	}
	if q.Party != "" {
		w += ` AND EXISTS (SELECT 1 FROM agreement_party p WHERE p.agreement = a.id AND p.version = s.version AND p.as_what <> 'leaves' AND ` + stays(a, q.At) + ` AND p.organization = ` + a.add(string(q.Party)) + `)`
	}
	return w
}

// stays is the condition on a party p that it had not stepped out at a moment; zero is now.
func stays(a *args, at time.Time) string {
	if at.IsZero() {
		return `p.left_at IS NULL`
	}
	return `(p.left_at IS NULL OR p.left_at > ` + a.add(clock.Micros(at)) + `)`
}

// partiesOf fills in the parties of each agreement in a list.
func partiesOf(ctx context.Context, tx *store.Tx, all []Summary, when time.Time) error {
	return ofEach(ctx, tx, all, func(a *args, ids string) string {
		return `SELECT p.agreement, p.version, p.organization FROM agreement_party p WHERE p.agreement IN (` + ids + `) AND p.as_what <> 'leaves' AND ` + stays(a, when) + ` ORDER BY p.agreement, p.version, p.position`
	}, func(m *Summary, version int, who network.OrganizationID) {
		if m.Version == version && !slices.Contains(m.Parties, who) {
			m.Parties = append(m.Parties, who)
		}
	})
}

// ofEach gives the parties of all agreements in a list, in one question: ids is how their ids stand in it.
func ofEach(ctx context.Context, tx *store.Tx, all []Summary, query func(a *args, ids string) string, give func(m *Summary, version int, who network.OrganizationID)) error {
	if len(all) == 0 {
		return nil
	}
	var a args
	at := make(map[ID]int, len(all))
	in := make([]string, len(all))
	for i, m := range all {
		at[m.ID], in[i] = i, a.add(m.ID)
	}
	type party struct {
		of      ID
		version int
		who     network.OrganizationID
	}
	text := query(&a, strings.Join(in, ","))
	found, err := store.All(ctx, tx, func(row func(...any) error) (p party, err error) { return p, row(&p.of, &p.version, &p.who) }, text, a...)
	for _, p := range found {
		give(&all[at[p.of]], p.version, p.who)
	}
	return err
}
