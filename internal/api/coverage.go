package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"eerstelijn/internal/network"
)

// shownSign is one thing that shows how far a region or wijkverband is.
type shownSign struct {
	Phase    network.Phase `json:"phase,omitempty" enum:"network,agreements,organisation" doc:"Van een regio: bij welke fase het hoort."`
	Code     string        `json:"code"`
	Text     string        `json:"text"`
	There    bool          `json:"there" doc:"Is het er. Niets wordt erom geweigerd."`
	Measured bool          `json:"measured" doc:"Het platform zag het zelf; anders is het zo gezegd."`
}

func showEvidence(from []network.Evidence) []shownSign {
	out := make([]shownSign, len(from))
	for i, e := range from {
		out[i] = shownSign{Phase: e.Phase, Code: e.Code, Text: e.Text, There: e.There, Measured: e.Measured}
	}
	return out
}

type taskEvidence struct {
	Task     string      `json:"task"`
	State    string      `json:"state" enum:"not-yet,building,working"`
	Evidence []shownSign `json:"evidence" doc:"Wat het platform ervan ziet."`
}

func showTasks(from []network.TaskEvidence) []taskEvidence {
	out := make([]taskEvidence, len(from))
	for i, t := range from {
		out[i] = taskEvidence{Task: t.Task, State: t.State, Evidence: showEvidence(t.Evidence)}
	}
	return out
}

type cut struct {
	ID            network.BoundaryID `json:"id"`
	Code          string             `json:"code"`
	Name          string             `json:"name"`
	Population    int                `json:"population" doc:"Inwoners."`
	InWijkverband int                `json:"in_wijkverband" doc:"Inwoners met een wijkverband."`
	Covered       covered            `json:"covered"`
	Wijkverbanden int                `json:"wijkverbanden" doc:"Hoeveel er inwoners in hebben."`
}

type cutInput struct {
	Boundary string `query:"boundary" default:"regio" doc:"Indeling: regio, wijkverband, provincie, ggd, zorgkantoor, veiligheidsregio, corop of roaz." example:"ggd"`
	At       string `query:"at" doc:"Moment (RFC 3339); zonder is het nu." example:"2026-11-24T09:30:00Z"`
	Format   string `query:"format" enum:"json,csv" default:"json" doc:"csv geeft een bestand."`
}

// file is an answer in one of several forms.
type file struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// serveCoverage adds the country's coverage, cut by any boundaries, in two forms, and what a region says
// itself.
func (s *server) serveCoverage() {
	write(s, http.MethodPut, "/regions/{slug}/evidence/{code}", "putEvidence", "Zeggen dat iets er is dat bij de fase van een regio hoort", s.putEvidence)
	op := operation(http.MethodGet, "/coverage", "coverageBy", "De dekking van het land, naar elke indeling en op elk moment")
	op.Responses = map[string]*huma.Response{"200": {
		Description: "Per gebied van de indeling een regel. Iedere inwoner telt één keer.",
		Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[List[cut]](), true, "CutList")},
			"text/csv":         {Schema: &huma.Schema{Description: "Met een regel koppen."}},
		},
	}}
	huma.Register(s.huma, op, func(ctx context.Context, in *cutInput) (*file, error) {
		out, err := s.coverageBy(in, request{ctx, s.Now()})
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

// coverageBy answers GET /coverage.
func (s *server) coverageBy(in *cutInput, r request) (*file, error) {
	at, err := r.moment("at", in.At)
	if err != nil {
		return nil, err
	}
	cuts, err := s.Network.CoverageBy(r, in.Boundary, at)
	if err != nil {
		return nil, err
	}
	if in.Format == "csv" {
		body, err := cutsCSV(cuts)
		return &file{"text/csv; charset=utf-8; header=present", body}, err
	}
	items := make([]cut, len(cuts))
	for i, c := range cuts {
		items[i] = cut{ID: c.ID, Code: c.Code, Name: c.Name, Population: c.Population, InWijkverband: c.InWijkverband,
			Covered: covered{Manned: c.Manned, Working: c.Working}, Wijkverbanden: c.Wijkverbanden}
	}
	body, err := json.Marshal(all(items))
	return &file{"application/json", body}, err
}

func cutsCSV(cuts []network.Cut) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"code", "naam", "inwoners", "met_wijkverband", "bemenst", "werkend", "wijkverbanden"}}
	for _, c := range cuts {
		rows = append(rows, []string{c.Code, c.Name, strconv.Itoa(c.Population), strconv.Itoa(c.InWijkverband), strconv.Itoa(c.Manned), strconv.Itoa(c.Working), strconv.Itoa(c.Wijkverbanden)})
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

type evidenceInput struct {
	RegionPath
	Code string `path:"code" enum:"plan,cooperation,insurer" doc:"Wat er is."`
	Body struct {
		There bool   `json:"there"`
		Words string `json:"words,omitempty" maxLength:"2000" doc:"Wat het is en waar het te vinden is."`
	}
}

// putEvidence answers PUT /regions/{slug}/evidence/{code} with the region's evidence as it then stands.
func (s *server) putEvidence(in *evidenceInput, r request) (out written[List[shownSign]], err error) {
	region, err := s.Network.Region(r, in.Slug)
	if err == nil {
		err = s.Network.AttestEvidence(r, r.actor(), region.ID, in.Code, in.Body.Words, in.Body.There)
	}
	if err != nil {
		return out, err
	}
	c, err := s.Network.Coverage(r, in.Slug, r.now)
	out.Body = all(showEvidence(c.Evidence))
	return out, err
}
