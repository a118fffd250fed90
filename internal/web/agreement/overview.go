package agreement

import (
	"net/http"
	"slices"
	"strconv"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/identity"
	"eerstelijn/internal/network"
	"eerstelijn/internal/web/promised"
	"eerstelijn/internal/web/site"
	"eerstelijn/internal/web/ui"
)

// overviewView is what binds somebody, what they have to do, and how it goes.
type overviewView struct {
	frame    ui.PageView
	lead     string
	waits    []promised.Wait
	running  []runningView
	binding  []itemView
	underway []itemView
	ended    []itemView
	total    tally
	totals   bool   // there is something to add up for who reads
	over     string // the time over which
	proposes bool
	more     bool // there are more than the page shows
	// What an insurer that is no party sees: counts.
	insurer      bool
	granted      []itemView
	grantedTotal tally
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
	if identity.SignedIn(who) && !site.Works(who.Role) {
		return fault.New(fault.Denied, "Deze pagina is voor wie in de eerste lijn werkt.", "agreements are for who works here")
	}
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	var page agreement.Page
	// Who has nothing to do with agreements, such as an auditor, reads that there are none for them.
	if p.lists(who) {
		if page, err = p.Agreements.List(r.Context(), who, agreement.Query{}); err != nil {
			return err
		}
	}
	v := overviewView{more: page.Next != "", insurer: who.Role == access.Insurer}
	if v.proposes, err = p.proposes(r.Context(), who); err != nil {
		return err
	}
	if v.insurer {
		page.Items = ours(who, page.Items)
	}
	if err := b.overview(who, &v, page.Items); err != nil {
		return err
	}
	if v.insurer {
		if err := b.granted(who, &v); err != nil {
			return err
		}
	}
	v.lead = v.summary()
	v.frame = p.frame(r, "Afspraken", []ui.Link{rootCrumbs[0], {Text: "Afspraken"}}...)
	return p.Render(w, r, http.StatusOK, overviewPage(v))
}

// lists tells whether there is a list of agreements for somebody.
func (p Page) lists(who access.Actor) bool {
	about := access.Subject{Type: "agreement", Organization: who.Organization, Region: who.Region, Wijkverband: who.Wijkverband}
	return p.Access.Decide(who, "agreement.List", about).Allowed
}

// summary says in a sentence how it stands.
func (v *overviewView) summary() string {
	switch n := len(v.binding); {
	case v.insurer && n == 0:
		return "U ziet van elke afspraak hoe vaak die is gehouden of uitgelegd."
	case n == 0:
		return "Er gelden nog geen afspraken."
	case n == 1:
		return "Er geldt 1 afspraak."
	default:
		return "Er gelden " + ui.Count(n) + " afspraken."
	}
}

// takesPart tells whether there are agreements of one's own to show: for all but an insurer that has none.
func (v *overviewView) takesPart() bool {
	return !v.insurer || len(v.waits)+len(v.running)+len(v.binding)+len(v.underway)+len(v.ended) > 0
}

func (b *book) overview(who access.Actor, v *overviewView, items []agreement.Summary) error {
	kept, err := b.keptBy(who)
	if err != nil {
		return err
	}
	for _, of := range kept {
		v.total = tally{v.total.Plus(of)}
	}
	v.totals, v.over = !v.total.none(), "Beloofd in het afgelopen jaar:"
	for i := range items {
		one, err := b.item(&items[i])
		if err != nil {
			return err
		}
		one.tally = tally{kept[one.id]}
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

// keptBy counts the periods of the last year that somebody looks after, by agreement: of their organisation,
// and of the wijkverband or region that they work for.
func (b *book) keptBy(who access.Actor) (map[agreement.ID]obligation.Tally, error) {
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
	by, err := b.Obligations.Tallies(b.ctx, who, q)
	if fault.KindOf(err) == fault.Denied {
		return nil, nil
	}
	return by, err
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
	var week obligation.Week
	var err error
	if b.Access.Decide(who, "obligation.Week", access.Subject{Type: "person", ID: who.Person, Person: who.Person}).Allowed {
		if week, err = b.Obligations.Week(b.ctx, who); err != nil {
			return err
		}
	}
	if v.waits, err = promised.Waits(b.ctx, b.Site, who, items, week); err != nil {
		return err
	}
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
	v = runningView{what: x.Obligation.What, href: onePath(x.Agreement), when: ui.Capital(promised.Span(x.Cycle, x.Since, x.Ends))}
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

// ours leaves of agreements those in which an insurer takes part itself: of others it sees counts, or what
// everybody does.
func ours(who access.Actor, items []agreement.Summary) []agreement.Summary {
	own := network.OrganizationID(who.Organization)
	return slices.DeleteFunc(items, func(s agreement.Summary) bool {
		return !slices.Contains(s.Parties, own) && !slices.Contains(s.Asks, own)
	})
}

// granted is what an insurer sees of agreements of others: of each that grants it, how often it was kept or
// explained.
func (b *book) granted(who access.Actor, v *overviewView) error {
	if !b.lists(who) {
		return nil
	}
	page, err := b.Agreements.List(b.ctx, who, agreement.Query{Granted: true})
	if err != nil {
		return err
	}
	v.more = v.more || page.Next != ""
	for i := range page.Items {
		if slices.ContainsFunc(v.binding, func(x itemView) bool { return x.id == page.Items[i].ID }) {
			continue // it stands there with all of it
		}
		one, err := b.item(&page.Items[i])
		if err != nil {
			return err
		}
		t, err := b.Obligations.ForInsurer(b.ctx, who, page.Items[i].ID)
		if err != nil {
			return err
		}
		one.tally = tally{t}
		v.grantedTotal = tally{v.grantedTotal.Plus(t)}
		v.granted = append(v.granted, one)
	}
	return nil
}
