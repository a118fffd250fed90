package launch

import (
	"context"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/store"
)

// askWithin bounds the question to a record system whether it takes this site, while somebody waits for a form.
const askWithin = 5 * time.Second

var (
	notSigned = fault.Text{
		NL: "Dit dossiersysteem zegt dat het onze handtekening niet aanneemt. Kies ‘Niet’, of vraag de leverancier om client-confidential-asymmetric met ES384.",
		EN: "the record system says that it does not take client-confidential-asymmetric with ES384",
	}
	notPublic = fault.Text{
		NL: "Dit dossiersysteem zegt dat het alleen programma’s toelaat die bewijzen wie zij zijn. Kies ‘Met een handtekening’, of vraag de leverancier om client-public.",
		EN: "the record system says that it does not take public clients",
	}
)

// taken is what the act must say of a way in which this site would come to a record system that says it does not take
// it; nil where it does. One that does not answer is not judged: a try shows that. Nothing is asked for who may not do
// the act, or with a form that is wrong anyway; the act itself refuses those. It is asked ahead of the act, since
// nobody waits for another system within a transaction.
func (s *Service) taken(ctx context.Context, actor access.Actor, name string, n *System) error {
	if len(n.check(s.Rules)) > 0 || !s.Spine.Policies().Decide(actor, name, n.subject()).Allowed {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	if d, err := s.launches.Look(ctx, n.Base); err == nil && len(d.LacksFor(n.Signed)) > 0 {
		why := notPublic
		if n.Signed {
			why = notSigned
		}
		return fault.InvalidField("signed", why.NL, why.EN)
	}
	return nil
}

// takenAnew is taken for a change of a record system that is known.
func (s *Service) takenAnew(ctx context.Context, actor access.Actor, which SystemID, c Change) error {
	if c.Signed == nil {
		return nil
	}
	var n System
	err := s.Spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		n, err = find(ctx, tx, which)
		return err
	})
	if err != nil || n.Signed == *c.Signed {
		return nil // the act itself finds out
	}
	n.Signed = *c.Signed
	return s.taken(ctx, actor, "launch.Set", &n)
}
