package api

import (
	"time"

	"eerstelijn/internal/id"
	"eerstelijn/internal/meeting"
	"eerstelijn/internal/network"
	"eerstelijn/internal/network/mandate"
)

type proposeInput struct {
	MeetingPath
	Body struct {
		Items []struct {
			Kind         meeting.ItemKind `json:"kind" enum:"bottleneck,agreement,topic"`
			Ref          string           `json:"ref,omitempty" doc:"Id van het knelpunt of de afspraak; leeg bij topic."`
			Title        string           `json:"title"`
			Weight       int              `json:"weight,omitempty" doc:"Het zwaarste gaat voor."`
			SeenPersonal bool             `json:"seen_personal,omitempty" doc:"U las de waarschuwing dat er een naam, postcode of datum lijkt te staan."`
		} `json:"items" maxItems:"100"`
	}
}

// proposeItems answers POST /meetings/{id}/items with the agenda.
func (s *server) proposeItems(in *proposeInput, r request) (out written[List[itemBody]], err error) {
	which, err := in.which()
	if err != nil {
		return out, err
	}
	items := make([]meeting.Item, len(in.Body.Items))
	for n, i := range in.Body.Items {
		items[n] = meeting.Item{Kind: i.Kind, Ref: i.Ref, Title: i.Title, Weight: i.Weight, SeenPersonal: i.SeenPersonal}
	}
	agenda, err := s.Meetings.Propose(r, r.actor(), which, items...)
	out.Body = all(showItems(agenda))
	return out, err
}

// ItemPath is exported because huma fills no other embedded struct.
type ItemPath struct {
	MeetingPath
	Item string `path:"item" doc:"Id van het agendapunt."`
}

func (in *ItemPath) whichItem() (m meeting.ID, i meeting.ItemID, err error) {
	if m, err = in.which(); err == nil {
		i, err = id.Parse[meeting.ItemID](in.Item)
	}
	return m, i, err
}

type minuteInput struct {
	ItemPath
	IfMatch string `header:"If-Match" doc:"De version van het agendapunt dat u las, als ETag."`
	Body    struct {
		Minutes      string `json:"minutes" doc:"Wat er is gezegd. Een telefoonnummer, mailadres of bsn weigeren wij."`
		Decision     string `json:"decision,omitempty"`
		Done         bool   `json:"done,omitempty" doc:"Het hoeft niet terug te komen."`
		SeenPersonal bool   `json:"seen_personal,omitempty" doc:"U las de waarschuwing dat er een naam, postcode of datum lijkt te staan."`
	}
}

// minuteItem answers PUT /meetings/{id}/items/{item}.
func (s *server) minuteItem(in *minuteInput, r request) (out written[itemBody], err error) {
	m, i, err := in.whichItem()
	if err != nil {
		return out, err
	}
	version, err := expectedVersion(in.IfMatch)
	if err != nil {
		return out, err
	}
	b := in.Body
	item, err := s.Meetings.Minute(r, r.actor(), m, meeting.Item{ID: i, Version: version, Minutes: b.Minutes, Decision: b.Decision, Done: b.Done, SeenPersonal: b.SeenPersonal})
	if err != nil {
		return out, meetingProblem(err)
	}
	return written[itemBody]{ETag: versionTag(item.Version), Body: showItems([]meeting.Item{item})[0]}, nil
}

// dropItem answers POST /meetings/{id}/items/{item}/drop.
func (s *server) dropItem(in *ItemPath, r request) (written[meetingBody], error) {
	m, i, err := in.whichItem()
	if err == nil {
		err = s.Meetings.Drop(r, r.actor(), m, i)
	}
	if err != nil {
		return written[meetingBody]{}, err
	}
	return s.readBack(r, m)
}

type attendInput struct {
	MeetingPath
	Body struct {
		Present []presentBody `json:"present" maxItems:"200"`
	}
}

// putAttendance answers PUT /meetings/{id}/attendance.
func (s *server) putAttendance(in *attendInput, r request) (written[meetingBody], error) {
	which, err := in.which()
	if err != nil {
		return written[meetingBody]{}, err
	}
	present := make([]meeting.Present, len(in.Body.Present))
	for n, p := range in.Body.Present {
		present[n] = meeting.Present{Organization: p.Organization, Discipline: p.Discipline, Person: p.Person, Seat: p.Seat}
	}
	if err := s.Meetings.Attend(r, r.actor(), which, present); err != nil {
		return written[meetingBody]{}, err
	}
	return s.readBack(r, which)
}

type taskInput struct {
	MeetingPath
	Body struct {
		What         string                 `json:"what"`
		Owner        network.PersonID       `json:"owner,omitempty" doc:"Id van wie het doet; een van beide."`
		Organization network.OrganizationID `json:"organization,omitempty" doc:"Id van de organisatie die het doet."`
		By           time.Time              `json:"by" doc:"Daarna is het te laat."`
		Item         meeting.ItemID         `json:"item,omitempty" doc:"Het agendapunt waar het uit komt."`
		SeenPersonal bool                   `json:"seen_personal,omitempty"`
	}
}

// addTask answers POST /meetings/{id}/tasks.
func (s *server) addTask(in *taskInput, r request) (out written[taskBody], err error) {
	which, err := in.which()
	if err != nil {
		return out, err
	}
	b := in.Body
	added, err := s.Meetings.AddTask(r, r.actor(), which, meeting.Task{What: b.What, Owner: b.Owner, Organization: b.Organization, By: b.By, Item: b.Item, SeenPersonal: b.SeenPersonal})
	if err != nil {
		return out, err
	}
	shown, err := s.tables(r).tasks([]meeting.Task{added})
	if err != nil {
		return out, err
	}
	return written[taskBody]{Body: shown[0]}, nil
}

type tasksInput struct {
	ForumQuery
	Open bool   `query:"open" doc:"Alleen wat nog niet is gedaan."`
	At   string `query:"at" format:"date-time" doc:"Zoals het toen was; zonder is het nu."`
}

// tasks answers GET /tasks: those of a table, and without one those of who asks.
func (s *server) tasks(in *tasksInput, r request) (out List[taskBody], err error) {
	q := meeting.TaskQuery{Open: in.Open}
	if q.Forum, err = s.forumOf(r, mandate.ForumKind(in.Forum), in.Region, in.Wijkverband); err != nil {
		return out, err
	}
	if q.Forum.Kind == "" {
		q.Forum, q.Person = mandate.Forum{}, network.PersonID(r.actor().Person)
	}
	if q.At, err = optional(r, "at", in.At); err != nil {
		return out, err
	}
	found, err := s.Meetings.Tasks(r, r.actor(), q)
	if err != nil {
		return out, err
	}
	items, err := s.tables(r).tasks(found)
	return all(items), err
}

type doneInput struct {
	ID string `path:"id" doc:"Id van de taak."`
}

// doneTask answers POST /tasks/{id}/done.
func (s *server) doneTask(in *doneInput, r request) (out written[struct{}], err error) {
	which, err := id.Parse[meeting.TaskID](in.ID)
	if err == nil {
		err = s.Meetings.DoneTask(r, r.actor(), which)
	}
	return out, err
}
