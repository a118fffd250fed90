package agreement

import (
	"context"
	"errors"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Get gives an agreement as it stands. What its parties made public everybody may read, without what is
// still being decided; the rest is for who looks after it, its parties and their members.
func (s *Service) Get(ctx context.Context, actor access.Actor, which ID) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.Get(%s)", which)
	return s.show(ctx, actor, "agreement.Get", which, time.Time{})
}

// At gives an agreement as it was at a moment: the same answer whenever it is asked. What is missing
// before it is active is told of the present alone.
func (s *Service) At(ctx context.Context, actor access.Actor, which ID, at time.Time) (_ Agreement, err error) {
	defer fault.Wrap(&err, "agreement.At(%s)", which)
	return s.show(ctx, actor, "agreement.At", which, at)
}

func (s *Service) show(ctx context.Context, actor access.Actor, name string, which ID, at time.Time) (out Agreement, err error) {
	open, err := s.openTo(ctx, actor, name, which)
	if err != nil {
		return Agreement{}, err
	}
	if open {
		err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
			out, err = s.viewTx(ctx, tx, which, at)
			return err
		})
		if err == nil && !out.Public {
			err = missing() // it is public, and was not then
		}
		return out.public(), err
	}
	err = s.spine.Look(ctx, s.attempt(actor, name, which), func(ctx context.Context, tx *act.Tx) (err error) {
		if out, err = s.viewFor(ctx, tx.Tx, actor, which, at); err == nil {
			tx.Found(1)
		}
		return err
	})
	if err != nil {
		return Agreement{}, err
	}
	return out, nil
}

// attempt describes a look at an agreement.
func (s *Service) attempt(actor access.Actor, name string, which ID) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		return s.ReaderTx(ctx, tx, actor, which)
	}}
}

// openTo is [Service.OpenTx] on a moment of its own.
func (s *Service) openTo(ctx context.Context, actor access.Actor, name string, which ID) (open bool, err error) {
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		open, err = s.OpenTx(ctx, tx, actor, name, which)
		return err
	})
	return open, err
}

// OpenTx tells whether the actor reads an agreement as everybody does: it is public, and nothing gives
// them a right to more. To somebody unknown one that is not public is not there: they get the same answer,
// after the same look, so that neither the answer nor its time tells of it.
func (s *Service) OpenTx(ctx context.Context, tx *store.Tx, actor access.Actor, name string, which ID) (open bool, err error) {
	if open, err = publicTx(ctx, tx, which); err != nil {
		return false, err
	}
	if !open {
		if actor.Role == access.Citizen {
			err = missing()
		}
		return false, err
	}
	subject, err := s.ReaderTx(ctx, tx, actor, which)
	return err == nil && !s.spine.Policies().Right(actor, name, subject).Allowed, err
}

func publicTx(ctx context.Context, tx *store.Tx, which ID) (public bool, err error) {
	err = tx.QueryRow(ctx, `SELECT public FROM agreement WHERE id = $1`, which).Scan(&public)
	if errors.Is(err, store.ErrNone) {
		return false, missing()
	}
	return public, err
}

// public leaves out what is still being decided, and between whom, and which people signed.
func (a Agreement) public() Agreement {
	a.Proposed, a.Objections, a.Consultations, a.Missing = nil, nil, nil, nil
	a.Parties = slices.Clone(a.Parties)
	for i := range a.Parties {
		a.Parties[i].Next, a.Parties[i].Consulting = nil, false
		if g := a.Parties[i].Signature; g != nil {
			bare := *g
			bare.Signer, bare.Chain.Signer, bare.Statement = "", "", nil
			a.Parties[i].Signature = &bare
		}
		a.Parties[i].Ending, a.Parties[i].EndingWhy = time.Time{}, ""
	}
	a.Clauses = slices.Clone(a.Clauses)
	for i := range a.Clauses {
		if a.Clauses[i].Status == ClauseObjected {
			a.Clauses[i].Status = ClauseAgreed
		}
	}
	return a
}

// ReaderTx describes an agreement to the policies for somebody who wants to read it: its region and
// wijkverband; the reader's organisation when that is a party or a member of one, or the one for which a
// draft was made; and the reader when they speak for a party. A draft is of those who make it.
func (s *Service) ReaderTx(ctx context.Context, tx *store.Tx, actor access.Actor, which ID) (access.Subject, error) {
	a, err := store.One(ctx, tx, scanRoot, `SELECT `+rootColumns+` FROM agreement a WHERE a.id = $1`, which)
	if errors.Is(err, store.ErrNone) {
		return access.Subject{}, missing()
	}
	if err != nil {
		return access.Subject{}, err
	}
	subject, err := s.subjectTx(ctx, tx, &a.Agreement)
	if err != nil {
		return subject, err
	}
	if actor.Organization != "" && actor.Organization == string(a.By) {
		subject.Organization = actor.Organization
		return subject, nil
	}
	parties, err := store.All(ctx, tx, func(row func(...any) error) (p network.OrganizationID, err error) { return p, row(&p) },
		`SELECT p.organization FROM agreement_party p JOIN agreement_text t ON t.agreement = p.agreement AND t.version = p.version
		WHERE p.agreement = $1 AND p.version IN ($2, $3) AND t.offered_at IS NOT NULL`, which, a.Version, a.newest)
	if err != nil || len(parties) == 0 {
		return subject, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return subject, err
	}
	if actor.Organization != "" {
		member, err := isMember(ctx, tx, network.OrganizationID(actor.Organization), parties, now)
		if err != nil {
			return subject, err
		}
		if member || slices.Contains(parties, network.OrganizationID(actor.Organization)) {
			subject.Organization = actor.Organization
		}
	}
	if actor.Person == "" || actor.Assurance == access.NoAssurance {
		return subject, nil
	}
	speaks, err := s.Mandates.Represents(ctx, tx, network.PersonID(actor.Person), a.Forum, now)
	if slices.ContainsFunc(speaks, func(o network.OrganizationID) bool { return slices.Contains(parties, o) }) {
		subject.Person = actor.Person
	}
	return subject, err
}

// isMember tells whether a provider is affiliated to one of the parties.
func isMember(ctx context.Context, tx *store.Tx, who network.OrganizationID, parties []network.OrganizationID, at time.Time) (yes bool, err error) {
	args := []any{who, clock.Micros(at)}
	for _, p := range parties {
		args = append(args, p)
	}
	err = tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM affiliation WHERE provider = $1 AND known_until IS NULL AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)
		AND body IN (`+marks(3, len(parties))+`))`, args...).Scan(&yes)
	return yes, err
}

// marks gives "$3,$4" for n parameters from the first.
func marks(first, n int) string {
	var b []byte
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, access.Placeholder(first+i)...)
	}
	return string(b)
}

// Versions gives every version of the text, the oldest first: two of them make a [Redline].
func (s *Service) Versions(ctx context.Context, actor access.Actor, which ID) (out []Text, err error) {
	defer fault.Wrap(&err, "agreement.Versions(%s)", which)
	open, err := s.openTo(ctx, actor, "agreement.Versions", which)
	if err != nil {
		return nil, err
	}
	read := func(ctx context.Context, tx *store.Tx, only string) error {
		texts, err := store.All(ctx, tx, scanText, `SELECT `+textColumns+` FROM agreement_text WHERE agreement = $1`+only+` ORDER BY version`, which)
		out = out[:0]
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		for _, t := range texts {
			if err := t.fillParties(ctx, tx, which); err != nil {
				return err
			}
			t.name(clock.Micros(now))
			out = append(out, t.Text)
		}
		return nil
	}
	if open {
		err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error { return read(ctx, tx, ` AND state = 'agreed'`) })
		return out, err
	}
	err = s.spine.Look(ctx, s.attempt(actor, "agreement.Versions", which), func(ctx context.Context, tx *act.Tx) error {
		err := read(ctx, tx.Tx, ``)
		tx.Found(len(out))
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
