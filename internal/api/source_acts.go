package api

import (
	"context"
	"net/http"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/mirror"
)

// sourceActs are what somebody can do about a directory that is followed.
func (s *server) sourceActs() {
	creating(s, "/sources", "addSource", "Een gids van een ander gaan volgen; de eerste keer ophalen begint zo", s.addSource)
	write(s, http.MethodPost, "/sources/{id}/change", "changeSource", "Wijzigen hoe een gids wordt gevolgd; wat u niet noemt, blijft zoals het is", s.changeSource)
	act := func(path, name, summary string, step func(r request, which mirror.SourceID) error) {
		write(s, http.MethodPost, "/sources/{id}"+path, name, summary, func(in *SourcePath, r request) (written[followedSource], error) {
			return s.wroteSource(in, r, step(r, mirror.SourceID(in.ID)))
		})
	}
	rest := func(paused bool) func(request, mirror.SourceID) error {
		return func(r request, which mirror.SourceID) error {
			return s.Mirror.Set(r, r.actor(), which, mirror.Change{Paused: &paused})
		}
	}
	fetch := func(anew bool) func(request, mirror.SourceID) error {
		return func(r request, which mirror.SourceID) error { return s.Mirror.Fetch(r, r.actor(), which, anew) }
	}
	act("/pause", "pauseSource", "Een gids niet meer ophalen; wat er al was, blijft staan", rest(true))
	act("/resume", "resumeSource", "Een gids weer volgen", rest(false))
	act("/fetch", "fetchSource", "Een gids nu ophalen, op de achtergrond", fetch(false))
	act("/fetch-anew", "fetchSourceAnew", "Alles van een gids opnieuw ophalen, op de achtergrond", fetch(true))
	write(s, http.MethodPost, "/sources/{id}/try", "trySource", "Zeggen wat ophalen zou veranderen; er verandert niets", s.trySource)
}

// asSourceSent names fields as they are called here.
func asSourceSent(err error) error {
	return calledHere(err, map[string]string{"every": "every_seconds"})
}

func (s *server) wroteSource(in *SourcePath, r request, err error) (out written[followedSource], _ error) {
	if err == nil {
		out.Body, err = s.source(in, r)
	}
	return out, asSourceSent(err)
}

type sourceInput struct {
	Body struct {
		Name  string `json:"name" doc:"Die staat als herkomst bij elk aanbod uit deze gids."`
		Base  string `json:"base" doc:"Adres van de gids; begint met https:// en eindigt meestal op /fhir."`
		Every int    `json:"every_seconds,omitempty" minimum:"60" maximum:"604800" multipleOf:"60" doc:"Om de hoeveel seconden, in hele minuten; zonder is het 900."`
		Token string `json:"token,omitempty" doc:"Alleen als de gids erom vraagt. Het wordt versleuteld bewaard en staat in geen antwoord."`
	}
}

// addSource answers POST /sources.
func (s *server) addSource(in *sourceInput, r request) (written[followedSource], error) {
	b := &in.Body
	made, err := s.Mirror.Add(r, r.actor(), mirror.New{Name: b.Name, Base: b.Base, Every: time.Duration(b.Every) * time.Second, Token: b.Token})
	out, err := s.wroteSource(&SourcePath{string(made)}, r, err)
	out.Location = base + "/sources/" + string(made)
	return out, err
}

type sourceChange struct {
	SourcePath
	Body struct {
		Every *int    `json:"every_seconds,omitempty" minimum:"60" maximum:"604800" multipleOf:"60" doc:"Om de hoeveel seconden, in hele minuten."`
		Token *string `json:"token,omitempty" doc:"In de plaats van wat er was; leeg: geen meer."`
	}
}

// changeSource answers POST /sources/{id}/change.
func (s *server) changeSource(in *sourceChange, r request) (written[followedSource], error) {
	c := mirror.Change{Token: in.Body.Token}
	if in.Body.Every != nil {
		c.Every = new(time.Duration(*in.Body.Every) * time.Second)
	}
	if c == (mirror.Change{}) {
		return written[followedSource]{}, nothingToChange()
	}
	return s.wroteSource(&in.SourcePath, r, s.Mirror.Set(r, r.actor(), mirror.SourceID(in.ID), c))
}

type sourceTrial struct {
	Types []triedType `json:"types"`
}

type triedType struct {
	Type    string         `json:"type" example:"HealthcareService"`
	Whole   bool           `json:"whole" doc:"true: alles zou worden opgehaald, niet alleen wat veranderde."`
	Added   int            `json:"added"`
	Changed int            `json:"changed"`
	Ended   int            `json:"ended"`
	Same    int            `json:"same"`
	Skipped int            `json:"skipped" doc:"Niet te lezen."`
	Some    []triedExample `json:"some" doc:"De eerste 20 waarmee iets zou gebeuren."`
}

type triedExample struct {
	ID   string `json:"id" doc:"Id in de gids."`
	Name string `json:"name,omitempty"`
	What string `json:"what" enum:"added,changed,ended"`
}

// trySource answers POST /sources/{id}/try.
func (s *server) trySource(in *SourcePath, r request) (out written[sourceTrial], err error) {
	ctx, cancel := context.WithTimeout(r, tryFor)
	defer cancel()
	rep, err := s.Mirror.Try(ctx, r.actor(), mirror.SourceID(in.ID))
	if err != nil && ctx.Err() != nil && r.Err() == nil {
		err = fault.New(fault.Unavailable, "Deze proef duurt te lang. Op de server kan het wel: eerstelijn sync run --dry-run.", "this takes too long here; use: eerstelijn sync run --dry-run").Because(err)
	}
	if err != nil {
		return out, unreached(r, err)
	}
	out.Body.Types = make([]triedType, len(rep.Types))
	for i := range rep.Types {
		t := &rep.Types[i]
		out.Body.Types[i] = triedType{t.Type, t.Whole, t.Added, t.Changed, t.Ended, t.Same, t.Skipped, make([]triedExample, len(t.Some))}
		for n, one := range t.Some {
			out.Body.Types[i].Some[n] = triedExample(one)
		}
	}
	return out, nil
}
