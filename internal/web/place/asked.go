package place

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/web/ui"
)

// asked is a question to a provider as cards and pages show it, behind a link too.
type asked struct {
	id      placement.InvitationID
	request placement.RequestID
	ask     placement.Ask
	title   string // 'Plek gevraagd: kort verblijf met lichte zorg'
	state   placement.InvitationState
	says    string // where it stands, in a sentence
	due     deadline
	mark    mark
	crisis  bool // a yes is the place at once: nothing is held
	service string
	where   string
	facts   []ui.Definition
	begins  bool // chosen, and its start has not been told
	handed  bool // the person's details are there
	full    bool // their own figure says that nothing is free
}

// waits tells whether an answer is still asked.
func (a *asked) waits() bool { return a.state == placement.Waiting }

// asked makes the view of a question.
func (b *book) asked(q *placement.Asked, now time.Time) (asked, error) {
	i, r := &q.Invitation, &q.Request
	a := asked{id: i.ID, title: ui.Capital(wanted(r.Ask)) + " gevraagd: " + ui.Lower(b.kind(r.Kind)), state: i.State, mark: b.mark(r.Urgency), crisis: r.Urgency == placement.Crisis,
		request: r.ID, ask: r.Ask, begins: i.State == placement.Chosen && r.State == placement.StateAccepted, handed: r.HandedOver, where: b.area(r.Area)}
	var err error
	if a.service, err = b.service(i.Service); err != nil {
		return a, err
	}
	if a.waits() {
		a.due = due("Antwoord", i.Until, now)
	}
	a.says, a.full = b.stands(i, r, now), b.full(i, r)
	a.facts, err = b.facts(r, now)
	return a, err
}

// wanted is what is asked, in a word.
func wanted(ask placement.Ask) string {
	switch ask {
	case placement.Place:
		return "plek"
	case placement.Advice:
		return "advies"
	}
	return "zorg"
}

// stands says in a sentence how far a question is.
func (b *book) stands(i *placement.Invitation, r *placement.Request, now time.Time) string {
	switch i.State {
	case placement.Waiting:
		return "Uw antwoord is nodig vóór " + at(i.Until, now) + "."
	case placement.Offered:
		return "U zei ja. Vastgehouden tot " + at(i.HeldUntil, now) + ". Nog niet zeker: de persoon kiest."
	case placement.Chosen:
		switch {
		case r.State == placement.StateAccepted && r.HandedOver:
			return "Deze persoon komt bij u. De gegevens staan klaar."
		case r.State == placement.StateAccepted:
			return "Deze persoon komt bij u. De gegevens volgen."
		case r.State == placement.StatePlaced:
			return "Begonnen " + ui.OnDay(r.StartedAt, now) + "."
		}
		return "Afgerond."
	case placement.Refused:
		return "U zei nee: " + ui.Lower(b.decline(i.Reason)) + "."
	case placement.TimedOut:
		return "De tijd is om. U hoeft niets meer te doen."
	}
	return over(r.State)
}

// over is what a provider reads whose answer is not needed any more. Why a place fell through is not theirs to read.
func over(s placement.State) string {
	switch {
	case s == placement.StateWithdrawn:
		return "Deze vraag is ingetrokken. Uw plek is weer vrij."
	case s.Searching():
		return "Deze vraag staat niet meer bij u open."
	}
	return "Deze vraag is al geplaatst. Uw plek is weer vrij."
}

// facts are what is asked, without anything that tells who it is for.
func (b *book) facts(r *placement.Request, now time.Time) (facts []ui.Definition, err error) {
	add := func(term, text string) {
		if text != "" {
			facts = append(facts, ui.Definition{Term: term, Text: text})
		}
	}
	add("Waar", b.area(r.Area)+", "+direction(r.Direction))
	if r.StartBy.IsZero() {
		add("Vanaf", "zo snel als kan")
	} else {
		add("Vanaf", ui.OnDay(r.StartBy, now))
	}
	t := b.Finder.Tables()
	for _, n := range sortedNeeds(b.words.ItemsFor(r.Kind), r.Needs) {
		add(n[0], n[1])
	}
	add("Voor wie", joined(r.Groups, t.TargetGroupName))
	add("Talen", joined(r.Languages, t.LanguageName))
	add("Wensen", joined(r.Wishes, b.wish))
	if r.MaxKilometres > 0 {
		add("Afstand", "hoogstens "+strconv.Itoa(r.MaxKilometres)+" kilometer")
	}
	add("Verzekeraar", ui.Capital(r.Insurer)) // as the form names it
	var known []string
	for _, o := range r.Continuity {
		name, err := b.organization(o)
		if err != nil {
			return nil, err
		}
		known = append(known, name)
	}
	add("Kent de persoon al", strings.Join(known, ", "))
	add("Toelichting", r.Note)
	return facts, nil
}

// sortedNeeds gives questions and answers in the order of the table.
func sortedNeeds(items []placement.DataItem, needs map[string]string) (list [][2]string) {
	for _, i := range items {
		if answer, ok := needs[i.Code]; ok {
			question, said := need(items, i.Code, answer)
			list = append(list, [2]string{question, said})
		}
	}
	return list
}

func joined(codes []string, name func(string) string) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = name(c)
	}
	return strings.Join(words, ", ")
}

// askedView is the list of what is asked of one's organisation.
type askedView struct {
	frame   ui.PageView
	done    *done
	live    ui.LiveView
	waiting []asked
	agreed  []asked // answered with a yes, and not begun
	begun   []asked
	bridged []bridged
	elders  bool   // other systems can ask something too
	cut     string // that there are more than stand here
}

// mayAnswer tells whether somebody answers for an organisation that is asked.
func (p Page) mayAnswer(who access.Actor) bool {
	return who.Organization != "" && p.Access.Decide(who, "placement.Invited", access.Subject{Type: "organization", ID: who.Organization, Organization: who.Organization, Region: who.Region}).Allowed
}

// mayAsk tells whether somebody may ask for a place.
func (p Page) mayAsk(who access.Actor) bool {
	return who.Organization != "" && p.Access.Decide(who, "placement.Draft", access.Subject{Type: "request", Organization: who.Organization, Region: who.Region}).Allowed
}

// Questions shows what is asked of one's organisation.
func (p Page) Questions(w http.ResponseWriter, r *http.Request) error {
	v := askedView{frame: p.frame(r, "Vragen aan ons", append(rootCrumbs[:2:2], ui.Link{Text: "Vragen aan ons"})...), done: doneOf(r)}
	v.live = ui.LiveView{Feed: "/api/v1/feed?invited=1", Since: p.Board.Seq()}
	who, bridges := p.SignedIn(r), p.mayBridge(p.SignedIn(r))
	v.elders = p.Notified != nil && p.mayAnswer(who)
	b, err := p.book(r.Context())
	if err != nil {
		return err
	}
	var questions placement.AskedPage
	if p.mayAnswer(who) || !bridges {
		if questions, err = p.Placement.Invited(r.Context(), who, placement.Window{}); err != nil {
			return err
		}
	}
	if bridges {
		if v.bridged, err = b.bridged(who); err != nil {
			return err
		}
	}
	for i := range questions.Items {
		a, err := b.asked(&questions.Items[i], p.Now())
		if err != nil {
			return err
		}
		switch {
		case a.waits():
			v.waiting = append(v.waiting, a)
		case a.begins || a.state == placement.Offered:
			v.agreed = append(v.agreed, a)
		default:
			v.begun = append(v.begun, a)
		}
	}
	v.cut = cut(questions.Next, "dringendste", questions.Total)
	v.frame.Scripts = append(v.frame.Scripts, liveScript)
	return p.Render(w, r, http.StatusOK, askedPage(v))
}

// questionView is one question, with its answer.
type questionView struct {
	frame   ui.PageView
	done    *done
	asked   asked
	answer  answerForm
	forms   forms
	problem []ui.FieldError
}

// invitation reads the id of a question from the address.
func invitation(r *http.Request) (placement.InvitationID, error) {
	which, err := id.Parse[placement.InvitationID](r.PathValue("invitation"))
	if err != nil {
		return "", fault.Missing("Deze vraag kennen wij niet.", "invitation not found")
	}
	return which, nil
}

// Question shows one question to one's organisation.
func (p Page) Question(w http.ResponseWriter, r *http.Request) error {
	which, err := invitation(r)
	if err != nil {
		return err
	}
	return p.question(w, r, http.StatusOK, which, nil, nil)
}

// question shows a question, with what was typed in its forms when something is wrong with it.
func (p Page) question(w http.ResponseWriter, r *http.Request, status int, which placement.InvitationID, typed *answerForm, other *forms) error {
	ctx, who := r.Context(), p.SignedIn(r)
	q, err := p.Placement.Invitation(ctx, who, which)
	if err != nil {
		return err
	}
	b, err := p.book(ctx)
	if err != nil {
		return err
	}
	v := questionView{done: doneOf(r), forms: forms{started: newStart(q.Request.ID, p.Today())}}
	if v.asked, err = b.asked(&q, p.Now()); err != nil {
		return err
	}
	v.answer = b.answerForm(v.asked, &q)
	if typed != nil {
		v.answer.keep(typed)
		v.problem = append(v.problem, v.answer.errors()...)
	}
	if other != nil {
		v.forms.take(other)
		v.problem = append(v.problem, other.errors()...)
	}
	v.forms.started.back = askedOf(which)
	v.forms.fall = b.words.ReasonsFor("FallThrough")
	v.frame = p.frame(r, "Vraag aan ons", append(rootCrumbs[:2:2], ui.Link{Text: "Vragen aan ons", Href: askedPath}, ui.Link{Text: "Vraag"})...)
	return p.Render(w, r, status, questionPage(v))
}
