package agreement

import (
	"net/http"
	"slices"
	"strconv"

	"eerstelijn/internal/agreement"
	"eerstelijn/internal/web/ui"
)

// redlineView is what two versions of a text have different.
type redlineView struct {
	frame       ui.PageView
	title, lead string
	choices     []ui.Link // the versions; that of the page without Href
	clauses     []redlineClause
	duties      []string
	back        string
}

type redlineClause struct {
	id, number, what string
	heading, text    []agreement.Piece
}

// changed says what happened to a clause.
var changed = map[string]string{agreement.Added: "Nieuw artikel.", agreement.Removed: "Dit artikel is weg.", agreement.Moved: "Veranderd."}

// versionParam is the parameter that asks for one version.
const versionParam = "versie"

// Text shows the text of a version, with what is different from the version before.
func (p Page) Text(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	who := p.SignedIn(r)
	a, err := p.Agreements.Get(r.Context(), who, found)
	if err != nil {
		return err
	}
	all, err := p.Agreements.Versions(r.Context(), who, found)
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(x, y agreement.Text) int { return x.Version - y.Version })
	if len(all) == 0 {
		return missing()
	}
	shown := len(all) - 1
	if n, err := strconv.Atoi(r.URL.Query().Get(versionParam)); err == nil {
		if shown = slices.IndexFunc(all, func(t agreement.Text) bool { return t.Version == n }); shown < 0 {
			return missing()
		}
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	v := redlineView{title: a.Title, back: onePath(a.ID)}
	for i, t := range all {
		l := ui.Link{Text: "Versie " + strconv.Itoa(t.Version), Href: onePath(a.ID) + "/tekst?" + versionParam + "=" + strconv.Itoa(t.Version)}
		if i == shown {
			l.Href = ""
		}
		v.choices = append(v.choices, l)
	}
	now := &all[shown]
	before := agreement.Body{}
	v.lead = "Dit is de eerste versie van de tekst."
	if shown > 0 {
		before = all[shown-1].Body
		v.lead = "Versie " + strconv.Itoa(now.Version) + " vergeleken met versie " + strconv.Itoa(all[shown-1].Version) + "."
	} else {
		before.Clauses = now.Body.Clauses
		before.Obligations = now.Body.Obligations
	}
	if now.Why != "" {
		v.lead += " Waarom: " + now.Why
	}
	for i, c := range agreement.Redline(before.Clauses, now.Body.Clauses) {
		v.clauses = append(v.clauses, redlineClause{id: "deel-" + strconv.Itoa(i+1), number: c.Number, what: changed[c.Op], heading: c.Heading, text: c.Text})
	}
	if v.duties, err = b.dutyChanges(before.Obligations, now.Body.Obligations); err != nil {
		return err
	}
	v.frame = p.frame(r, "Wat is er veranderd?", below(&a, "Tekst")...)
	return p.Render(w, r, http.StatusOK, redlinePage(v))
}

// dutyChanges say in sentences which promises came, went and changed.
func (b *book) dutyChanges(before, after []agreement.Obligation) (list []string, err error) {
	say := func(o agreement.Obligation) string {
		return o.What + " (" + measured(o) + " " + periods[o.Period] + ")"
	}
	find := func(in []agreement.Obligation, id string) (agreement.Obligation, bool) {
		i := slices.IndexFunc(in, func(o agreement.Obligation) bool { return o.ID == id })
		if i < 0 {
			return agreement.Obligation{}, false
		}
		return in[i], true
	}
	for _, o := range after {
		was, there := find(before, o.ID)
		switch {
		case !there:
			list = append(list, "Nieuw: "+say(o))
		case say(was) != say(o):
			list = append(list, "Was: "+say(was)+" Wordt: "+say(o))
		default:
			list = append(list, "Blijft: "+say(o))
		}
	}
	for _, o := range before {
		if _, stays := find(after, o.ID); !stays {
			list = append(list, "Weg: "+say(o))
		}
	}
	return list, nil
}
