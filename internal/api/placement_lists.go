package api

import (
	"strings"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/placement"
)

type urgency struct {
	Code    placement.Urgency `json:"code"`
	Name    string            `json:"name"`
	Commit  int               `json:"commit_minutes" doc:"Binnen zoveel minuten is er een plek, of begint overbrugging."`
	Answer  int               `json:"answer_minutes" doc:"Zo lang heeft een aanbieder om te antwoorden."`
	Hold    int               `json:"hold_minutes" doc:"Zo lang wordt een aangeboden plek vastgehouden."`
	Start   int               `json:"start_minutes" doc:"Zo snel na de keuze hoort het te beginnen."`
	Chooses bool              `json:"person_chooses" doc:"false: het eerste ja is de plek."`
}

// urgencies answers GET /urgencies.
func (s *server) urgencies(_ *struct{}, r request) (List[urgency], error) {
	t, err := s.Placement.Tables(r)
	if err != nil {
		return List[urgency]{}, err
	}
	items := make([]urgency, len(t.Urgencies))
	for i, u := range t.Urgencies {
		items[i] = urgency{u.Code, u.Name, minutes(u.Commit), minutes(u.Answer), minutes(u.Hold), minutes(u.Start), u.Code != placement.Crisis}
	}
	return all(items), nil
}

type declineReason struct {
	Code   placement.ReasonCode `json:"code"`
	Name   string               `json:"name" doc:"Zoals de aanbieder het zegt."`
	NoRoom bool                 `json:"no_room" doc:"Zegt ook dat er geen plek is: het cijfer wordt 0."`
}

// declineReasons answers GET /decline-reasons.
func (s *server) declineReasons(_ *struct{}, r request) (List[declineReason], error) {
	t, err := s.Placement.Tables(r)
	if err != nil {
		return List[declineReason]{}, err
	}
	items := make([]declineReason, len(t.Declines))
	for i, d := range t.Declines {
		items[i] = declineReason(d)
	}
	return all(items), nil
}

type placementReason struct {
	Act  string               `json:"act" enum:"open,withdraw,fall-through,close" doc:"De stap waar deze reden bij hoort."`
	Code placement.ReasonCode `json:"code"`
	Name string               `json:"name"`
}

// placementReasons answers GET /placement-reasons.
func (s *server) placementReasons(_ *struct{}, r request) (List[placementReason], error) {
	t, err := s.Placement.Tables(r)
	if err != nil {
		return List[placementReason]{}, err
	}
	items := make([]placementReason, len(t.Reasons))
	for i, one := range t.Reasons {
		items[i] = placementReason{strings.ReplaceAll(snake(strings.ToLower(one.Act[:1])+one.Act[1:]), "_", "-"), one.Code, one.Name}
	}
	return all(items), nil
}

type coded struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// wishes answers GET /wishes.
func (s *server) wishes(_ *struct{}, r request) (List[coded], error) {
	t, err := s.Placement.Tables(r)
	if err != nil {
		return List[coded]{}, err
	}
	items := make([]coded, len(t.Wishes))
	for i, w := range t.Wishes {
		items[i] = coded(w)
	}
	return all(items), nil
}

type dataItem struct {
	Code    string              `json:"code"`
	Name    string              `json:"name" doc:"Als vraag."`
	Answers []coded             `json:"answers"`
	Kinds   []capacity.KindCode `json:"kinds" doc:"Voor welke soorten ontvangers dit moeten weten."`
}

type dataItemsInput struct {
	Kind string `query:"kind" example:"elv-laag" doc:"Alleen wat voor deze soort nodig is."`
}

// dataItems answers GET /data-items.
func (s *server) dataItems(in *dataItemsInput, r request) (List[dataItem], error) {
	t, err := s.Placement.Tables(r)
	if err != nil {
		return List[dataItem]{}, err
	}
	kind, err := s.capacityKind(r, in.Kind)
	if err != nil {
		return List[dataItem]{}, err
	}
	found := t.Items
	if kind != "" {
		found = t.ItemsFor(kind)
	}
	items := make([]dataItem, len(found))
	for i, one := range found {
		items[i] = dataItem{Code: one.Code, Name: one.Name, Answers: make([]coded, len(one.Answers)), Kinds: some(one.Kinds)}
		for j, a := range one.Answers {
			items[i].Answers[j] = coded(a)
		}
	}
	return all(items), nil
}
