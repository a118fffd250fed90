package demo

import (
	"context"
	"slices"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/meeting"
)

// sitting is a meeting in few words. Days count back from today.
type sitting struct {
	key, forum, by string
	planned        int
	ago            int // below 0: in days to come; 0: later today
	where          string
	away           int // of those who are expected, the n-th and every fourth after it does not come
	points         []point
}

// point is something on the agenda: a bottleneck, an agreement, or a topic; with what came of it.
type point struct {
	plight, pact  string // key
	topic         string
	said, decided string
	open          bool // it comes back the next time
	task, owner   string
	days          int // until the task must be done, from the meeting
	done          bool
}

var sittings = []sitting{
	{
		key: "west-1", forum: "Oevermonde-West", by: tineke, planned: 64, ago: 56, where: "Huis van de wijk Oevermonde-West", away: 3,
		points: []point{
			{plight: "youth", said: "De huisartsen zien elke week dezelfde jongeren terug. In de wijk is niemand die hen kan behandelen.", decided: "Wij geven dit door aan de regio.",
				task: "De cijfers van de afgelopen drie maanden naar de regio sturen", owner: tarik, days: 7, done: true},
			{plight: "lists-west", said: "Het gaat vooral mis op vrijdag.", decided: "Wij vragen het ziekenhuis om de apotheek te bellen.",
				task: "Met het ziekenhuis afspreken wie er belt", owner: ilse, days: 14, done: true},
			{plight: "team-west", said: "Niet iedereen kent de mensen van het wijkteam.", decided: "Het wijkteam komt elke maandag langs.",
				task: "Een rooster maken voor de maandagen", owner: "Nora Tichelgat", days: 10, done: true},
			{topic: "Kennismaken met de nieuwe praktijkondersteuner", said: "Daar kwamen wij niet aan toe.", open: true},
		},
	},
	{
		key: "west-2", forum: "Oevermonde-West", by: tineke, planned: 40, ago: 30, where: "Huis van de wijk Oevermonde-West", away: 4,
		points: []point{
			{plight: "night-west", said: "Iedereen kent een voorbeeld. De huisartsenpost belt nu soms 112 omdat er niemand anders is.", decided: "Wij vragen de regio of één nummer voor alle wijken kan.",
				task: "Uitrekenen wat een nachtdienst voor drie wijken kost", owner: chenoa, days: 35},
			{plight: "keys-west", said: "De gemeente kent twee soorten kluizen. Zij zoekt uit welke iedereen kan openen.", decided: "Wij wachten het antwoord van de gemeente af.",
				task: "De gemeente om een antwoord vragen", owner: tineke, days: 16},
			{pact: "nights-west", said: "De afspraak werkt in de avond. In het weekend is het nog lastig.", decided: "Wij houden de afspraak zoals zij is."},
		},
	},
	{
		key: "west-3", forum: "Oevermonde-West", by: tineke, planned: 8, where: "Huis van de wijk Oevermonde-West",
		points: []point{{plight: "night-west"}, {plight: "keys-west"}, {plight: "words-west"}, {plight: "team-west"}, {topic: "Wie werkt er in de feestdagen?"}},
	},
	{
		key: "resv-1", forum: atRESV, by: esra, planned: 60, ago: 45, where: "Kantoor van de regio, Oevermonde", away: 4,
		points: []point{
			{plight: "youth", said: "Vier wijken melden hetzelfde. De ggz zegt dat meekijken sneller kan dan behandelen.", decided: "GGZ De Overzijde maakt een plan.",
				task: "Het plan van de ggz bespreken met de huisartsen", owner: "Hedwig Waardemaker", days: 40},
			{plight: "beds", said: "De Veerstoep heeft ruimte voor twee bedden.", decided: "De bedden zijn er binnen een maand.", task: "De bedden in de gids zetten", owner: "Bilal Steenoven", days: 28, done: true},
			{plight: "weekends", said: "Samen hebben de apotheken genoeg mensen voor een rooster.", decided: "De apothekers maken een rooster voor de zondag.",
				task: "Het rooster voor de zondag maken", owner: "Ravi Pontmeester", days: 30, done: true},
			{pact: "bridging", said: "De eerste maand ging goed. De cijfers over vrije plekken blijven achter.", decided: "Elke partij kijkt wie de cijfers bijhoudt."},
		},
	},
	{
		key: "resv-2", forum: atRESV, by: esra, planned: 30, ago: 17, where: "Kantoor van de regio, Oevermonde", away: 2,
		points: []point{
			{plight: "waits-centrum", said: "Drie wijken melden lange wachttijden voor ergotherapie.", decided: "Wij maken hier één knelpunt van de regio van.",
				task: "Vragen welke praktijk een dag extra kan werken", owner: esra, days: 21},
			{plight: "rules", said: "Alle formulieren komen van het land.", decided: "Wij geven dit door aan het landelijk overleg."},
			{pact: "data", said: "De apothekers vinden een dag te lang.", decided: "Wij wachten op hun voorstel.", open: true},
		},
	},
	{
		key: "resv-3", forum: atRESV, by: pieter, planned: 6, ago: -6, where: "Kantoor van de regio, Oevermonde",
		points: []point{{plight: "rides"}, {plight: "sitters"}, {plight: "hoenderlaak"}, {pact: "data"}, {pact: "capacity"}, {topic: "Wie spreekt er voor de fysiotherapeuten?"}},
	},
}

// sit plans the meetings: the days on which they were called, and held.
func (j *joint) sit() {
	for i := range sittings {
		s := &sittings[i]
		who := j.data.named(s.by)
		j.plan(j.on(s.planned, 15, i), "meeting "+s.key, func(ctx context.Context) error { return j.call(ctx, who, s) })
		if s.ago > 0 {
			j.plan(j.on(s.ago, 12, 0), "meeting "+s.key, func(ctx context.Context) error { return j.open(ctx, who, s) })
			j.plan(j.on(s.ago, 13, 15), "meeting "+s.key, func(ctx context.Context) error { return j.write(ctx, who, s) })
		}
	}
	for ago := 7 * weeksLived; ago > 0; ago -= 7 {
		j.plan(j.on(ago-1, 17, 0), "tasks", j.finish)
	}
}

// call plans a meeting with its agenda.
func (j *joint) call(ctx context.Context, who access.Actor, s *sitting) error {
	at := j.on(s.ago, 12, 0)
	if s.ago == 0 {
		at = j.laterToday()
	}
	_, err := j.Meetings.Plan(ctx, who, meeting.Meeting{ID: meetingID(s.key), Forum: j.data.forum(s.forum), At: at, Minutes: 75, Where: s.where})
	if err != nil || s.ago > 0 {
		return err
	}
	return j.agenda(ctx, who, s)
}

// laterToday is four in the afternoon, or soon where it is later than that.
func (l *life) laterToday() time.Time {
	if at := l.on(0, 16, 0); at.After(l.now) {
		return at
	}
	return l.now.Truncate(15 * time.Minute).Add(30 * time.Minute)
}

func (j *joint) agenda(ctx context.Context, who access.Actor, s *sitting) error {
	items := make([]meeting.Item, len(s.points))
	for i := range s.points {
		if items[i] = j.item(&s.points[i]); items[i].Kind != meeting.AboutBottleneck || items[i].Ref == "" {
			continue
		}
		b, err := j.Bottlenecks.Get(ctx, who, bottleneck.ID(items[i].Ref))
		if err != nil {
			return err
		}
		now := j.Time.Now()
		items[i].Weight = meeting.AgendaWeight(now.Sub(b.MadeAt), b.Weight, b.Overdue(now))
	}
	items = slices.DeleteFunc(items, func(i meeting.Item) bool { return i.Kind != meeting.AboutTopic && i.Ref == "" })
	_, err := j.Meetings.Propose(ctx, who, meetingID(s.key), items...)
	return err
}

// item is a point as it stands on an agenda; one that is not there yet has no reference.
func (j *joint) item(p *point) meeting.Item {
	switch {
	case p.plight != "":
		i := slices.IndexFunc(plights, func(o plight) bool { return o.key == p.plight })
		return meeting.Item{Kind: meeting.AboutBottleneck, Ref: string(j.told[p.plight].ID), Title: plights[i].title}
	case p.pact != "":
		i := slices.IndexFunc(pacts, func(o pact) bool { return o.key == p.pact })
		return meeting.Item{Kind: meeting.AboutAgreement, Ref: string(j.agreements[p.pact].ID), Title: pacts[i].title}
	}
	return meeting.Item{Kind: meeting.AboutTopic, Title: p.topic}
}

// open begins a meeting, with what is on its agenda by then and those who came.
func (j *joint) open(ctx context.Context, who access.Actor, s *sitting) error {
	if err := j.agenda(ctx, who, s); err != nil {
		return err
	}
	begun, err := j.Meetings.Start(ctx, who, meetingID(s.key))
	if err != nil {
		return err
	}
	var came []meeting.Present
	for n, p := range begun.Expected {
		if (n+1)%4 != s.away%4 {
			came = append(came, p)
		}
	}
	return j.Meetings.Attend(ctx, who, begun.ID, came)
}

// write makes the minutes and ends the meeting.
func (j *joint) write(ctx context.Context, who access.Actor, s *sitting) error {
	m, err := j.Meetings.Meeting(ctx, who, meetingID(s.key))
	if err != nil {
		return err
	}
	for n := range s.points {
		p := &s.points[n]
		is := j.item(p)
		i := slices.IndexFunc(m.Items, func(o meeting.Item) bool { return o.Kind == is.Kind && o.Ref == is.Ref && o.Title == is.Title })
		if i < 0 {
			continue
		}
		item := m.Items[i]
		item.Minutes, item.Decision, item.Done, item.SeenPersonal = p.said, p.decided, !p.open, true
		if _, err := j.Meetings.Minute(ctx, who, m.ID, item); err != nil {
			return err
		}
		if p.task == "" {
			continue
		}
		task, err := j.Meetings.AddTask(ctx, who, m.ID, meeting.Task{What: p.task, Owner: j.data.person(p.owner), By: m.At.AddDate(0, 0, p.days), Item: item.ID})
		if err != nil {
			return err
		}
		if p.done {
			j.done = append(j.done, finished{at: m.At.AddDate(0, 0, p.days-2), by: p.owner, task: task.ID})
		}
	}
	_, err = j.Meetings.Close(ctx, who, m.ID)
	return err
}

// finished is a task that somebody does on a day.
type finished struct {
	at   time.Time
	by   string
	task meeting.TaskID
}

// finish lets the tasks be done whose day has come.
func (j *joint) finish(ctx context.Context) error {
	now := j.Time.Now()
	for i, f := range j.done {
		if f.task == "" || f.at.After(now) {
			continue
		}
		if err := j.Meetings.DoneTask(ctx, j.data.named(f.by), f.task); err != nil {
			return err
		}
		j.done[i].task = ""
	}
	return nil
}
