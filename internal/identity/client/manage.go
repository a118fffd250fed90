package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/approval"
	"eerstelijn/internal/batch"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/store"
)

// maxName is the longest name of a client, in characters.
const maxName = 100

// Clients lists all clients: the active ones first, each by name.
func (s *Service) Clients(ctx context.Context, actor access.Actor) (all []Client, err error) {
	defer fault.Wrap(&err, "identity.Clients")
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "identity.Clients",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return access.Subject{Type: "client"}, nil },
	}, func(ctx context.Context, tx *act.Tx) (err error) {
		all, err = store.All(ctx, tx.Tx, scan, `SELECT `+columns+` FROM client ORDER BY state, name, id`)
		return err
	})
	return all, err
}

// AddClient adds a client with its scopes, all but the guarded ones, and its public keys. ID and
// moments are made here. Invalid names the fields.
func (s *Service) AddClient(ctx context.Context, actor access.Actor, c Client) (_ ID, err error) {
	defer fault.Wrap(&err, "identity.AddClient")
	c.ID = id.New[ID]()
	c.Name, c.JWKS, c.JWKSURL = strings.TrimSpace(c.Name), strings.TrimSpace(c.JWKS), strings.TrimSpace(c.JWKSURL)
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "identity.AddClient",
		Load: func(context.Context, *store.Tx) (access.Subject, error) { return c.subject(), nil },
	}, func(ctx context.Context, tx *act.Tx) error {
		c := c
		if err := check(ctx, tx.Tx, &c); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO client (id, name, organization, region, scopes, jwks, jwks_url, state, made_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8)`,
			c.ID, c.Name, c.Organization, c.Region, strings.Join(c.Scopes, " "), c.JWKS, c.JWKSURL, clock.Micros(now)); err != nil {
			return err
		}
		return tx.Changed(map[string]any{"organization": c.Organization, "scopes": c.Scopes})
	})
	if err != nil {
		return "", err
	}
	return c.ID, nil
}

// check reads a new client as somebody filled it in, and names every field that is wrong.
func check(ctx context.Context, tx *store.Tx, c *Client) error {
	var fields []fault.Field
	add := func(err error) {
		if e, ok := errors.AsType[*fault.Error](err); ok {
			fields = append(fields, e.Fields...)
		}
	}
	if n := utf8.RuneCountInString(c.Name); n == 0 || n > maxName || strings.ContainsFunc(c.Name, func(r rune) bool { return r < ' ' || r == utf8.RuneError }) {
		add(fault.InvalidField("name", "Vul de naam van het programma in, in hoogstens 100 tekens.", "expected a name of 1 to 100 characters"))
	}
	for _, ref := range []struct{ field, table, value, nl, en string }{
		{"organization", "organization", string(c.Organization), "Deze organisatie kennen wij niet.", "unknown organization"},
		{"region", "region", string(c.Region), "Deze regio kennen wij niet.", "unknown region"},
	} {
		if ref.field == "region" && ref.value == "" {
			continue
		}
		var there bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM `+ref.table+` WHERE id = $1)`, ref.value).Scan(&there); err != nil {
			return err
		}
		if !there {
			add(fault.InvalidField(ref.field, ref.nl, ref.en))
		}
	}
	scopes, err := checkScopes(c.Scopes, nil)
	c.Scopes = scopes
	add(err)
	add(checkKeys(c))
	return fault.InvalidFields(fields...).OrNil()
}

// change is an act on a client that has not ended.
func (s *Service) change(ctx context.Context, actor access.Actor, name string, client ID, do func(ctx context.Context, tx *act.Tx, c Client) error) error {
	var c Client
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: name, Load: load(client, &c)}, func(ctx context.Context, tx *act.Tx) error {
		if c.Ended {
			return fault.New(fault.Conflict, "Deze koppeling is al beëindigd.", "the client has ended already")
		}
		return do(ctx, tx, c)
	})
}

func load(client ID, c *Client) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if err := tx.Lock(ctx, "client", string(client)); err != nil {
			return access.Subject{}, err
		}
		*c, err = one(ctx, tx, client)
		return c.subject(), err
	}
}

// SetClientScopes replaces a client's scopes. Guarded ones can stay or go, not come; see
// [Service.GrantClientScope].
func (s *Service) SetClientScopes(ctx context.Context, actor access.Actor, client ID, scopes []string) (err error) {
	defer fault.Wrap(&err, "identity.SetClientScopes(%s)", client)
	return s.change(ctx, actor, "identity.SetClientScopes", client, func(ctx context.Context, tx *act.Tx, c Client) error {
		scopes, err := checkScopes(scopes, c.Scopes)
		if err != nil {
			return err
		}
		return setScopes(ctx, tx, c, scopes)
	})
}

func setScopes(ctx context.Context, tx *act.Tx, c Client, scopes []string) error {
	if _, err := tx.Exec(ctx, `UPDATE client SET scopes = $1 WHERE id = $2`, strings.Join(scopes, " "), c.ID); err != nil {
		return err
	}
	return tx.Changed(map[string]any{"from": c.Scopes, "to": scopes})
}

// SetClientKeys replaces the keys that a client signs with: a key set, or the address of one. Whoever
// holds the new keys is not who two people once trusted, so guarded scopes go and must be given again,
// and tokens that it has already stop working.
func (s *Service) SetClientKeys(ctx context.Context, actor access.Actor, client ID, jwks, jwksURL string) (err error) {
	defer fault.Wrap(&err, "identity.SetClientKeys(%s)", client)
	return s.change(ctx, actor, "identity.SetClientKeys", client, func(ctx context.Context, tx *act.Tx, c Client) error {
		c.JWKS, c.JWKSURL = strings.TrimSpace(jwks), strings.TrimSpace(jwksURL)
		if err := checkKeys(&c); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE client SET jwks = $1, jwks_url = $2 WHERE id = $3`, c.JWKS, c.JWKSURL, client); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM client_token WHERE client = $1`, client); err != nil {
			return err
		}
		return setScopes(ctx, tx, c, slices.DeleteFunc(slices.Clone(c.Scopes), Guarded))
	})
}

// EndClient ends a client for good; its tokens stop working at once.
func (s *Service) EndClient(ctx context.Context, actor access.Actor, client ID) (err error) {
	defer fault.Wrap(&err, "identity.EndClient(%s)", client)
	return s.change(ctx, actor, "identity.EndClient", client, func(ctx context.Context, tx *act.Tx, _ Client) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE client SET state = 'ended', ended_at = $1 WHERE id = $2`, clock.Micros(now), client); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM client_token WHERE client = $1`, client)
		return err
	})
}

// grantClientScope is the act that two people do.
const grantClientScope = "identity.GrantClientScope"

// grant is what is proposed to a second person: the scope, and a fingerprint of the keys that will
// have it. Both agree on whoever holds those keys, so with others it is not done.
type grant struct {
	Scope string `json:"scope"`
	Keys  string `json:"keys"`
}

// Says implements [approval.Sayer].
func (g grant) Says() string { return "Een koppeling krijgt het recht " + g.Scope + "." }

// GrantClientScope proposes to give a client a guarded scope; it has it when a second person agrees.
func (s *Service) GrantClientScope(ctx context.Context, actor access.Actor, client ID, scope string) (_ approval.Proposal, err error) {
	defer fault.Wrap(&err, "identity.GrantClientScope(%s)", client)
	if !Guarded(scope) {
		return approval.Proposal{}, fault.InvalidField("scope", "Dit recht geeft u zonder collega.", "this scope needs no second person")
	}
	var c Client
	if err := s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		c, err = one(ctx, tx, client)
		return err
	}); err != nil {
		return approval.Proposal{}, err
	}
	return s.approvals.Propose(ctx, actor, grantClientScope, c.subject(), grant{scope, c.keysPrint()})
}

// keysPrint tells one set of keys, or one address of a set, from another.
func (c Client) keysPrint() string {
	sum := sha256.Sum256([]byte(c.JWKS + "\x00" + c.JWKSURL))
	return hex.EncodeToString(sum[:])
}

// tell shows the second person which client it is, and which keys it signs with.
func tell(ctx context.Context, tx *store.Tx, p approval.Proposal) ([]approval.Fact, error) {
	c, err := one(ctx, tx, ID(p.Subject.ID))
	if err != nil {
		return nil, err
	}
	var organization string
	err = tx.QueryRow(ctx, `SELECT name FROM organization WHERE id = $1 AND batch `+batch.Visible+`
		ORDER BY CASE batch WHEN 0 THEN 0 ELSE 1 END, batch DESC LIMIT 1`, c.Organization).Scan(&organization)
	if err != nil && !errors.Is(err, store.ErrNone) {
		return nil, err
	}
	facts := []approval.Fact{{Term: "Koppeling", Text: c.Name}, {Term: "Van", Text: organization}}
	if c.JWKSURL != "" {
		facts = append(facts, approval.Fact{Term: "Sleutels staan op", Text: c.JWKSURL})
	}
	return append(facts, approval.Fact{Term: "Kenmerk van de sleutels", Text: c.keysPrint()}), nil
}

// Register tells how a guarded scope is given once two people agree.
func (s *Service) Register(approvals *approval.Approvals) {
	s.approvals = approvals
	approvals.Tell(grantClientScope, tell)
	approvals.Register(grantClientScope, func(ctx context.Context, tx *act.Tx, p approval.Proposal) error {
		var g grant
		if err := json.Unmarshal(p.Payload, &g); err != nil {
			return err
		}
		var c Client
		if _, err := load(ID(p.Subject.ID), &c)(ctx, tx.Tx); err != nil {
			return err
		}
		if c.Ended {
			return fault.New(fault.Conflict, "Deze koppeling is al beëindigd.", "the client has ended already")
		}
		if c.keysPrint() != g.Keys {
			return fault.New(fault.Conflict, "De sleutels van deze koppeling zijn intussen vervangen. Doe een nieuw voorstel.", "the client's keys were replaced since it was proposed")
		}
		scopes := append(slices.Clone(c.Scopes), g.Scope)
		scopes, err := checkScopes(scopes, scopes)
		if err != nil {
			return err
		}
		return setScopes(ctx, tx, c, scopes)
	})
}
