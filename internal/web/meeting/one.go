package meeting

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	core "eerstelijn/internal/meeting"
	"eerstelijn/internal/web/ui"
)

// oneView is one meeting: before, while and after it is held.
type oneView struct {
	frame   ui.PageView
	done    done
	title   string
	lead    string
	problem string
	errors  []ui.FieldError
	href    string
	open    bool
	closing string

	mayStart, mayAdd, mayTask, mayClose, mayCancel, mayMove bool
	adding, tasking, cancelling, moving                     bool
	when                                                    whenForm
	version                                                 string
	soon                                                    bool // it is not yet time to begin

	present ui.Choice
	there   []string
	items   []item
	tasks   []task

	topic, cancelWhy ui.Field
	about            string // the item that a new task belongs to
	warnTopic        bool
	warnTask         bool
	what, by         ui.Field
	who              ui.Choice
}

// item is one thing on the agenda.
type item struct {
	id, title, href, here string
	number                int
	why                   string // it stands where it stands
	done, late, now       bool
	what                  string // of the bottleneck itself
	minutes, decision     string
	note, words, next     ui.Field
	choices               ui.Choice
	version               string
	warned                bool // a name may stand in what was typed
}

// thereWords are who was there, as one sentence.
func (v oneView) thereWords() string { return strings.Join(v.there, "; ") + "." }

// closeWeight leaves the filled button to the item that is talked about.
func (v oneView) closeWeight() ui.Variant {
	for i := range v.items {
		if v.items[i].now {
			return ui.Secondary
		}
	}
	return ui.Primary
}

// earliest is how long before its time a meeting can begin, as package meeting has it.
const earliest = 24 * time.Hour

// One shows a meeting.
func (p Page) One(w http.ResponseWriter, r *http.Request) error {
	return p.one(w, r, http.StatusOK, "", problems{})
}

// one shows a meeting; about is the item, or the form, in which something is wrong.
func (p Page) one(w http.ResponseWriter, r *http.Request, status int, about string, wrong problems) error {
	ctx, who := r.Context(), p.SignedIn(r)
	found, err := which(r)
	if err != nil {
		return err
	}
	m, err := p.Meetings.Meeting(ctx, who, found)
	if err != nil {
		return err
	}
	name, err := p.table(ctx, m.Forum)
	if err != nil {
		return err
	}
	may := func(act string) bool { return p.may(r.Context(), who, act, &m) }
	v := oneView{done: doneOf(r), problem: wrong[formField], href: pathOf(m.ID), title: "Overleg " + name, open: m.State == core.Open && may("Minute"),
		lead: ui.Capital(moment(m.At)), adding: about == topicField, tasking: about == whatField, cancelling: about == reasonField}
	v.frame = p.frame(r, v.title, ui.Link{Text: "Overleg", Href: Path}, ui.Link{Text: ui.Date(m.At)})
	switch m.State {
	case core.Cancelled:
		v.lead += ". Dit overleg ging niet door. " + m.Why
	case core.Closed:
		v.lead += ". Dit is het verslag."
	}
	if m.Where != "" && m.State != core.Cancelled {
		v.lead = ui.Capital(moment(m.At)) + ", " + m.Where
	}
	v.mayStart = m.State == core.Planned && may("Start")
	if v.mayMove = m.State == core.Planned && may("Plan"); v.mayMove {
		v.soon, v.moving, v.version = m.At.After(p.Now().Add(earliest)), about == dayField, strconv.FormatInt(m.Version, 10)
		if v.when = whenOf(r, nil, m); v.moving {
			v.when = whenOf(r, wrong, m)
		}
		v.errors = v.when.errors()
	}
	v.mayCancel = m.State == core.Planned && may("Cancel")
	v.mayAdd = (m.State == core.Planned || m.State == core.Open) && may("Propose")
	v.mayTask = m.State == core.Open && may("AddTask")
	v.mayClose = m.State == core.Open && may("Close")
	p.people(&v, &m)
	v.tasks = p.tasks(r.Context(), who, m.Tasks, v.href)
	if v.items, err = p.items(r, who, &m, &v, about, wrong); err != nil {
		return err
	}
	v.forms(r, &m, about, wrong)
	untouched, alone := core.LooseEnds(m)
	v.closing = "Alles op de agenda is besproken."
	if len(untouched) > 0 {
		v.closing = "Nog niet besproken: " + ui.Amount(len(untouched), "punt", "punten") + ". Dat komt de volgende keer terug."
	}
	if len(alone) > 0 {
		v.closing += " " + ui.Amount(len(alone), "besluit heeft", "besluiten hebben") + " nog geen taak."
	}
	return p.Render(w, r, status, onePage(v))
}

// people fills in who is expected, and who is there.
func (p Page) people(v *oneView, m *core.Meeting) {
	v.present = ui.Choice{Name: presentField, Label: "Wie is er?", Hint: "Kruis aan wie er is."}
	for _, x := range m.Expected {
		here := false
		for _, y := range m.Present {
			here = here || y.Organization == x.Organization && y.Seat == x.Seat && y.Person == x.Person
		}
		v.present.Options = append(v.present.Options, ui.Option{Value: presentKey(x), Text: presentName(x), Selected: here})
	}
	for _, x := range m.Present {
		v.there = append(v.there, presentName(x))
	}
}

// presentKey tells those who are expected apart, within the form of one meeting.
func presentKey(x core.Present) string {
	return string(x.Organization) + "|" + string(x.Seat) + "|" + string(x.Person)
}

func presentName(x core.Present) string {
	switch {
	case x.Name != "" && x.OrganizationName != "":
		return x.Name + ", " + x.OrganizationName
	case x.Name != "":
		return x.Name
	case x.OrganizationName != "":
		return x.OrganizationName
	}
	return "Een lege zetel"
}

// forms fills in the small forms, with what was typed where something is wrong.
func (v *oneView) forms(r *http.Request, m *core.Meeting, about string, wrong problems) {
	value := func(form, name string) string {
		if about == form {
			return typed(r, name)
		}
		return ""
	}
	problem := func(form, name string) string {
		if about != form || wrong[name] == "" {
			return ""
		}
		v.errors = append(v.errors, ui.FieldError{ID: name, Message: wrong[name]})
		return wrong[name]
	}
	v.warnTopic, v.warnTask = about == topicField && wrong[seenField] != "", about == whatField && wrong[seenField] != ""
	v.topic = ui.Field{Name: topicField, Label: "Waar gaat het over?", MaxLength: 200, Autocomplete: "off", Value: value(topicField, topicField), Error: problem(topicField, topicField)}
	v.cancelWhy = ui.Field{Name: reasonField, Label: "Waarom niet?", MaxLength: 300, Autocomplete: "off", Value: value(reasonField, reasonField), Error: problem(reasonField, reasonField)}
	v.what = ui.Field{Name: whatField, Label: "Wat moet er gebeuren?", MaxLength: 300, Autocomplete: "off", Hint: "Schrijf geen namen van patiënten.", Value: value(whatField, whatField), Error: problem(whatField, whatField)}
	v.by = ui.Field{Name: byField, Label: "Uiterlijk op welke dag?", Type: "date", Short: true, Autocomplete: "off", Value: value(whatField, byField), Error: problem(whatField, byField)}
	v.who = ui.Choice{Name: whoField, Label: "Wie doet het?", Error: problem(whatField, whoField), Options: []ui.Option{{Text: "Kies wie"}}}
	from := m.Present
	if len(from) == 0 {
		from = m.Expected
	}
	for _, x := range from {
		if x.Person == "" && x.Organization == "" {
			continue
		}
		v.who.Options = append(v.who.Options, ui.Option{Value: presentKey(x), Text: presentName(x), Selected: value(whatField, whoField) == presentKey(x)})
	}
	for i := range v.items {
		if v.items[i].now {
			v.about = v.items[i].id
		}
	}
}

// chosen gives those of the expected who are named by their keys; whoever is signed in may always name
// themselves.
func chosen(m *core.Meeting, keys []string) (all []core.Present) {
	for _, list := range [][]core.Present{m.Expected, m.Present} {
		for _, x := range list {
			for i, k := range keys {
				if k == presentKey(x) {
					all = append(all, x)
					keys[i] = ""
				}
			}
		}
	}
	return all
}
