package agreement

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/asof"
	"eerstelijn/internal/web/ui"
)

// oneView is one agreement as who reads it sees it.
type oneView struct {
	frame ui.PageView
	done  done
	forms forms
	wrong []ui.FieldError

	id        agreement.ID
	title     string
	asked     asof.View
	past      bool // it shows a day that has been
	state     sign
	lead      string
	why       string
	missing   []string
	where     string
	ending    string // who wants it to end, and who did not say so
	proposed  string // what is said of a version that lies for consent beside the one that binds
	parties   []partyView
	clauses   []clauseView
	duties    []dutyView
	programme []ui.Definition
	kept      []keptView
	bonds     []bondView
	objected  []objectionView
	consulted []consultView
	facts     []ui.Definition
	parent    *ui.Link
	parentOf  string // where a parent that may not be read belongs
	proof     bool   // somebody has signed
	changed   bool   // there is another version of the text to compare with
	public    bool
	can       rights
	acts      []actView
}

// mostWords is how long what somebody writes beside the text may be.
const mostWords = 2000

// objectionView is one objection.
type objectionView struct {
	id            agreement.ObjectionID
	party, clause string
	words, when   string
	how, answer   string
	open          bool
	ours          bool // who reads may take it back
}

// consultView is one party that asks or asked its members.
type consultView struct {
	party, question, until string
	open                   bool
	asked, yes, no         int
	words                  []adviceView
	form                   *adviseForm // for who is a member; nil for others
}

// answers says what members said so far.
func (c consultView) answers() string {
	if c.yes+c.no == 0 {
		return "Van " + ui.Amount(c.asked, "lid", "leden") + " heeft nog niemand geantwoord."
	}
	return ui.Amount(c.yes, "lid zei ja", "leden zeiden ja") + ", " + strconv.Itoa(c.no) + " nee, van " + ui.Amount(c.asked, "lid", "leden") + "."
}

type adviceView struct {
	yes   bool
	words string
}

// One shows one agreement.
func (p Page) One(w http.ResponseWriter, r *http.Request) error {
	found, err := which(r)
	if err != nil {
		return err
	}
	return p.one(w, r, http.StatusOK, found, forms{})
}

func (p Page) one(w http.ResponseWriter, r *http.Request, status int, found agreement.ID, typed forms) error {
	ctx, who := r.Context(), p.SignedIn(r)
	day := asof.Of(r, asof.Field, p.Today())
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	var a agreement.Agreement
	if day.Past() {
		a, err = p.Agreements.At(ctx, who, found, day.At)
	} else {
		a, err = p.Agreements.Get(ctx, who, found)
	}
	if err != nil {
		return err
	}
	v := oneView{id: a.ID, title: a.Title, state: states[a.State], lead: stateLeads[a.State], forms: typed, wrong: typed.errors(),
		public: a.Public, changed: a.Version > 1 || a.Proposed != nil, why: a.Why, asked: day.Ask(onePath(found)), past: day.Past()}
	if v.done, err = b.doneOf(r, &a); err != nil {
		return err
	}
	if err := b.fill(who, &v, &a, day); err != nil {
		return err
	}
	v.frame = p.frame(r, a.Title, append(rootCrumbs[:2:2], ui.Link{Text: a.Title})...)
	return p.Render(w, r, max(status, day.Status()), onePage(v))
}

// fill names what the agreement refers to, and reads what stands around it.
func (b *book) fill(who access.Actor, v *oneView, a *agreement.Agreement, day asof.Day) (err error) {
	var ids []network.OrganizationID
	for _, x := range a.Parties {
		ids = append(ids, x.Organization)
		v.proof = v.proof || x.Signature != nil
	}
	if err := b.learn(ids...); err != nil {
		return err
	}
	if v.parties, err = b.parties(who, a); err != nil {
		return err
	}
	if v.where, err = b.forum(a.Forum); err != nil {
		return err
	}
	for _, lack := range a.Missing {
		text := lack.NL
		if lack.Party != "" {
			name, err := b.organization(lack.Party)
			if err != nil {
				return err
			}
			text = name + ": " + ui.Lower(text)
		}
		v.missing = append(v.missing, text)
	}
	v.clauses, v.programme = clauseViews(a.Clauses), b.programmeFacts(a.Programme)
	if v.duties, err = b.duties(a.Obligations); err != nil {
		return err
	}
	if v.facts, err = b.facts(a); err != nil {
		return err
	}
	if a.Proposed != nil && a.State.Binds() {
		v.proposed = "Er is een nieuwe versie van de tekst. De oude blijft gelden tot alle partijen de nieuwe hebben getekend."
		if a.Proposed.State == agreement.TextDraft {
			v.proposed = "Er wordt aan een nieuwe versie van de tekst gewerkt. De oude blijft gelden."
		}
	}
	if v.ending, err = b.endingWords(a); err != nil {
		return err
	}
	if !v.past {
		if v.can, err = b.rights(who, a); err != nil {
			return err
		}
		if v.acts, err = b.acts(&v.can, a); err != nil {
			return err
		}
	}
	if err := b.talk(who, v, a); err != nil {
		return err
	}
	if err := b.around(who, v, a, day.At); err != nil {
		return err
	}
	if !a.State.Binds() && a.State != agreement.StateEnded {
		return nil
	}
	return b.went(who, v, a, day.Moment(b.Now()))
}

// talk is what parties and their members said of the text.
func (b *book) talk(who access.Actor, v *oneView, a *agreement.Agreement) (err error) {
	now := b.Now()
	for _, o := range a.Objections {
		one := objectionView{id: o.ID, clause: o.Clause, words: o.Words, when: ui.OnDay(o.At, now), open: o.SettledAt.IsZero(), how: settledHow[o.How], answer: o.Answer}
		if one.party, err = b.organization(o.Party); err != nil {
			return err
		}
		one.ours = one.open && slices.Contains(v.can.mine, o.Party)
		v.objected = append(v.objected, one)
	}
	for i, c := range a.Consultations {
		one := consultView{question: c.Question, until: ui.Date(lastDay(c.Until)), open: c.Until.After(now), asked: c.Asked, yes: c.Yes, no: c.No}
		if one.party, err = b.organization(c.Party); err != nil {
			return err
		}
		for _, x := range c.Advices {
			if x.Words != "" {
				one.words = append(one.words, adviceView{x.Yes, x.Words})
			}
		}
		if one.open && !v.past {
			asked, err := b.isAsked(who, c.Party)
			if err != nil {
				return err
			}
			if asked {
				one.form = &adviseForm{action: onePath(a.ID) + "/advies", form: adviseName + "-" + strconv.Itoa(i+1), forms: v.forms, hidden: []ui.Hidden{{Name: whichField, Value: string(c.ID)}}}
			}
		}
		v.consulted = append(v.consulted, one)
	}
	return nil
}

// settledHow says how an objection came to its end.
var settledHow = map[string]string{
	"withdrawn": "Het bezwaar is ingetrokken.", "changed": "De tekst is aangepast.", "dropped": "Deze versie van de tekst ging niet door.",
}

// around is what stands above it, and who is bound.
func (b *book) around(who access.Actor, v *oneView, a *agreement.Agreement, at time.Time) error {
	if a.Parent != "" {
		parent, err := b.Agreements.Get(b.ctx, who, a.Parent)
		switch kind := fault.KindOf(err); {
		case err == nil:
			v.parent = &ui.Link{Text: parent.Title, Href: onePath(parent.ID)}
		case kind == fault.Denied || kind == fault.NotFound:
			v.parentOf = "Deze afspraak voert een hogere afspraak uit, die u niet kunt lezen."
		default:
			return err
		}
	}
	if !a.State.Binds() {
		return nil
	}
	bound, err := b.Agreements.Bound(b.ctx, who, a.ID, at)
	if err != nil {
		return err
	}
	v.bonds, err = b.bonds(bound)
	return err
}

// yearBack is how far back a page shows what was weighed.
const yearBack = 366 * 24 * time.Hour

// went is how the promises went, and what they changed.
func (b *book) went(who access.Actor, v *oneView, a *agreement.Agreement, at time.Time) error {
	periods, err := b.Obligations.Kept(b.ctx, who, obligation.Query{Agreement: a.ID, From: at.Add(-yearBack), Until: at})
	if fault.KindOf(err) == fault.Denied {
		return nil
	}
	if err != nil {
		return err
	}
	mine := v.can.mine
	if v.kept, err = b.kept(a, periods, mine); err != nil || v.past {
		return err
	}
	for i := range v.kept {
		effect, err := b.Obligations.Effect(b.ctx, who, a.ID, v.kept[i].id)
		switch {
		case err == nil:
			v.kept[i].effect = effectWords(&effect)
		case fault.KindOf(err) != fault.NotFound: // it bound nobody before today
			return err
		}
	}
	return nil
}
