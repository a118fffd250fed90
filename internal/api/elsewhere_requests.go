package api

import (
	"net/http"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

const elsewhereRequests = "/elsewhere-requests"

// forPeople ends the summary of each: none of these acts has a scope that a program could be given. A program of
// whoever is asked answers in the system that asks, where it is let in by its own right.
const forPeople = ". Voor mensen van de organisatie: een programma met een sleutel mag dit niet"

// elsewhereRequestRoutes are those of what other systems ask of somebody's organisation, as on the page
// /werk/van-elders. A question stands in the system that asks: it is read there as somebody opens it, and what is
// answered or told is put there. So its version is the one it has there.
func (s *server) elsewhereRequestRoutes() {
	personal(s, elsewhereRequests, "elsewhereRequests", "Wat in andere systemen aan uw organisatie gevraagd is: eerst wat u antwoordde of meldde en daar niet staat, dan wat op antwoord wacht"+forPeople, s.elsewhereRequests)
	personal(s, elsewhereRequests+"/{id}", "elsewhereRequest", "Eén vraag uit een ander systeem, zoals hij daar nu staat"+forPeople, s.elsewhereRequest)
	write(s, http.MethodPost, elsewhereRequests+"/{id}/answer", "answerElsewhereRequest", "Ja of nee zeggen op een vraag uit een ander systeem"+forPeople, s.answerElsewhereRequest)
	write(s, http.MethodPost, elsewhereRequests+"/{id}/progress", "progressElsewhereRequest", "Aan een ander systeem melden hoe het verdergaat"+forPeople, s.progressElsewhereRequest)
}

// elsewhereRequestAccess says for whom each of them is.
func elsewhereRequestAccess() []access.Route {
	route := func(method, path, act string) access.Route {
		return access.Route{Pattern: method + " " + base + elsewhereRequests + path, For: access.ForAct, Acts: []string{act}}
	}
	return []access.Route{
		route("GET", "", "notified.Asked"), route("GET", "/{id}", "notified.Question"),
		route("POST", "/{id}/answer", "notified.Answer"), route("POST", "/{id}/progress", "notified.Report"),
	}
}

// ElsewhereRequest is a question of another system, as far as it is kept here. It is exported because huma fills no
// other embedded struct.
type ElsewhereRequest struct {
	ID           notified.TakenID       `json:"id"`
	By           network.OrganizationID `json:"by" doc:"Wie het vraagt."`
	ByName       string                 `json:"by_name,omitempty" doc:"Staat er niet als wij die organisatie niet meer kennen."`
	Organization network.OrganizationID `json:"organization" doc:"Aan wie het gevraagd is."`
	State        string                 `json:"state" enum:"open,cancelled,replaced" doc:"Of de vraag er nog is: ook ingetrokken, of vervangen door een nieuwe."`
	Status       string                 `json:"status,omitempty" doc:"Waar de vraag in het andere systeem staat: de status van een Task in FHIR. Staat er niet zolang wij hem niet lazen."`
	Business     string                 `json:"business_status,omitempty" doc:"Hetzelfde preciezer, in een code van het andere systeem."`
	Waits        bool                   `json:"waits" doc:"Uw antwoord is nodig: u gaf er nog geen, of het werd niet aangenomen."`
	Can          []notified.Step        `json:"can" enum:"begun,done,fell" doc:"Wat u nu kunt melden."`
	What         string                 `json:"what,omitempty" doc:"Wat er gevraagd is, in woorden van het andere systeem."`
	Priority     string                 `json:"priority,omitempty" doc:"Hoe snel, zoals in FHIR: stat, asap, urgent of routine."`
	Until        string                 `json:"until" format:"date-time" doc:"Antwoord voor dit moment."`
	CameAt       string                 `json:"came_at" format:"date-time" doc:"Wanneer de melding binnenkwam."`
	ReadAt       *string                `json:"read_at" format:"date-time" doc:"Wanneer wij de vraag voor het laatst lazen; null: nog nooit."`
	Told         *toldElsewhere         `json:"told,omitempty" doc:"Wat u het laatst antwoordde of meldde; staat er niet als u nog niets zei."`
	Error        *bilingual             `json:"error,omitempty" doc:"Waarom lezen niet lukte; staat er niet als het lukte."`
}

type toldElsewhere struct {
	Step   notified.Step        `json:"step" enum:"yes,no,begun,done,fell" doc:"yes en no: uw antwoord."`
	Day    string               `json:"day,omitempty" format:"date"`
	Reason placement.ReasonCode `json:"reason,omitempty"`
	State  string               `json:"state" enum:"waiting,there,refused" doc:"waiting: nog niet aangekomen, wij blijven het proberen. there: het staat er. refused: niet aangenomen."`
	At     string               `json:"at" format:"date-time"`
	Until  *string              `json:"until,omitempty" format:"date-time" doc:"Bij waiting: tot wanneer wij het proberen."`
	Error  *bilingual           `json:"error,omitempty" doc:"Waarom het er niet staat."`
}

// elsewhereQuestion is a question with what is asked, which is not kept here.
type elsewhereQuestion struct {
	ElsewhereRequest
	System  string          `json:"system,omitempty" doc:"De naam van het andere systeem; staat er niet als er geen koppeling mee is."`
	Live    bool            `json:"live" doc:"Wij lazen de vraag net. Zo niet, dan staat hier wat wij eerder wisten, en bij error waarom."`
	Version string          `json:"version,omitempty" doc:"Stuur deze mee met uw antwoord."`
	Facts   []elsewhereFact `json:"facts" doc:"Wat er gevraagd is, in woorden van het andere systeem."`
}

type elsewhereFact struct {
	Term string  `json:"term"`
	Text string  `json:"text,omitempty"`
	At   *string `json:"at,omitempty" format:"date-time" doc:"In plaats van text."`
	Day  string  `json:"day,omitempty" format:"date" doc:"In plaats van at: een dag zonder tijdstip."`
}

// elsewhereNames gives the names of who asks, each looked up once.
type elsewhereNames map[network.OrganizationID]string

func (s *server) showElsewhere(r request, t *notified.Taken, names elsewhereNames) (ElsewhereRequest, error) {
	out := ElsewhereRequest{
		ID: t.ID, By: t.Sender, Organization: t.Owner, State: t.State, Status: t.Status, Business: t.Business, Waits: t.Waits(r.now), Can: []notified.Step{},
		What: t.What, Priority: t.Priority, Until: stamp(t.Until), CameAt: stamp(t.Made), ReadAt: stampOrNil(t.Read), Error: trouble(t.Problem),
	}
	for _, step := range []notified.Step{notified.Begun, notified.Done, notified.FellThrough} {
		if t.Can(step) == nil {
			out.Can = append(out.Can, step)
		}
	}
	if t.Told.State != "" {
		out.Told = &toldElsewhere{t.Told.Step, t.Told.Day, t.Told.Reason, t.Told.State, stamp(t.Told.At), nil, trouble(t.Told.Problem)}
	}
	if t.Told.State == notified.Waiting {
		out.Told.Until = stampOrNil(t.TriedUntil())
	}
	if _, known := names[t.Sender]; !known {
		found, err := s.Network.Organization(r, t.Sender)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return out, err
		}
		names[t.Sender] = found.Name
	}
	out.ByName = names[t.Sender]
	return out, nil
}

// elsewhereRequests answers GET /elsewhere-requests.
func (s *server) elsewhereRequests(_ *struct{}, r request) (List[ElsewhereRequest], error) {
	found, err := s.Notified.Asked(r, r.actor())
	if err != nil {
		return List[ElsewhereRequest]{}, err
	}
	names := elsewhereNames{}
	out, err := listed(found, func(t *notified.Taken) (ElsewhereRequest, error) { return s.showElsewhere(r, t, names) })
	out.Total = nil // of what was over long ago there may be more
	return out, err
}

type elsewherePath struct {
	ID string `path:"id" doc:"Id van de vraag."`
}

// elsewhereRequest answers GET /elsewhere-requests/{id}.
func (s *server) elsewhereRequest(in *elsewherePath, r request) (out elsewhereQuestion, err error) {
	which, err := id.Parse[notified.TakenID](in.ID)
	if err != nil {
		return out, err
	}
	d, err := s.Notified.Question(r, r.actor(), which)
	if err != nil {
		return out, err
	}
	out = elsewhereQuestion{System: d.System, Live: d.Live, Version: d.Version, Facts: make([]elsewhereFact, len(d.Facts))}
	for i, f := range d.Facts {
		out.Facts[i] = elsewhereFact{Term: f.Term, Text: f.Text}
		if f.Day {
			out.Facts[i].Day = f.At.In(clock.Amsterdam).Format(time.DateOnly)
		} else {
			out.Facts[i].At = stampOrNil(f.At)
		}
	}
	out.ElsewhereRequest, err = s.showElsewhere(r, &d.Taken, elsewhereNames{})
	return out, err
}

type elsewhereAnswer struct {
	ID   string `path:"id" doc:"Id van de vraag."`
	Body struct {
		Yes     bool                 `json:"yes"`
		Reason  placement.ReasonCode `json:"reason,omitempty" doc:"Bij nee: code uit /decline-reasons."`
		Version string               `json:"version,omitempty" doc:"De version van wat u las: is de vraag daar intussen veranderd, dan wordt uw antwoord niet aangenomen (409, of later refused). Zonder geldt uw antwoord voor wat er staat als het aankomt."`
	}
}

// answerElsewhereRequest answers POST /elsewhere-requests/{id}/answer. What does not arrive at once is put there again
// and again: the answer tells by told whether it did.
func (s *server) answerElsewhereRequest(in *elsewhereAnswer, r request) (out written[ElsewhereRequest], err error) {
	which, err := id.Parse[notified.TakenID](in.ID)
	if err != nil {
		return out, err
	}
	if in.Body.Yes && in.Body.Reason != "" {
		return out, fault.InvalidField("reason", "Bij een ja hoort geen reden.", "a yes has no reason")
	}
	t, err := s.Notified.Answer(r, r.actor(), which, notified.Answer{Yes: in.Body.Yes, Reason: in.Body.Reason, Version: in.Body.Version})
	if err != nil {
		return out, err
	}
	out.Body, err = s.showElsewhere(r, &t, elsewhereNames{})
	return out, err
}

type elsewhereProgress struct {
	ID   string `path:"id" doc:"Id van de vraag."`
	Body struct {
		Step   notified.Step        `json:"step" enum:"begun,done,fell" doc:"De zorg begon, is klaar, of het gaat toch niet door."`
		Day    string               `json:"day,omitempty" format:"date" doc:"Bij begun: de dag, tussen de vraag en vandaag. Zonder: vandaag."`
		Reason placement.ReasonCode `json:"reason,omitempty" doc:"Bij done een code van close uit /placement-reasons, bij fell een van fall-through."`
	}
}

// progressElsewhereRequest answers POST /elsewhere-requests/{id}/progress. What does not arrive at once is put there
// again and again: the answer tells by told whether it did.
func (s *server) progressElsewhereRequest(in *elsewhereProgress, r request) (out written[ElsewhereRequest], err error) {
	which, err := id.Parse[notified.TakenID](in.ID)
	if err != nil {
		return out, err
	}
	switch {
	case in.Body.Step == notified.Begun && in.Body.Reason != "":
		return out, fault.InvalidField("reason", "Bij een begin hoort geen reden.", "a beginning has no reason")
	case in.Body.Step != notified.Begun && in.Body.Day != "":
		return out, fault.InvalidField("day", "Alleen bij een begin hoort een dag.", "only a beginning has a day")
	}
	t, err := s.Notified.Report(r, r.actor(), which, notified.Report{Step: in.Body.Step, Day: in.Body.Day, Reason: in.Body.Reason})
	if err != nil {
		return out, err
	}
	out.Body, err = s.showElsewhere(r, &t, elsewhereNames{})
	return out, err
}
