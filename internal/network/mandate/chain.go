package mandate

import (
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Chain tells whether somebody may bind a party, link by link, or what is missing. Asked again with its
// KnownAt, the answer is the same forever.
func (s *Service) Chain(ctx context.Context, q Ask) (c Chain, err error) {
	defer fault.Wrap(&err, "mandate.Chain")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err = chain(ctx, tx, q)
		return err
	})
	return c, err
}

// ChainTx is [Service.Chain] within an act that relies on it. A chain as known now keeps every mandate as
// it is until the transaction ends, so the transaction must be one that writes; one as known before needs
// no such hold. It decides nothing.
func (s *Service) ChainTx(ctx context.Context, tx *store.Tx, q Ask) (Chain, error) {
	if q.Known.IsZero() {
		if err := hold(ctx, tx); err != nil {
			return Chain{}, err
		}
	}
	return chain(ctx, tx, q)
}

// Same tells whether two chains say the same. What the links are called is left out: words may be put
// better later.
func (c Chain) Same(other Chain) bool {
	return c.Party == other.Party && c.Signer == other.Signer && c.Forum == other.Forum && c.Subject == other.Subject &&
		c.At.Equal(other.At) && c.KnownAt.Equal(other.KnownAt) && c.Valid == other.Valid && c.Why == other.Why &&
		slices.EqualFunc(c.Links, other.Links, func(a, b Link) bool {
			return a.Kind == b.Kind && a.ID == b.ID && a.Version == b.Version && a.From.Equal(b.From) && a.Until.Equal(b.Until)
		})
}

func chain(ctx context.Context, tx *store.Tx, q Ask) (Chain, error) {
	v, err := look(ctx, tx, q.At, q.Known)
	if err != nil {
		return Chain{}, err
	}
	c := Chain{Party: q.Party, Signer: q.Signer, Forum: q.Forum, Subject: q.Subject, At: v.at, KnownAt: v.known, Why: NoMandate}
	if q.Signer == "" || q.Party == "" {
		return c, nil
	}
	if err := c.through(ctx, tx, v, q.Party, nil); err != nil || c.Valid || !q.Through {
		return c, err
	}
	bodies, err := store.All(ctx, tx, scanAffiliation, `SELECT `+affiliationColumns+` FROM affiliation f WHERE f.provider = $1 AND `+holds("f", "$2")+` AND `+knownAt("f", "$3")+`
		ORDER BY f.from_at, f.id`, q.Party, clock.Micros(v.at), clock.Micros(v.known))
	if err != nil {
		return c, err
	}
	for _, a := range bodies {
		if err := c.through(ctx, tx, v, a.Body, []Link{a.link()}); err != nil || c.Valid {
			return c, err
		}
	}
	return c, nil
}

// through looks for a mandate of a grantor to the signer, and completes the chain with it. before are the
// links that lead to the grantor. Of several that have force, the delegate's own goes first, then the
// oldest.
func (c *Chain) through(ctx context.Context, tx *store.Tx, v view, grantor network.OrganizationID, before []Link) error {
	known := clock.Micros(v.known)
	stood, err := store.All(ctx, tx, scanSubstitution, `SELECT `+substitutionColumns+` FROM substitution b JOIN mandate m ON m.id = b.mandate
		WHERE m.grantor = $1 AND b.person = $2 AND `+holds("b", "$3")+` AND `+knownAt("b", "$4")+` AND `+knownAt("m", "$4")+` ORDER BY b.from_at, b.id`,
		grantor, c.Signer, clock.Micros(v.at), known)
	if err != nil {
		return err
	}
	mandates, err := grantedBy(ctx, tx, v, grantor)
	if err != nil {
		return err
	}
	spans, err := standingsOf(ctx, tx, v, grantor, c.Forum.Region)
	if err != nil {
		return err
	}
	try := func(m kept, more ...Link) {
		standings := m.standings(spans)
		ok, why := Force(m.Mandate, standings.spans(), c.Subject, c.Forum, c.At)
		if !ok {
			if nearer(why, c.Why) {
				c.Why = why
			}
			return
		}
		c.Valid, c.Why = true, ""
		c.Links = slices.Concat(before, standings.links(c.At), []Link{m.link()}, more)
	}
	for _, m := range mandates {
		if m.Delegate == c.Signer && !c.Valid {
			try(m)
		}
	}
	for _, b := range stood {
		for _, m := range mandates {
			if m.ID == b.Mandate && !c.Valid {
				try(m, b.link())
			}
		}
	}
	return nil
}

// grantedBy gives the mandates of a grantor as known, oldest first.
func grantedBy(ctx context.Context, tx *store.Tx, v view, grantor network.OrganizationID) ([]kept, error) {
	return store.All(ctx, tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE m.grantor = $1 AND `+knownAt("m", "$2")+` ORDER BY m.from_at, m.id`,
		grantor, clock.Micros(v.known))
}

// standings are those of one grantor; nil is of one that speaks for itself, always.
type standings []Standing

func (k kept) standings(of []Standing) standings {
	if k.own {
		return nil
	}
	return append(standings{}, of...)
}

// spans are the times in which the grantor could speak.
func (s standings) spans() []Span {
	if s == nil {
		return []Span{{}}
	}
	spans := make([]Span, len(s))
	for i := range s {
		spans[i] = s[i].Span
	}
	return spans
}

// links gives the standing that held at a moment.
func (s standings) links(at time.Time) []Link {
	for _, is := range s {
		if is.Has(at) {
			return []Link{is.link()}
		}
	}
	return nil
}

// What is told of steps that were decided nowhere in particular.
const (
	belongs = "Aangesloten bij de organisatie die voor de discipline spreekt."
	stands  = "Vervangt de gemachtigde."
)

func (a Affiliation) link() Link {
	return Link{Kind: "affiliation", ID: string(a.ID), Version: a.Version, From: a.From, Until: a.Until,
		Text: belongs, Plain: belongs}
}

func (s Standing) link() Link {
	return Link{Kind: "standing", ID: string(s.ID), Version: s.Version, From: s.From, Until: s.Until,
		Text: sentence("Erkend om te spreken voor "+string(s.Discipline), s.Evidence), Plain: sentence("Erkend om te spreken voor "+string(s.Discipline), "")}
}

func (m Mandate) link() Link {
	about := "alle onderwerpen"
	if !slices.Contains(m.Subjects, Every) {
		about = strings.Join(m.Subjects, ", ")
	}
	return Link{Kind: "mandate", ID: string(m.ID), Version: m.Version, From: m.From, Until: m.Ends(),
		Text: sentence("Mandaat voor "+about, m.Evidence), Plain: sentence("Mandaat voor "+about, "")}
}

func (b Substitution) link() Link {
	return Link{Kind: "substitution", ID: string(b.ID), Version: b.Version, From: b.From, Until: b.Until, Text: stands, Plain: stands}
}

// sentence ends a text, with where it was decided behind it.
func sentence(text, evidence string) string {
	if evidence != "" {
		text += ": " + evidence
	}
	return strings.TrimSuffix(text, ".") + "."
}

// Represents tells whom somebody may bind at a table at a moment (zero is now), on whatever subject. It
// decides nothing.
func (s *Service) Represents(ctx context.Context, tx *store.Tx, who network.PersonID, f Forum, at time.Time) (bound []network.OrganizationID, err error) {
	v, err := look(ctx, tx, at, time.Time{})
	if err != nil || who == "" {
		return nil, err
	}
	mandates, err := store.All(ctx, tx, scanMandate, `SELECT `+mandateColumns+` FROM mandate m WHERE m.forum = $1 AND m.region = $2 AND m.wijkverband = $3 AND `+knownAt("m", "$4")+`
		AND (m.delegate = $5 OR EXISTS (SELECT 1 FROM substitution b WHERE b.mandate = m.id AND b.person = $5 AND `+knownAt("b", "$4")+` AND `+holds("b", "$6")+`))
		ORDER BY m.grantor, m.id`, f.Kind, f.Region, f.Wijkverband, clock.Micros(v.known), who, clock.Micros(v.at))
	if err != nil {
		return nil, err
	}
	for _, m := range mandates {
		has, err := m.hasForce(ctx, tx, v, m.Subjects[0])
		if err != nil {
			return nil, err
		}
		if has && !slices.Contains(bound, m.Grantor) {
			bound = append(bound, m.Grantor)
		}
	}
	return bound, nil
}

// CoveredTx tells whether somebody, whoever it is, may bind a party at a table on a subject at a moment;
// zero is now. Without a subject any mandate will do. It decides nothing.
func (s *Service) CoveredTx(ctx context.Context, tx *store.Tx, party network.OrganizationID, f Forum, subject string, at time.Time) (bool, error) {
	v, err := look(ctx, tx, at, time.Time{})
	if err != nil {
		return false, err
	}
	mandates, err := grantedBy(ctx, tx, v, party)
	if err != nil {
		return false, err
	}
	for _, m := range mandates {
		on := subject
		if on == "" {
			on = m.Subjects[0]
		}
		if m.Forum != f {
			continue
		}
		if has, err := m.hasForce(ctx, tx, v, on); has || err != nil {
			return has, err
		}
	}
	return false, nil
}

// hasForce asks [Force] about a mandate at its own table.
func (k kept) hasForce(ctx context.Context, tx *store.Tx, v view, subject string) (bool, error) {
	of, err := standingsOf(ctx, tx, v, k.Grantor, k.Forum.Region)
	if err != nil {
		return false, err
	}
	ok, _ := Force(k.Mandate, k.standings(of).spans(), subject, k.Forum, v.at)
	return ok, nil
}
