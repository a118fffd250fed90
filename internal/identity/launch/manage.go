package launch

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/identity/oidc"
	"eerstelijn/internal/keys"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Options are what the service stands on.
type Options struct {
	Spine    *act.Spine
	Network  *network.Service
	Identity *identity.Service
	Keys     *keys.Ring
	Log      *slog.Logger
	Now      clock.Clock // nil is the machine's
	// Rules with Insecure allow record systems on this very machine, without TLS, for trials and tests.
	Rules oidc.Rules
	// Reach bounds which addresses are asked; nil is: public ones alone, and what Rules add.
	Reach http.RoundTripper
	// Assert says who this site is at a token address, under its signature; its keys are published.
	Assert func(client, audience string) (string, error)
}

// Service holds the record systems, and lets people in from them.
type Service struct {
	Options
	launches *oidc.Launches
}

// New makes the service.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{Options: o, launches: oidc.NewLaunches(oidc.Deps{Identity: o.Identity, Network: o.Network, Keys: o.Keys, Now: o.Now, Rules: o.Rules, Assert: o.Assert}, o.Reach)}
}

// Systems lists all record systems by name.
func (s *Service) Systems(ctx context.Context, actor access.Actor) (all []System, err error) {
	defer fault.Wrap(&err, "launch.Systems")
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "launch.Systems",
		Load: func(context.Context, *store.Tx) (access.Subject, error) {
			return access.Subject{Type: "record-system"}, nil
		},
	}, func(ctx context.Context, tx *act.Tx) (err error) {
		all, err = store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM record_system ORDER BY name, id`)
		tx.Found(len(all))
		return err
	})
	return all, err
}

// Add lets people in from a record system. ID and moments are made here. Invalid names the fields: 'name',
// 'base', 'issuer', 'client_id', 'organization', 'assurance', 'signed'. Conflict: this address is known already.
func (s *Service) Add(ctx context.Context, actor access.Actor, n System) (_ SystemID, err error) {
	defer fault.Wrap(&err, "launch.Add")
	n.ID = id.New[SystemID]()
	n.Name, n.Base = strings.Join(strings.Fields(n.Name), " "), baseOf(n.Base)
	n.Issuer, n.ClientID = strings.TrimSpace(n.Issuer), strings.TrimSpace(n.ClientID)
	verdict := s.taken(ctx, actor, "launch.Add", &n)
	err = s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "launch.Add",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return n.subject(), nil },
	}, func(ctx context.Context, tx *act.Tx) error {
		if err := cmp.Or(verdict, s.checkNew(ctx, tx, &n)); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO record_system (id, name, base, issuer, client_id, organization, assurance, patient, signed, state, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'on', $10)`,
			n.ID, n.Name, n.Base, n.Issuer, n.ClientID, n.Organization, int64(n.Assurance), bit(n.Patient), bit(n.Signed), clock.Micros(now)); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"base": n.Base, "issuer": n.Issuer, "organization": n.Organization, "assurance": n.Assurance, "patient": n.Patient, "signed": n.Signed})
	})
	if store.IsDuplicate(err) {
		err = errKnown
	}
	if err != nil {
		return "", err
	}
	return n.ID, nil
}

var errKnown = fault.New(fault.Conflict, "Een dossiersysteem met dit FHIR-adres staat er al.", "a record system with this base is known already")

func (s *Service) checkNew(ctx context.Context, tx *act.Tx, n *System) error {
	wrong := n.check(s.Rules)
	var there bool
	var count, same int
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM organization WHERE id = $1)`, n.Organization).Scan(&there); err != nil {
		return err
	}
	if !there {
		wrong = append(wrong, fault.Field{Name: "organization", Text: fault.Text{NL: "Deze organisatie kennen wij niet.", EN: "unknown organization"}})
	}
	if len(wrong) > 0 {
		return fault.InvalidFields(wrong...)
	}
	err := tx.QueryRow(ctx, `SELECT count(*), coalesce(sum(CASE WHEN base = $1 THEN 1 ELSE 0 END), 0) FROM record_system`, n.Base).Scan(&count, &same)
	switch {
	case err != nil:
		return err
	case same > 0:
		return errKnown
	case count >= maxSystems:
		return fault.New(fault.Conflict, "Er zijn al heel veel dossiersystemen.", "no more record systems can be added")
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// load locks a record system and describes it.
func load(which SystemID, into *System) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "record_system", string(which)); err != nil {
			return access.Subject{}, err
		}
		*into, err = find(ctx, tx, which)
		return into.subject(), err
	}
}

// Set changes how people come in from a record system, or lets nobody in any more. Sessions that it began
// end by themselves, as any do. Invalid names the fields: 'client_id', 'assurance', 'signed'.
func (s *Service) Set(ctx context.Context, actor access.Actor, which SystemID, c Change) (err error) {
	defer fault.Wrap(&err, "launch.Set(%s)", which)
	verdict := s.takenAnew(ctx, actor, which, c)
	var n System
	return s.Spine.Do(ctx, act.Attempt{Actor: actor, Act: "launch.Set", Load: load(which, &n)}, func(ctx context.Context, tx *act.Tx) error {
		if verdict != nil {
			return verdict
		}
		n, said := n, map[string]any{}
		if c.On != nil {
			n.On, said["on"] = *c.On, *c.On
		}
		if c.Patient != nil {
			n.Patient, said["patient"] = *c.Patient, *c.Patient
		}
		if c.ClientID != nil {
			n.ClientID = strings.TrimSpace(*c.ClientID)
			said["client"] = n.ClientID
		}
		if c.Assurance != nil {
			n.Assurance, said["assurance"] = *c.Assurance, *c.Assurance
		}
		if c.Signed != nil {
			n.Signed, said["signed"] = *c.Signed, *c.Signed
		}
		switch {
		case !clientFits(n.ClientID):
			return fault.InvalidField("client_id", wrongClient.NL, wrongClient.EN)
		case !levelFits(n.Assurance):
			return fault.InvalidField("assurance", wrongLevel.NL, wrongLevel.EN)
		}
		state := "off"
		if n.On {
			state = "on"
		}
		if _, err := tx.Exec(ctx, `UPDATE record_system SET state = $1, patient = $2, client_id = $3, assurance = $4, signed = $5 WHERE id = $6`,
			state, bit(n.Patient), n.ClientID, int64(n.Assurance), bit(n.Signed), which); err != nil {
			return err
		}
		return tx.Changed(said)
	})
}

// Report is what a try at a record system shows.
type Report struct {
	System System
	// Problem says why it did not answer; empty when it did.
	Problem fault.Text
	// Lacks are the parts of its document that do not fit, by the names that the standard gives them.
	Lacks    []string
	Document oidc.Document
}

// Try reads a record system's own document and says whether a launch can work. It changes nothing.
func (s *Service) Try(ctx context.Context, actor access.Actor, which SystemID) (rep Report, err error) {
	defer fault.Wrap(&err, "launch.Try(%s)", which)
	err = s.Spine.Look(ctx, act.Attempt{Actor: actor, Act: "launch.Try",
		Load: func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
			rep.System, err = find(ctx, tx, which)
			return rep.System.subject(), err
		},
	}, func(context.Context, *act.Tx) error { return nil })
	if err != nil {
		return Report{}, err
	}
	if rep.Document, err = s.launches.Look(ctx, rep.System.Base); err != nil {
		rep.Problem = fault.Text{
			NL: "Het dossiersysteem geeft op .well-known/smart-configuration geen antwoord dat wij kunnen lezen. Klopt het FHIR-adres? Mag Eerstelijn erbij vanaf het internet?",
			EN: "the record system gives no readable answer at .well-known/smart-configuration",
		}
		return rep, nil
	}
	rep.Lacks = append(rep.Document.Lacks(rep.System.Issuer, s.Rules), rep.Document.LacksFor(rep.System.Signed)...)
	return rep, nil
}
