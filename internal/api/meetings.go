package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

// meetingRoutes are those on which tables hold their meetings. What is said there is for who sits there.
func (s *server) meetingRoutes() {
	const of = "/meetings/{id}"
	personal(s, "/meetings", "meetings", "De overleggen die u mag lezen, het laatste eerst", s.meetings)
	creating(s, "/meetings", "planMeeting", "Een overleg plannen", s.planMeeting)
	personal(s, of, "meeting", "Eén overleg, met agenda, notulen en taken", s.meeting)
	write(s, http.MethodPut, of, "moveMeeting", "Een overleg verzetten", s.moveMeeting)
	write(s, http.MethodPost, of+"/items", "proposeItems", "Iets op de agenda zetten", s.proposeItems)
	write(s, http.MethodPut, of+"/items/{item}", "minuteItem", "Notulen en besluit bij een agendapunt schrijven", s.minuteItem)
	write(s, http.MethodPost, of+"/items/{item}/drop", "dropItem", "Een agendapunt weghalen", s.dropItem)
	write(s, http.MethodPost, of+"/start", "startMeeting", "Een overleg beginnen: wie verwacht wordt, ligt nu vast", s.startMeeting)
	write(s, http.MethodPut, of+"/attendance", "putAttendance", "Wie er zijn: de hele lijst, in de plaats van de vorige", s.putAttendance)
	creating(s, of+"/tasks", "addTask", "Een taak vastleggen, met wie en wanneer", s.addTask)
	write(s, http.MethodPost, of+"/close", "closeMeeting", "Een overleg afsluiten: er verandert niets meer aan", s.closeMeeting)
	write(s, http.MethodPost, of+"/cancel", "cancelMeeting", "Een overleg afzeggen", s.cancelMeeting)
	personal(s, "/tasks", "tasks", "Taken uit overleggen: die van u, of die van een overleg", s.tasks)
	write(s, http.MethodPost, "/tasks/{id}/done", "doneTask", "Zeggen dat een taak is gedaan", s.doneTask)
}

// meetingAccess says for whom each of them is.
func meetingAccess() (all []access.Route) {
	for _, r := range [][3]string{
		{"GET", "/meetings", "meeting.Meetings"}, {"POST", "/meetings", "meeting.Plan"}, {"GET", "/meetings/{id}", "meeting.Meeting"},
		{"PUT", "/meetings/{id}", "meeting.Plan"}, {"POST", "/meetings/{id}/items", "meeting.Propose"},
		{"PUT", "/meetings/{id}/items/{item}", "meeting.Minute"}, {"POST", "/meetings/{id}/items/{item}/drop", "meeting.Drop"},
		{"POST", "/meetings/{id}/start", "meeting.Start"}, {"PUT", "/meetings/{id}/attendance", "meeting.Attend"},
		{"POST", "/meetings/{id}/tasks", "meeting.AddTask"}, {"POST", "/meetings/{id}/close", "meeting.Close"},
		{"POST", "/meetings/{id}/cancel", "meeting.Cancel"}, {"GET", "/tasks", "meeting.Tasks"}, {"POST", "/tasks/{id}/done", "meeting.DoneTask"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

// meetingBody is one meeting. In a list it has neither agenda nor people.
type meetingBody struct {
	ID meeting.ID `json:"id"`
	ForumBody
	At        string        `json:"at" format:"date-time"`
	Minutes   int           `json:"minutes" doc:"Hoe lang het duurt."`
	Where     string        `json:"where,omitempty"`
	State     meeting.State `json:"state" enum:"planned,open,closed,cancelled"`
	StartedAt *string       `json:"started_at,omitempty" format:"date-time"`
	EndedAt   *string       `json:"ended_at,omitempty" format:"date-time" doc:"Afgesloten of afgezegd."`
	Why       string        `json:"why,omitempty" doc:"Waarom het is afgezegd."`
	Version   int64         `json:"version" doc:"Van dag, plek en duur; ook de ETag."`
	Items     []itemBody    `json:"items"`
	Expected  []presentBody `json:"expected" doc:"Wie een zetel of mandaat heeft aan deze tafel of aanspreekpunt is, zoals het die dag was."`
	Present   []presentBody `json:"present"`
	Tasks     []taskBody    `json:"tasks"`
}

type itemBody struct {
	ID       meeting.ItemID   `json:"id"`
	Position int              `json:"position" doc:"Op de agenda, vanaf 1."`
	Kind     meeting.ItemKind `json:"kind" enum:"bottleneck,agreement,topic"`
	Ref      string           `json:"ref,omitempty" doc:"Id van het knelpunt of de afspraak."`
	Title    string           `json:"title"`
	Weight   int              `json:"weight" doc:"Het zwaarste gaat voor."`
	Minutes  string           `json:"minutes,omitempty" doc:"Wat er is gezegd."`
	Decision string           `json:"decision,omitempty"`
	Done     bool             `json:"done" doc:"Het hoeft niet terug te komen."`
	Carried  meeting.ID       `json:"carried,omitempty" doc:"Het overleg dat er niet aan toekwam."`
	Version  int64            `json:"version" doc:"Ook de ETag van de notulen bij dit punt."`
}

type presentBody struct {
	Organization     network.OrganizationID `json:"organization,omitempty"`
	OrganizationName string                 `json:"organization_name,omitempty" readOnly:"true"`
	Discipline       network.DisciplineCode `json:"discipline,omitempty"`
	Person           network.PersonID       `json:"person,omitempty"`
	Name             string                 `json:"name,omitempty" readOnly:"true"`
	Seat             mandate.SeatID         `json:"seat,omitempty"`
}

type taskBody struct {
	ID      meeting.TaskID `json:"id"`
	Meeting meeting.ID     `json:"meeting"`
	ForumBody
	What             string                 `json:"what"`
	Owner            network.PersonID       `json:"owner,omitempty" doc:"Wie het doet."`
	Name             string                 `json:"name,omitempty"`
	Organization     network.OrganizationID `json:"organization,omitempty"`
	OrganizationName string                 `json:"organization_name,omitempty"`
	By               string                 `json:"by" format:"date-time" doc:"Daarna is het te laat."`
	Done             *string                `json:"done,omitempty" format:"date-time"`
	Item             meeting.ItemID         `json:"item,omitempty"`
	Ref              string                 `json:"ref,omitempty" doc:"Het knelpunt of de afspraak waar het bij hoort."`
}

func (t tables) meeting(m *meeting.Meeting) (out meetingBody, err error) {
	out = meetingBody{ID: m.ID, At: stamp(m.At), Minutes: m.Minutes, Where: m.Where, State: m.State, StartedAt: stampOrNil(m.StartedAt), EndedAt: stampOrNil(m.EndedAt),
		Why: m.Why, Version: m.Version, Items: showItems(m.Items), Expected: showPresent(m.Expected), Present: showPresent(m.Present)}
	if out.ForumBody, err = t.of(m.Forum); err != nil {
		return out, err
	}
	out.Tasks, err = t.tasks(m.Tasks)
	return out, err
}

func showItems(all []meeting.Item) []itemBody {
	out := make([]itemBody, len(all))
	for n, i := range all {
		out[n] = itemBody{ID: i.ID, Position: i.Position, Kind: i.Kind, Ref: i.Ref, Title: i.Title, Weight: i.Weight, Minutes: i.Minutes, Decision: i.Decision, Done: i.Done, Carried: i.Carried, Version: i.Version}
	}
	return out
}

func showPresent(all []meeting.Present) []presentBody {
	out := make([]presentBody, len(all))
	for n, p := range all {
		out[n] = presentBody{p.Organization, p.OrganizationName, p.Discipline, p.Person, p.Name, p.Seat}
	}
	return out
}

func (t tables) tasks(all []meeting.Task) ([]taskBody, error) {
	out := make([]taskBody, len(all))
	for n := range all {
		k := &all[n]
		forum, err := t.of(k.Forum)
		if err != nil {
			return nil, err
		}
		out[n] = taskBody{ID: k.ID, Meeting: k.Meeting, ForumBody: forum, What: k.What, Owner: k.Owner, Name: k.Name, Organization: k.Organization,
			OrganizationName: k.OrganizationName, By: stamp(k.By), Done: stampOrNil(k.Done), Item: k.Item, Ref: k.Ref}
	}
	return out, nil
}

// wroteMeeting answers with a meeting as it now stands.
func (s *server) wroteMeeting(r request, m meeting.Meeting, err error) (written[meetingBody], error) {
	if err != nil {
		return written[meetingBody]{}, meetingProblem(err)
	}
	body, err := s.tables(r).meeting(&m)
	return written[meetingBody]{ETag: versionTag(m.Version), Location: base + "/meetings/" + string(m.ID), Body: body}, err
}

func meetingProblem(err error) error {
	if errors.Is(err, meeting.ErrStale) {
		return changedSinceRead()
	}
	return err
}

type meetingsInput struct {
	ForumQuery
	From  string `query:"from" format:"date-time" doc:"Vanaf deze dag."`
	Until string `query:"until" format:"date-time" doc:"Tot deze dag."`
	Limit int    `query:"limit" doc:"Hoeveel; zonder 50, hoogstens 200."`
}

// meetings answers GET /meetings.
func (s *server) meetings(in *meetingsInput, r request) (out List[meetingBody], err error) {
	q := meeting.Query{Limit: in.Limit}
	if q.Forum, err = s.forumOf(r, mandate.ForumKind(in.Forum), in.Region, in.Wijkverband); err != nil {
		return out, err
	}
	if q.From, err = optional(r, "from", in.From); err == nil {
		q.Until, err = optional(r, "until", in.Until)
	}
	if err != nil {
		return out, err
	}
	found, err := s.Meetings.Meetings(r, r.actor(), q)
	if err != nil {
		return out, err
	}
	items, shown := make([]meetingBody, len(found)), s.tables(r)
	for i := range found {
		if items[i], err = shown.meeting(&found[i]); err != nil {
			return out, err
		}
	}
	return List[meetingBody]{Items: items}, nil
}

// optional reads a moment that need not be given.
func optional(r request, field, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return r.moment(field, text)
}

// MeetingPlan is what somebody says of a meeting that is to be held.
type MeetingPlan struct {
	At      time.Time `json:"at"`
	Minutes int       `json:"minutes,omitempty" doc:"Hoe lang; zonder een uur."`
	Where   string    `json:"where,omitempty" doc:"Een plek, of hoe u meedoet."`
}

type planInput struct {
	Body struct {
		ForumBody
		MeetingPlan
	}
}

// planMeeting answers POST /meetings.
func (s *server) planMeeting(in *planInput, r request) (written[meetingBody], error) {
	b := in.Body
	forum, err := s.forumOf(r, b.Forum, b.Region, b.Wijkverband)
	if err != nil {
		return written[meetingBody]{}, err
	}
	m, err := s.Meetings.Plan(r, r.actor(), meeting.Meeting{Forum: forum, At: b.At, Minutes: b.Minutes, Where: b.Where})
	return s.wroteMeeting(r, m, err)
}

// MeetingPath is exported because huma fills no other embedded struct.
type MeetingPath struct {
	ID string `path:"id" doc:"Id van het overleg."`
}

func (in *MeetingPath) which() (meeting.ID, error) { return id.Parse[meeting.ID](in.ID) }

// meeting answers GET /meetings/{id}.
func (s *server) meeting(in *MeetingPath, r request) (out meetingBody, err error) {
	which, err := in.which()
	if err != nil {
		return out, err
	}
	m, err := s.Meetings.Meeting(r, r.actor(), which)
	if err != nil {
		return out, err
	}
	return s.tables(r).meeting(&m)
}

type moveInput struct {
	MeetingPath
	IfMatch string `header:"If-Match" doc:"De ETag van wat u las."`
	Body    MeetingPlan
}

// moveMeeting answers PUT /meetings/{id}.
func (s *server) moveMeeting(in *moveInput, r request) (written[meetingBody], error) {
	which, err := in.which()
	if err != nil {
		return written[meetingBody]{}, err
	}
	version, err := expectedVersion(in.IfMatch)
	if err != nil {
		return written[meetingBody]{}, err
	}
	m, err := s.Meetings.Plan(r, r.actor(), meeting.Meeting{ID: which, Version: version, At: in.Body.At, Minutes: in.Body.Minutes, Where: in.Body.Where})
	return s.wroteMeeting(r, m, err)
}

// startMeeting answers POST /meetings/{id}/start.
func (s *server) startMeeting(in *MeetingPath, r request) (written[meetingBody], error) {
	which, err := in.which()
	if err != nil {
		return written[meetingBody]{}, err
	}
	m, err := s.Meetings.Start(r, r.actor(), which)
	return s.wroteMeeting(r, m, err)
}

// closeMeeting answers POST /meetings/{id}/close.
func (s *server) closeMeeting(in *MeetingPath, r request) (written[meetingBody], error) {
	which, err := in.which()
	if err != nil {
		return written[meetingBody]{}, err
	}
	m, err := s.Meetings.Close(r, r.actor(), which)
	return s.wroteMeeting(r, m, err)
}

type cancelInput struct {
	MeetingPath
	Body struct {
		Why string `json:"why" doc:"Waarom het niet doorgaat."`
	}
}

// cancelMeeting answers POST /meetings/{id}/cancel.
func (s *server) cancelMeeting(in *cancelInput, r request) (written[meetingBody], error) {
	which, err := in.which()
	if err == nil {
		err = s.Meetings.Cancel(r, r.actor(), which, in.Body.Why)
	}
	if err != nil {
		return written[meetingBody]{}, err
	}
	return s.readBack(r, which)
}

// readBack answers a change with the meeting as its maker reads it.
func (s *server) readBack(r request, which meeting.ID) (written[meetingBody], error) {
	m, err := s.Meetings.Meeting(r, r.actor(), which)
	return s.wroteMeeting(r, m, err)
}
