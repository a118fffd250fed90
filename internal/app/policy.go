package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Ask is a question to the policies as an operator writes it: may this somebody do this to that?
type Ask struct {
	actor  access.Actor
	person network.PersonID // '' where a role was described instead
	act    string
	thing  access.Subject
	given  bool // the thing's properties were written out, so the database is not asked
}

// ParseAsk reads 'PERSON-ID' or 'role:ROLE', each with ',name=value' behind it; an act; and 'TYPE:ID'
// with ',name=value' behind it, or nothing for no thing in particular. Somebody who is described is
// as sure as can be unless assurance says otherwise.
func ParseAsk(as, act, about string) (q Ask, err error) {
	who, rest, _ := strings.Cut(as, ",")
	q.actor = access.Actor{Person: "nobody", Assurance: access.High, Via: access.ByCommand}
	if role, ok := strings.CutPrefix(who, "role:"); ok {
		q.actor.Role = access.Role(role)
		if !q.actor.Role.Known() {
			return q, fault.InvalidField("as", "Deze rol bestaat niet.", "no such role; there are: "+words(access.Roles()))
		}
	} else if q.person, err = id.Parse[network.PersonID](who); err != nil {
		return q, fault.InvalidField("as", "Geef een persoon of een rol.", "expected the id of a person, or role:ROLE")
	}
	if err := pairs("as", rest, map[string]func(string) bool{
		"person":       to(&q.actor.Person),
		"organization": to(&q.actor.Organization),
		"region":       to(&q.actor.Region),
		"wijkverband":  to(&q.actor.Wijkverband),
		"scopes":       to(&q.actor.Scopes),
		"only":         to(&q.actor.Only),
		"assurance":    func(v string) bool { return assurance(v, &q.actor.Assurance) },
	}); err != nil {
		return q, err
	}
	if q.act = act; !known(act) {
		return q, fault.InvalidField("act", "Deze handeling bestaat niet.", "no such act: see docs/toegang.md")
	}
	if about == "" {
		q.given = true
		return q, nil
	}
	what, rest, written := strings.Cut(about, ",")
	var ok bool
	if q.thing.Type, q.thing.ID, ok = strings.Cut(what, ":"); !ok || q.thing.Type == "" {
		return q, fault.InvalidField("thing", "Geef een soort en een nummer.", "expected TYPE:ID, such as region:… or service:…")
	}
	q.given = written
	return q, pairs("thing", rest, map[string]func(string) bool{
		"organization": to(&q.thing.Organization),
		"region":       to(&q.thing.Region),
		"wijkverband":  to(&q.thing.Wijkverband),
		"person":       to(&q.thing.Person),
		"role":         to(&q.thing.Role),
	})
}

func known(act string) bool {
	_, ok := access.ActOf(act)
	return ok
}

// pairs reads 'name=value,name=value'.
func pairs(field, text string, names map[string]func(string) bool) error {
	if text == "" {
		return nil
	}
	for pair := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(pair, "=")
		if set := names[name]; set == nil || !set(value) {
			var all []string
			for known := range names {
				all = append(all, known)
			}
			slices.Sort(all)
			return fault.InvalidField(field, "Dit kunnen wij niet lezen.", fmt.Sprintf("cannot read %q; expected NAME=VALUE with %s", name, words(all)))
		}
	}
	return nil
}

func to(field *string) func(string) bool {
	return func(v string) bool { *field = v; return v != "" }
}

func assurance(v string, into *access.Assurance) bool {
	for a := access.NoAssurance; a <= access.High; a++ {
		if a.EN() == v {
			*into = a
			return true
		}
	}
	return false
}

func words[T ~string](all []T) string {
	s := make([]string, len(all))
	for i, v := range all {
		s[i] = string(v)
	}
	return strings.Join(s, ", ")
}

// Described tells whether everything was written out, so that [Ask.Answer] needs no program.
func (q Ask) Described() bool { return q.person == "" && q.given }

// Answered is what the policies say, in lines for an operator.
type Answered struct {
	Allowed bool
	Lines   []string
}

// Answer asks the policies. What was not written out is read from a's database; a may be nil for a
// question that is [Ask.Described].
func (q Ask) Answer(ctx context.Context, a *App) (said Answered, err error) {
	defer fault.Wrap(&err, "app.Answer")
	policies, err := access.Load()
	if err != nil {
		return said, err
	}
	if q.person != "" {
		p, err := a.Network.PersonForSignIn(ctx, q.person)
		if err != nil {
			return said, err
		}
		q.actor.Person, q.actor.Role = string(p.ID), access.Role(p.Role)
		q.actor.Organization, q.actor.Region, q.actor.Wijkverband = string(p.Organization), string(p.Region), string(p.Wijkverband)
	}
	if !q.given {
		if q.thing, err = a.thing(ctx, q.thing); err != nil {
			return said, err
		}
	}
	e := policies.Explain(q.actor, q.act, q.thing)
	return Answered{Allowed: e.Allowed, Lines: q.lines(e)}, nil
}

// thing reads what the policies weigh of a thing. Of a kind that it does not know it has only the id.
func (a *App) thing(ctx context.Context, s access.Subject) (access.Subject, error) {
	var query string
	switch s.Type {
	case "service":
		query = `SELECT organization, '', '' FROM service_version WHERE service = $1 ORDER BY version DESC LIMIT 1`
	case "region":
		query = `SELECT '', id, '' FROM region WHERE id = $1`
	case "wijkverband":
		query = `SELECT '', region, id FROM wijkverband WHERE id = $1`
	case "organization":
		query = `SELECT id, '', '' FROM organization WHERE id = $1 LIMIT 1`
	default:
		return s, nil
	}
	var found []access.Subject
	err := a.Store.Read(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		found, err = store.All(ctx, tx, func(row func(...any) error) (access.Subject, error) {
			x := s
			err := row(&x.Organization, &x.Region, &x.Wijkverband)
			return x, err
		}, query, s.ID)
		return err
	})
	if err != nil {
		return s, err
	}
	if len(found) == 0 {
		return s, fault.Missing("Dit is er niet.", "there is no "+s.Type+" with this id")
	}
	return found[0], nil
}

// lines tells the decision, who and what were weighed, and what each policy and condition said.
func (q Ask) lines(e access.Explanation) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("%s: %s", map[bool]string{true: "allowed", false: "refused"}[e.Allowed], e.Act.NL)
	add("  who    %s%s", q.actor.Role, properties("person", q.actor.Person, "organization", q.actor.Organization, "region", q.actor.Region,
		"wijkverband", q.actor.Wijkverband, "assurance", q.actor.Assurance.EN()))
	add("  act    %s%s", q.act, properties("needs", e.Act.Least.EN(), "scope", e.Act.Scope))
	if q.thing.Type != "" {
		add("  thing  %s%s", q.thing.Type, properties("id", q.thing.ID, "organization", q.thing.Organization, "region", q.thing.Region,
			"wijkverband", q.thing.Wijkverband, "person", q.thing.Person, "role", q.thing.Role))
	}
	for _, p := range e.Policies {
		says := "silent"
		switch {
		case p.Broken:
			says = "broken"
		case p.Spoke && p.Forbids:
			says = "forbids"
		case p.Spoke:
			says = "permits"
		}
		add("  %-8s %s: %s", says, p.Policy, p.NL)
	}
	for _, m := range e.Missing {
		add("  %-8s %s: %s", "missing", m.Policy, m.NL)
	}
	if e.NeedsSecond {
		add("  %-8s a second person must agree", "two")
	}
	for _, r := range e.Reasons {
		add("because: %s (%s)", r.NL, r.Policy)
	}
	return lines
}

// properties writes the pairs that have a value.
func properties(pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(" " + pairs[i] + "=" + pairs[i+1])
		}
	}
	return b.String()
}
