package api

import (
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
)

// sourceRoutes tell how the directories of others are followed, and change that, as the page /beheer/bronnen does.
func (s *server) sourceRoutes() {
	personal(s, "/sources", "sources", "De gidsen van anderen die worden gevolgd, en hoe dat gaat (beheerder)", s.sources)
	personal(s, "/sources/{id}", "source", "Eén gids van een ander", s.source)
	s.sourceActs()
}

type followedSource struct {
	ID       mirror.SourceID `json:"id"`
	Name     string          `json:"name" doc:"Zo heet de herkomst van het aanbod uit deze gids."`
	Base     string          `json:"base" doc:"Adres van de gids."`
	State    string          `json:"state" enum:"new,good,failing,paused" doc:"Nog nooit opgehaald, goed, lukt niet, of stilgezet."`
	Running  bool            `json:"running" doc:"Wordt nu opgehaald."`
	Every    int             `json:"every_seconds" doc:"Om de hoeveel seconden."`
	Most     int             `json:"most" doc:"Meer gegevens van één soort worden niet opgehaald."`
	Token    bool            `json:"token" doc:"Of er een token is; het staat hier nooit."`
	Due      *string         `json:"due" format:"date-time" doc:"Volgende keer; null: stilgezet."`
	Tried    *string         `json:"tried" format:"date-time" doc:"Begin van de laatste keer; null: nooit."`
	Good     *string         `json:"good" format:"date-time" doc:"Wanneer het voor het laatst lukte; null: nooit."`
	Tries    int             `json:"tries" doc:"Hoe vaak het sindsdien mislukte."`
	Error    *bilingual      `json:"error,omitempty" doc:"Waarom de laatste keer mislukte; staat er niet als zij lukte."`
	Followed []sourceType    `json:"followed" doc:"Per soort gegeven tot waar we bij zijn."`
	Entries  sourceEntries   `json:"entries" doc:"Wat er van het aanbod werd."`
	Troubles []sourceTrouble `json:"troubles" doc:"De eerste 20 die niet zijn overgenomen."`
	Passed   []sourcePassed  `json:"passed" doc:"De eerste 20 gegevens die niet op te halen zijn."`
	MadeAt   string          `json:"made_at" format:"date-time" doc:"Sinds wanneer de gids wordt gevolgd."`
}

type sourceType struct {
	Type    string  `json:"type" example:"HealthcareService"`
	Loaded  bool    `json:"loaded" doc:"false: alles wordt nog voor het eerst, of opnieuw, opgehaald."`
	Since   *string `json:"watermark" doc:"Het moment, op de klok van de gids, tot waar alles er is; null: nog niets."`
	Live    int     `json:"live"`
	Ended   int     `json:"ended"`
	Skipped int     `json:"skipped" doc:"Delen van bladzijden die niet te lezen waren."`
	Passed  int     `json:"passed" doc:"Gegevens die nu niet op te halen zijn."`
}

type sourceEntries struct {
	Taken int `json:"taken"`
	Ended int `json:"ended"`
	Held  int `json:"held" doc:"Niet overgenomen: mensen houden het hier bij."`
	Unfit int `json:"unfit" doc:"Niet over te nemen."`
	Due   int `json:"due" doc:"Wacht op de volgende keer."`
}

type sourceTrouble struct {
	Service string    `json:"service" doc:"Id in de gids."`
	Held    bool      `json:"held" doc:"true: mensen houden het hier bij."`
	Why     bilingual `json:"why"`
}

type sourcePassed struct {
	Type string    `json:"type"`
	ID   string    `json:"id" doc:"Id in de gids."`
	Why  bilingual `json:"why"`
}

func showSource(m *mirror.Source) followedSource {
	out := followedSource{ID: m.ID, Name: m.Name, Base: m.Base, State: "good", Running: m.Running, Every: int(m.Every / time.Second), Most: m.Most, Token: m.Token,
		Due: stampOrNil(m.Due), Tried: stampOrNil(m.Tried), Good: stampOrNil(m.Good), Tries: m.Tries, Error: trouble(m.Problem), MadeAt: stamp(m.Made),
		Entries:  sourceEntries{m.Entries.Taken, m.Entries.Ended, m.Entries.Held, m.Entries.Unfit, m.Entries.Due},
		Followed: make([]sourceType, len(m.Followed)), Troubles: make([]sourceTrouble, len(m.Troubles)), Passed: make([]sourcePassed, len(m.Passed))}
	switch {
	case m.Paused:
		out.State, out.Due = "paused", nil
	case out.Error != nil:
		out.State = "failing"
	case m.Good.IsZero():
		out.State = "new"
	}
	for i, f := range m.Followed {
		out.Followed[i] = sourceType{f.Type, f.Loaded, orNil(f.Since), f.Live, f.Ended, f.Skipped, f.Passed}
	}
	for i, t := range m.Troubles {
		out.Troubles[i] = sourceTrouble{t.Service, t.Held, bilingual(t.Why)}
	}
	for i, p := range m.Passed {
		out.Passed[i] = sourcePassed{p.Type, p.ID, bilingual(p.Why)}
	}
	return out
}

// sources answers GET /sources.
func (s *server) sources(_ *struct{}, r request) (List[followedSource], error) {
	found, err := s.Mirror.Sources(r, r.actor())
	if err != nil {
		return List[followedSource]{}, err
	}
	return listed(found, func(m *mirror.Source) (followedSource, error) { return showSource(m), nil })
}

// SourcePath names a directory that is followed. It is exported because huma fills no other embedded struct.
type SourcePath struct {
	ID string `path:"id" doc:"Id van de gids."`
}

// source answers GET /sources/{id}.
func (s *server) source(in *SourcePath, r request) (followedSource, error) {
	found, err := s.Mirror.Sources(r, r.actor())
	m, err := pick(found, err, func(m *mirror.Source) bool { return string(m.ID) == in.ID }, fault.Missing("Deze gids volgen we niet.", "source not found"))
	if err != nil {
		return followedSource{}, err
	}
	return showSource(m), nil
}
