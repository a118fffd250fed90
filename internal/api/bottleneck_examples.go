package api

import (
	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/network"
)

// exampleBody is something that was solved and that others can learn from. It names nobody.
type exampleBody struct {
	ID       bottleneck.ID    `json:"id"`
	Number   int              `json:"number"`
	Title    string           `json:"title"`
	What     string           `json:"what,omitempty" doc:"Wat er is gezegd; leeg als er een naam in lijkt te staan."`
	Theme    string           `json:"theme"`
	Suffers  []string         `json:"suffers"`
	Done     string           `json:"done,omitempty" doc:"Wat er is gedaan."`
	Helped   bool             `json:"helped" doc:"Alle melders zeiden dat het hielp; false: niet alle melders antwoordden."`
	Level    bottleneck.Level `json:"level" enum:"wijk,region,nation" doc:"Waar het is opgelost."`
	By       *OwnerBody       `json:"by"`
	Region   network.RegionID `json:"region,omitempty"`
	SolvedOn string           `json:"solved_on" format:"date"`
}

func showExamples(all []bottleneck.Example) []exampleBody {
	out := make([]exampleBody, len(all))
	for i, e := range all {
		out[i] = exampleBody{e.ID, e.Number, e.Title, e.What, e.Theme, some(e.Suffers), e.Done, e.Helped, e.Level, showOwner(e.By), e.Region, dateOf(e.SolvedAt)}
	}
	return out
}

type examplesInput struct {
	Theme string `query:"theme" example:"avond-nacht-weekend" doc:"Code uit /bottleneck-themes."`
	Words string `query:"q" maxLength:"400" doc:"Woorden die er allemaal in staan."`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// bottleneckExamples answers GET /bottlenecks/examples: of all regions, what was solved last first.
func (s *server) bottleneckExamples(in *examplesInput, r request) (List[exampleBody], error) {
	found, err := s.Bottlenecks.Examples(r, r.actor(), bottleneck.ExampleQuery{Theme: in.Theme, Words: in.Words, Limit: in.Limit})
	if err != nil {
		return List[exampleBody]{}, err
	}
	return all(showExamples(found)), nil
}
