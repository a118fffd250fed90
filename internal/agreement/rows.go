package agreement

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// stored is an agreement as it stands in its row, with the texts that matter for an act: the one that is
// shown, and the one that is open, which are the same until a first text is agreed.
type stored struct {
	Agreement
	newest    int
	changedAt time.Time
	reviewAt  time.Time
	checkAt   time.Time
	shown     *text
	open      *text // nil when nothing is proposed
	was       shownAs
}

// shownAs is what a row of states holds besides its times.
type shownAs struct {
	state   State
	version int
	public  bool
}

// text is a version as it stands, with who is asked to sign it and who did.
type text struct {
	Text
	parent  ID
	body    []byte // JSON of Body, as it was signed
	parties []asked
	signed  map[network.OrganizationID]*Signature
}

// asked is a party of a text, also one that stepped out since.
type asked struct {
	organization network.OrganizationID
	as           string
	added        time.Time
	since        time.Time // zero: this version does not bind it
	left         time.Time // zero: it did not step out
}

// party tells whether an organisation is asked to sign a text, or was and is bound by it.
func (t *text) party(who network.OrganizationID) (asked, bool) {
	p, there := t.ever(who)
	return p, there && p.left.IsZero()
}

// ever is party, also for who stepped out.
func (t *text) ever(who network.OrganizationID) (asked, bool) {
	for _, p := range t.parties {
		if p.organization == who {
			return p, true
		}
	}
	return asked{}, false
}

// bound gives those whom a text binds, or will.
func (t *text) bound() (all []asked) {
	for _, p := range t.parties {
		if p.as != AsLeaving && p.left.IsZero() {
			all = append(all, p)
		}
	}
	return all
}

// binds tells whether a text binds an organisation, or will.
func (t *text) binds(who network.OrganizationID) bool {
	p, there := t.party(who)
	return there && p.as != AsLeaving
}

// body is what is kept of a text besides its title and parent.
type body struct {
	Clauses     []Clause                 `json:"clauses"`
	Obligations []Obligation             `json:"obligations"`
	Programme   *Programme               `json:"programme"`
	From        *moment                  `json:"from"`
	Until       *moment                  `json:"until"`
	ReviewAt    *moment                  `json:"review_at"`
	Open        bool                     `json:"open"`
	Grants      []network.OrganizationID `json:"grants"`
}

func momentOrNil(t time.Time) *moment {
	if t.IsZero() {
		return nil
	}
	return new(moment(t))
}

func timeOf(m *moment) time.Time {
	if m == nil {
		return time.Time{}
	}
	return time.Time(*m)
}

// encodeBody gives the JSON that is kept and signed; decodeBody reads it.
func encodeBody(d *Draft) ([]byte, error) {
	return canonical(body{
		Clauses: d.Clauses, Obligations: d.Obligations, Programme: d.Programme, Open: d.Open, Grants: d.Grants,
		From: momentOrNil(d.From), Until: momentOrNil(d.Until), ReviewAt: momentOrNil(d.ReviewAt),
	})
}

func decodeBody(b []byte) (d Body, open bool, grants []network.OrganizationID, err error) {
	var k body
	if err := json.Unmarshal(b, &k); err != nil {
		return Body{}, false, nil, err
	}
	return Body{k.Clauses, k.Obligations, k.Programme, timeOf(k.From), timeOf(k.Until), timeOf(k.ReviewAt)}, k.Open, k.Grants, nil
}

const rootColumns = `a.id, a.number, a.edit, a.state, a.kind, a.level, a.forum, a.region, a.wijkverband, a.subject, a.template, a.drafted_by,
	a.version, a.newest, a.public, a.made_at, a.changed_at, a.review_at, a.ends_at, a.check_at`

func scanRoot(row func(...any) error) (*stored, error) {
	a := &stored{}
	var made, changed int64
	var review, ends, check sql.NullInt64
	err := row(&a.ID, &a.Number, &a.Edit, &a.State, &a.Kind, &a.Level, &a.Forum.Kind, &a.Forum.Region, &a.Forum.Wijkverband, &a.Subject, &a.Template, &a.By,
		&a.Version, &a.newest, &a.Public, &made, &changed, &review, &ends, &check)
	a.MadeAt, a.changedAt = clock.FromMicros(made), clock.FromMicros(changed)
	a.reviewAt, a.EndsAt, a.checkAt = endOf(review), endOf(ends), endOf(check)
	a.was = shownAs{a.State, a.Version, a.Public}
	return a, err
}

const textColumns = `version, state, title, parent, body, why, made_at, offered_at, agreed_at, dropped_at`

func scanText(row func(...any) error) (*text, error) {
	t := &text{signed: map[network.OrganizationID]*Signature{}}
	var body string
	var made int64
	var offered, agreed, dropped sql.NullInt64
	err := row(&t.Version, &t.State, &t.Title, &t.parent, &body, &t.Why, &made, &offered, &agreed, &dropped)
	if err != nil {
		return nil, err
	}
	t.body, t.MadeAt = []byte(body), clock.FromMicros(made)
	t.OfferedAt, t.AgreedAt, t.DroppedAt = endOf(offered), endOf(agreed), endOf(dropped)
	t.Body, _, _, err = decodeBody(t.body)
	return t, err
}

// find holds an agreement and reads it for an act.
func find(ctx context.Context, tx *store.Tx, which ID) (*stored, error) {
	if err := tx.Lock(ctx, "agreement", string(which)); err != nil {
		return nil, err
	}
	return look(ctx, tx, which)
}

// look reads an agreement as it stands.
func look(ctx context.Context, tx *store.Tx, which ID) (*stored, error) {
	a, err := store.One(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM agreement a WHERE a.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return nil, missing()
	}
	if err != nil {
		return nil, err
	}
	texts, err := store.All(ctx, tx, scanText, `SELECT `+textColumns+` FROM agreement_text WHERE agreement = $1 AND (version = $2 OR state IN ('draft', 'consent')) ORDER BY version`, which, a.Version)
	if err != nil {
		return nil, err
	}
	for _, t := range texts {
		if t.Version == a.Version {
			a.shown = t
		}
		if t.State == TextDraft || t.State == TextConsent {
			a.open = t
		}
		if err := t.fill(ctx, tx, which); err != nil {
			return nil, err
		}
	}
	a.Objections, err = objections(ctx, tx, which)
	return a, err
}

func missing() error {
	return fault.Missing("Deze afspraak bestaat niet.", "agreement not found")
}

// fill reads who is asked to sign a text, and who did.
func (t *text) fill(ctx context.Context, tx *store.Tx, which ID) error {
	if err := t.fillParties(ctx, tx, which); err != nil {
		return err
	}
	all, err := signatures(ctx, tx, `s.agreement = $1 AND s.version = $2`, which, t.Version)
	for i := range all {
		t.signed[all[i].Party] = &all[i]
	}
	return err
}

// fillParties reads who is asked to sign a text.
func (t *text) fillParties(ctx context.Context, tx *store.Tx, which ID) (err error) {
	t.parties, err = store.All(ctx, tx, func(row func(...any) error) (p asked, err error) {
		var added int64
		var since, left sql.NullInt64
		err = row(&p.organization, &p.as, &added, &since, &left)
		p.added, p.since, p.left = clock.FromMicros(added), endOf(since), endOf(left)
		return p, err
	}, `SELECT organization, as_what, added_at, since_at, left_at FROM agreement_party WHERE agreement = $1 AND version = $2 ORDER BY position`, which, t.Version)
	return err
}

// name fills in whom a text binds and whom it drops, as was known at a moment.
func (t *text) name(us int64) {
	t.Parties, t.Leaving = nil, nil
	for _, p := range t.parties {
		switch {
		case clock.Micros(p.added) > us, !p.left.IsZero() && clock.Micros(p.left) <= us:
		case p.as == AsLeaving:
			t.Leaving = append(t.Leaving, p.organization)
		default:
			t.Parties = append(t.Parties, p.organization)
		}
	}
}

// endOf reads a moment that may not be there, and ending stores one.
func endOf(us sql.NullInt64) time.Time {
	if !us.Valid {
		return time.Time{}
	}
	return clock.FromMicros(us.Int64)
}

func ending(t time.Time) sql.NullInt64 {
	return sql.NullInt64{Int64: clock.Micros(t), Valid: !t.IsZero()}
}

func bit(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
