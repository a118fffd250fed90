package main

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"

	"eerstelijn/bench/measure"
	"eerstelijn/internal/finding"
)

// The face of the peer: the fields of our own answer, written by the same encoder. It checks nothing
// and reads nothing of the request but which question it is; ours does all of that.
type (
	peerPage struct {
		Items []peerItem `json:"items"`
	}
	peerItem struct {
		ID             string        `json:"id"`
		Name           string        `json:"name"`
		Organization   string        `json:"organization"`
		OrganizationID string        `json:"organization_id"`
		Discipline     string        `json:"discipline"`
		Kind           string        `json:"kind"`
		Location       peerLocation  `json:"location"`
		DistanceM      *int          `json:"distance_m"`
		OpenNow        bool          `json:"open_now"`
		Wait           *struct{}     `json:"wait"`
		Accepting      string        `json:"accepting"`
		Contact        []peerContact `json:"contact"`
		Reasons        []peerReason  `json:"reasons"`
	}
	peerLocation struct {
		Lat     *float64 `json:"lat"`
		Lon     *float64 `json:"lon"`
		Address *string  `json:"address"`
		Area    *string  `json:"area"`
	}
	peerContact struct {
		Audience string `json:"audience"`
		Function string `json:"function,omitempty"`
		Phone    string `json:"phone,omitempty"`
		Email    string `json:"email,omitempty"`
		URL      string `json:"url,omitempty"`
	}
	peerReason struct {
		Code string `json:"code"`
		Text string `json:"text"`
	}
)

// handler answers our route's questions from PostgreSQL.
func (p *peer) handler(list []question, best []chosen) http.Handler {
	number := make(map[string]int, len(list))
	for i := range list {
		number[list[i].target] = i
	}
	buffers := sync.Pool{New: func() any { return new(bytes.Buffer) }}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v1/services", func(w http.ResponseWriter, r *http.Request) {
		i, ok := number[r.URL.Path+"?"+r.URL.RawQuery]
		if !ok {
			http.NotFound(w, r)
			return
		}
		rows, err := p.ask(r.Context(), best[i].plan, &best[i].statement)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		page := peerPage{Items: make([]peerItem, len(rows))}
		for k := range rows {
			page.Items[k] = item(&list[i], &rows[k])
		}
		b := buffers.Get().(*bytes.Buffer)
		defer buffers.Put(b)
		b.Reset()
		if err := json.MarshalWrite(b, &page); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Content-Length", strconv.Itoa(b.Len()))
		h.Set("Cache-Control", "no-store")
		_, _ = w.Write(b.Bytes())
	})
	return mux
}

func item(q *question, r *row) peerItem {
	to := peerItem{
		ID: r.service, Name: r.name, Organization: r.organizationName, OrganizationID: r.organization, Discipline: r.discipline, Kind: r.kind,
		Location: peerLocation{Area: &r.area}, DistanceM: r.distance, OpenNow: r.openNow, Accepting: "unknown", Contact: []peerContact{},
	}
	if r.address != "" {
		to.Location.Address = &r.address
	}
	if !r.remote {
		to.Location.Lat, to.Location.Lon = r.lat, r.lon
	}
	if r.phone != "" || r.email != "" || r.url != "" {
		to.Contact = append(to.Contact, peerContact{"citizen", r.function, r.phone, r.email, r.url})
	}
	reasons := make([]peerReason, 0, 8)
	add := func(is bool, reason finding.Reason) {
		if is {
			reasons = append(reasons, peerReason{string(reason.Code), reason.Dutch(nil)})
		}
	}
	add(true, finding.Reason{Code: finding.ReasonWord, Asked: q.word.Asked, Found: q.word.Found, How: q.word.How})
	switch {
	case !q.query.OpenAt.IsZero():
		add(true, finding.Reason{Code: finding.ReasonOpenAt, At: q.query.OpenAt})
	case r.openNow:
		reasons = append(reasons, peerReason{string(finding.ReasonOpen), r.opens})
	case r.opens != "":
		reasons = append(reasons, peerReason{string(finding.ReasonClosed), r.opens})
	}
	add(r.remote, finding.Reason{Code: finding.ReasonComes})
	if !r.remote && r.distance != nil {
		add(true, finding.Reason{Code: finding.ReasonDistance, Metres: *r.distance})
	}
	add(q.query.Language != "", finding.Reason{Code: finding.ReasonLanguage, Found: q.query.Language})
	add(q.query.Insurer != "" && r.allInsurers, finding.Reason{Code: finding.ReasonAllInsurers})
	add(q.query.Insurer != "" && !r.allInsurers, finding.Reason{Code: finding.ReasonInsurer, Found: q.query.Insurer})
	add(q.query.Mode != "", finding.Reason{Code: finding.ReasonMode, Found: q.query.Mode})
	add(q.query.TargetGroup != "", finding.Reason{Code: finding.ReasonTargetGroup, Found: q.query.TargetGroup})
	add(r.direct, finding.Reason{Code: finding.ReasonDirect})
	add(r.overdue, finding.Reason{Code: finding.ReasonOverdue})
	to.Reasons = reasons
	return to
}

// httpSides puts both behind HTTP. Every answer is looked at: a wrong one ends the run.
func httpSides(w *world, p *peer, list []question, best []chosen) (sides []measure.Side, stop func(), err error) {
	targets := make([]string, len(list))
	for i := range list {
		targets[i] = list[i].target
	}
	check := func(i int, body []byte) error {
		if !bytes.Contains(body, []byte(`"distance_m":`)) {
			return fmt.Errorf("%s: no services in the answer", targets[i])
		}
		return nil
	}
	ours, stopOurs, err := httpSide("index", w.api(), targets, check)
	if err != nil {
		return nil, nil, err
	}
	theirs, stopTheirs, err := httpSide("postgresql", p.handler(list, best), targets, check)
	if err != nil {
		stopOurs()
		return nil, nil, err
	}
	theirs.Servers = p.backends
	return []measure.Side{ours, theirs}, func() { stopOurs(); stopTheirs() }, nil
}
