package agreement

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
	"eerstelijn/internal/web/ui"
)

// overviewView is what binds somebody, what they have to do, and how it goes.
type overviewView struct {
	frame    ui.PageView
	lead     string
	waits    []waitView
	running  []runningView
	binding  []itemView
	underway []itemView
	ended    []itemView
	total    tally
	totals   bool   // there is something to add up for who reads
	over     string // the time over which
	proposes bool
	more     bool // there are more than the page shows
	insurer  bool
}

// waitView is one thing that waits for somebody.
type waitView struct {
	title, text, href, act string
	due                    string
	late                   bool
	at                     time.Time
}

// runningView is a promise in the period that runs.
type runningView struct{ what, of, href, when, so string }

// mostRunning is how many promises stand open on the page; the rest unfolds.
const mostRunning = 6

// itemView is one agreement in a list.
type itemView struct {
	id                 agreement.ID
	title, where, next string
	state              sign
	tally              tally
}

// Overview shows what binds who is signed in, what they have to do this week, and how it goes.
func (p Page) Overview(w http.ResponseWriter, r *http.Request) error {
	who := p.SignedIn(r)
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	var page agreement.Page
	// Who has nothing to do with agreements, such as an auditor, reads that there are none for them.
	if p.Access.Decide(who, "agreement.List", access.Subject{Type: "agreement", Organization: who.Organization, Region: who.Region}).Allowed {
		if page, err = p.Agreements.List(r.Context(), who, agreement.Query{Granted: who.Role == access.Insurer}); err != nil {
			return err
		}
	}
	v := overviewView{proposes: p.proposes(who), more: page.Next != "", insurer: who.Role == access.Insurer}
	if v.insurer {
		err = b.granted(who, &v, page.Items)
	} else {
		err = b.overview(who, &v, page.Items)
	}
	if err != nil {
		return err
	}
	v.lead = v.summary()
	v.frame = p.frame(r, "Afspraken", []ui.Link{rootCrumbs[0], {Text: "Afspraken"}}...)
	return p.Render(w, r, http.StatusOK, overviewPage(v))
}

// summary says in a sentence how it stands.
func (v *overviewView) summary() string {
	switch n := len(v.binding); {
	case v.insurer:
		return "U ziet van elke afspraak hoe vaak die is gehouden of uitgelegd."
	case n == 0:
		return "Er gelden nog geen afspraken."
	case n == 1:
		return "Er geldt 1 afspraak."
	default:
		return "Er gelden " + ui.Count(n) + " afspraken."
	}
}

func (b *book) overview(who access.Actor, v *overviewView, items []agreement.Summary) error {
	kept, err := b.keptBy(who)
	if err != nil {
		return err
	}
	by := map[agreement.ID]*tally{}
	for i := range kept {
		of := by[kept[i].Agreement]
		if of == nil {
			of = &tally{}
			by[kept[i].Agreement] = of
		}
		of.add(kept[i].Outcome)
	}
	v.total, v.totals, v.over = tallied(kept), len(kept) > 0, "Beloofd in het afgelopen jaar:"
	for i := range items {
		one, err := b.item(&items[i])
		if err != nil {
			return err
		}
		if t := by[one.id]; t != nil {
			one.tally = *t
		}
		switch {
		case items[i].State.Binds():
			v.binding = append(v.binding, one)
		case items[i].State == agreement.StateEnded:
			v.ended = append(v.ended, one)
		default:
			v.underway = append(v.underway, one)
		}
	}
	return b.todo(who, v, items)
}

// keptBy are the periods of the last year that somebody looks after: of their organisation, and of the
// wijkverband or region that they work for.
func (b *book) keptBy(who access.Actor) ([]obligation.Period, error) {
	q := obligation.Query{From: b.Now().Add(-yearBack)}
	switch who.Role {
	case access.Coordinator:
		q.Region, q.Wijkverband = network.RegionID(who.Region), network.WijkverbandID(who.Wijkverband)
	case access.RESVStaff, access.RESVBoard:
		q.Region = network.RegionID(who.Region)
	case access.National:
		return nil, nil
	default:
		q.Party = network.OrganizationID(who.Organization)
	}
	if q.Region == "" && q.Party == "" {
		return nil, nil
	}
	all, err := b.Obligations.Kept(b.ctx, who, q)
	if fault.KindOf(err) == fault.Denied {
		return nil, nil
	}
	return all, err
}

func (b *book) item(s *agreement.Summary) (v itemView, err error) {
	v = itemView{id: s.ID, title: s.Title, state: states[s.State]}
	if v.where, err = b.forum(s.Forum); err != nil {
		return v, err
	}
	switch {
	case s.State == agreement.StateEnded:
		v.next = "Sinds " + ui.Date(s.Since)
	case !s.ReviewAt.IsZero():
		v.next = "Opnieuw bekijken: " + ui.Date(s.ReviewAt)
	case !s.Until.IsZero():
		v.next = "Tot en met " + ui.Date(lastDay(s.Until))
	}
	return v, nil
}

// todo is what waits for somebody: to sign, to explain, to tell; and what runs this week.
func (b *book) todo(who access.Actor, v *overviewView, items []agreement.Summary) error {
	if err := b.toSign(who, v, items); err != nil {
		return err
	}
	if !b.Access.Decide(who, "obligation.Week", access.Subject{Type: "person", ID: who.Person, Person: who.Person}).Allowed {
		return nil
	}
	week, err := b.Obligations.Week(b.ctx, who)
	if err != nil {
		return err
	}
	now := b.Now()
	for _, list := range []struct {
		all []obligation.Period
		act string
	}{{week.ToExplain, "Leg uit waarom het niet lukte"}, {week.ToAttest, "Zeg hoe het ging"}} {
		for i := range list.all {
			x := &list.all[i]
			party, err := b.organization(x.Party)
			if err != nil {
				return err
			}
			one := waitView{title: x.What, text: party + ", " + spanWords(x.Cycle, x.From, x.Until), href: answerPath(x.Key), act: list.act, at: x.Due, late: x.Late(now)}
			if !x.Due.IsZero() {
				one.due = "Antwoord vóór " + onDay(x.Due, now)
			}
			v.waits = append(v.waits, one)
		}
	}
	slices.SortStableFunc(v.waits, func(x, y waitView) int { return x.at.Compare(y.at) })
	for i := range week.Running {
		one, err := b.running(&week.Running[i])
		if err != nil {
			return err
		}
		v.running = append(v.running, one)
	}
	return nil
}

func (b *book) running(x *obligation.Running) (v runningView, err error) {
	v = runningView{what: x.Obligation.What, href: onePath(x.Agreement), when: ui.Capital(spanWords(x.Cycle, x.Since, x.Ends))}
	party, err := b.organization(x.Party)
	if err != nil {
		return v, err
	}
	v.of = party + ": " + x.Title
	k, known := measure.Find(x.Obligation.Measure)
	switch {
	case !known:
		v.so = "U zegt zelf hoe het ging, na " + ui.Date(lastDay(x.Ends)) + "."
	case x.N == 0:
		v.so = "Nog niets te meten."
	default:
		v.so = "Tot nu toe " + strconv.Itoa(x.Good) + " van de " + ui.Amount(x.N, k.One, k.Many) + "."
	}
	if !x.Counts {
		v.so += " Deze periode telt nog niet mee."
	}
	return v, nil
}

// toSign are the texts that lie for consent and that somebody may sign for a party. Who holds no mandate
// at the table is not asked, so that few agreements are looked at.
func (b *book) toSign(who access.Actor, v *overviewView, items []agreement.Summary) error {
	held, err := b.Mandates.Mandates(b.ctx, mandate.Query{Delegate: network.PersonID(who.Person)})
	if err != nil || len(held) == 0 {
		return err
	}
	for i := range items {
		s := &items[i]
		speaks := slices.ContainsFunc(held, func(m mandate.Mandate) bool { return m.Forum == s.Forum && slices.Contains(s.Parties, m.Grantor) })
		if s.State == agreement.StateEnded || s.State == agreement.StateDraft || !speaks {
			continue
		}
		a, err := b.Agreements.Get(b.ctx, who, s.ID)
		if err != nil {
			return err
		}
		can, err := b.rights(who, &a)
		if err != nil {
			return err
		}
		for _, party := range can.sign {
			name, err := b.organization(party)
			if err != nil {
				return err
			}
			v.waits = append(v.waits, waitView{title: a.Title, text: "Teken namens " + name + ", of maak bezwaar.", href: onePath(a.ID), act: "Lees en teken"})
		}
	}
	return nil
}

// granted is what an insurer sees: of each agreement that grants it, how often it was kept or explained.
func (b *book) granted(who access.Actor, v *overviewView, items []agreement.Summary) error {
	for i := range items {
		if !items[i].State.Binds() {
			continue
		}
		one, err := b.item(&items[i])
		if err != nil {
			return err
		}
		t, err := b.Obligations.ForInsurer(b.ctx, who, items[i].ID)
		if err != nil {
			return err
		}
		one.tally = tally{t}
		v.total.Kept, v.total.NotKept = v.total.Kept+t.Kept, v.total.NotKept+t.NotKept
		v.total.Explained, v.total.Unknown = v.total.Explained+t.Explained, v.total.Unknown+t.Unknown
		v.binding = append(v.binding, one)
	}
	v.totals, v.over = !v.total.none(), "Beloofd tot nu toe:"
	return nil
}
