package api

import (
	"net/http"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/agreement"
	"eerstelijn/internal/agreement/obligation"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
)

// obligationRoutes are those on which parties see, period by period, whether they do what they agreed.
func (s *server) obligationRoutes() {
	const of = "/agreements/{id}/obligations/"
	personal(s, "/obligations", "obligations", "Wat is nagegaan van een afspraak, een partij of een regio, het nieuwste eerst", s.obligations)
	personal(s, "/obligations/week", "obligationWeek", "Wat u moet doen, en hoe het in deze tijd gaat", s.obligationWeek)
	write(s, http.MethodPost, of+"{obligation}/explain", "explainObligation", "Uitleggen waarom iets niet is nagekomen", s.explainObligation)
	write(s, http.MethodPost, of+"{obligation}/attest", "attestObligation", "Zeggen of iets is nagekomen wat het platform niet zelf kan nagaan", s.attestObligation)
	personal(s, of+"{obligation}/effect", "obligationEffect", "Hoe het ging voor en na de afspraak, met aantallen", s.obligationEffect)
	personal(s, of+"counts", "obligationCountsForInsurer", "De aantallen die de partijen hun zorgverzekeraar laten zien", s.obligationTally)
	get(s, "/regions/{slug}/obligation-counts", "obligationCounts", "Hoe vaak afspraken in een regio zijn nagekomen, per kwartaal", s.obligationCounts)
	get(s, "/measures", "measures", "Wat het platform zelf kan nagaan", s.measures)
	get(s, "/agreement-templates", "agreementTemplates", "Teksten om een afspraak mee te beginnen", s.agreementTemplates)
}

// obligationAccess says for whom each of them is.
func obligationAccess() (all []access.Route) {
	for _, path := range []string{"/regions/{slug}/obligation-counts", "/measures", "/agreement-templates"} {
		all = append(all, access.Route{Pattern: "GET " + base + path, For: access.ForEveryone})
	}
	for _, r := range [][3]string{
		{"GET", "/obligations", "obligation.Kept"}, {"GET", "/obligations/week", "obligation.Week"},
		{"POST", "/agreements/{id}/obligations/{obligation}/explain", "obligation.Explain"},
		{"POST", "/agreements/{id}/obligations/{obligation}/attest", "obligation.Attest"},
		{"GET", "/agreements/{id}/obligations/{obligation}/effect", "obligation.Effect"},
		{"GET", "/agreements/{id}/obligations/counts", "obligation.ForInsurer"},
	} {
		all = append(all, access.Route{Pattern: r[0] + " " + base + r[1], For: access.ForAct, Acts: strings.Fields(r[2])})
	}
	return all
}

// obligationPeriod is what was weighed of one obligation of one party in one period.
type obligationPeriod struct {
	ID          obligation.ID          `json:"id"`
	Agreement   agreement.ID           `json:"agreement"`
	Number      int                    `json:"number" doc:"Kort nummer van de afspraak, voor mensen."`
	Title       string                 `json:"title" doc:"Van de afspraak."`
	Text        int                    `json:"text" doc:"Versie van de tekst."`
	Obligation  string                 `json:"obligation"`
	Clause      string                 `json:"clause"`
	What        string                 `json:"what"`
	Party       network.OrganizationID `json:"party"`
	From        string                 `json:"from" format:"date-time"`
	Until       string                 `json:"until" format:"date-time" doc:"Dit moment telt niet mee."`
	Measure     string                 `json:"measure" doc:"Code uit /measures, of attested: de partij zegt het zelf."`
	Params      map[string]int         `json:"params,omitempty"`
	Norm        int                    `json:"norm" doc:"Zoveel procent moet goed gaan."`
	N           int                    `json:"n" doc:"Hoe vaak er iets te doen was. 0: niet bekend."`
	Good        int                    `json:"good" doc:"Hoe vaak het goed ging. Dit verandert niet meer."`
	Few         bool                   `json:"few" doc:"Het gaat om minder dan tien keer: het zegt weinig."`
	Outcome     obligation.Outcome     `json:"outcome" enum:"kept,not-kept,explained,unknown"`
	Attested    bool                   `json:"attested" doc:"De partij zei het zelf."`
	Explanation string                 `json:"explanation,omitempty"`
	ExplainedAt *string                `json:"explained_at,omitempty" format:"date-time"`
	Due         *string                `json:"due,omitempty" format:"date-time" doc:"Tot dan is antwoord gevraagd."`
	Asked       bool                   `json:"asked" doc:"Het antwoord is er nog niet."`
	WeighedAt   string                 `json:"weighed_at" format:"date-time"`
}

func showPeriod(p *obligation.Period) obligationPeriod {
	return obligationPeriod{
		ID: p.ID, Agreement: p.Agreement, Number: p.Number, Title: p.Title, Text: p.Text, Obligation: p.Obligation, Clause: p.Clause, What: p.What,
		Party: p.Party, From: stamp(p.From), Until: stamp(p.Until), Measure: p.Measure, Params: p.Params, Norm: p.Norm, N: p.N, Good: p.Good, Few: p.Few(),
		Outcome: p.Outcome, Attested: p.Attested, Explanation: p.Explanation, ExplainedAt: stampOrNil(p.ExplainedAt), Due: stampOrNil(p.Due),
		Asked: p.Asked, WeighedAt: stamp(p.WeighedAt),
	}
}

func showPeriods(found []obligation.Period) []obligationPeriod {
	items := make([]obligationPeriod, len(found))
	for i := range found {
		items[i] = showPeriod(&found[i])
	}
	return items
}

type obligationsInput struct {
	Agreement   string `query:"agreement" doc:"Id van een afspraak."`
	Party       string `query:"party" doc:"Id van een organisatie."`
	Region      string `query:"region" doc:"Naam van de regio zoals die in het adres staat." example:"rivierenzoom"`
	Wijkverband string `query:"wijkverband" doc:"Id van een wijkverband van die regio."`
	From        string `query:"from" doc:"Wat na dit moment eindigde."`
	Until       string `query:"until" doc:"Wat voor dit moment begon."`
	Limit       int    `query:"limit" minimum:"1" maximum:"5000" doc:"Hoogstens zoveel; zonder 500."`
}

// obligations answers GET /obligations.
func (s *server) obligations(in *obligationsInput, r request) (List[obligationPeriod], error) {
	q := obligation.Query{Limit: in.Limit}
	var err error
	if in.Agreement != "" {
		if q.Agreement, err = id.Parse[agreement.ID](in.Agreement); err != nil {
			return List[obligationPeriod]{}, err
		}
	}
	if in.Party != "" {
		if q.Party, err = id.Parse[network.OrganizationID](in.Party); err != nil {
			return List[obligationPeriod]{}, err
		}
	}
	if in.Wijkverband != "" {
		if q.Wijkverband, err = id.Parse[network.WijkverbandID](in.Wijkverband); err != nil {
			return List[obligationPeriod]{}, err
		}
	}
	if q.Region, err = s.regionOf(r, in.Region); err != nil {
		return List[obligationPeriod]{}, err
	}
	for _, m := range []struct {
		field, text string
		into        *time.Time
	}{{"from", in.From, &q.From}, {"until", in.Until, &q.Until}} {
		if m.text == "" {
			continue
		}
		if *m.into, err = r.moment(m.field, m.text); err != nil {
			return List[obligationPeriod]{}, err
		}
	}
	found, err := s.Obligations.Kept(r, r.actor(), q)
	if err != nil {
		return List[obligationPeriod]{}, err
	}
	return all(showPeriods(found)), nil
}

// runningObligation is how it goes in the period that runs.
type runningObligation struct {
	Agreement  agreement.ID           `json:"agreement"`
	Number     int                    `json:"number"`
	Title      string                 `json:"title"`
	Obligation string                 `json:"obligation"`
	What       string                 `json:"what"`
	Party      network.OrganizationID `json:"party"`
	Measure    string                 `json:"measure"`
	Norm       int                    `json:"norm"`
	From       string                 `json:"from" format:"date-time"`
	Until      string                 `json:"until" format:"date-time"`
	N          int                    `json:"n" doc:"Tot nu toe."`
	Good       int                    `json:"good" doc:"Tot nu toe."`
	Counts     bool                   `json:"counts" doc:"false: de afspraak geldt niet deze hele tijd. Dan wordt zij niet nagegaan."`
}

type obligationWeek struct {
	At        string              `json:"at" format:"date-time"`
	ToExplain []obligationPeriod  `json:"to_explain" doc:"Niet nagekomen, en nog niet uitgelegd."`
	ToAttest  []obligationPeriod  `json:"to_attest" doc:"Niemand zei nog hoe het ging."`
	Running   []runningObligation `json:"running"`
}

// obligationWeek answers GET /obligations/week.
func (s *server) obligationWeek(_ *struct{}, r request) (obligationWeek, error) {
	w, err := s.Obligations.Week(r, r.actor())
	if err != nil {
		return obligationWeek{}, err
	}
	out := obligationWeek{At: stamp(w.At), ToExplain: showPeriods(w.ToExplain), ToAttest: showPeriods(w.ToAttest), Running: make([]runningObligation, len(w.Running))}
	for i, o := range w.Running {
		out.Running[i] = runningObligation{o.Agreement, o.Number, o.Title, o.Obligation.ID, o.Obligation.What, o.Party, o.Obligation.Measure, o.Obligation.Norm,
			stamp(o.Since), stamp(o.Ends), o.N, o.Good, o.Counts}
	}
	return out, nil
}

// ObligationPath is exported because huma fills no other embedded struct.
type ObligationPath struct {
	ID         string `path:"id" doc:"Id van de afspraak."`
	Obligation string `path:"obligation" doc:"Id van de verplichting."`
}

// key is the period of which somebody speaks.
func (in *ObligationPath) key(party string, from time.Time) (k obligation.Key, err error) {
	k.Obligation, k.From = in.Obligation, from
	if k.Agreement, err = id.Parse[agreement.ID](in.ID); err == nil {
		k.Party, err = id.Parse[network.OrganizationID](party)
	}
	return k, err
}

type explainInput struct {
	ObligationPath
	Body struct {
		Party string    `json:"party" doc:"Id van de partij."`
		From  time.Time `json:"from" doc:"Het begin van de tijd waar het om gaat, zoals /obligations dat geeft."`
		Words string    `json:"words" maxLength:"2000" doc:"Waarom het niet lukte. De andere partijen lezen dit."`
	}
}

// explainObligation answers POST /agreements/{id}/obligations/{obligation}/explain.
func (s *server) explainObligation(in *explainInput, r request) (written[obligationPeriod], error) {
	which, err := in.key(in.Body.Party, in.Body.From)
	if err != nil {
		return written[obligationPeriod]{}, err
	}
	p, err := s.Obligations.Explain(r, r.actor(), which, in.Body.Words)
	return written[obligationPeriod]{Body: showPeriod(&p)}, err
}

type attestInput struct {
	ObligationPath
	Body struct {
		Party string    `json:"party" doc:"Id van de partij."`
		From  time.Time `json:"from" doc:"Het begin van de tijd waar het om gaat, zoals /obligations dat geeft."`
		Kept  bool      `json:"kept" doc:"Het is nagekomen."`
		Words string    `json:"words,omitempty" maxLength:"2000" doc:"Waarom het niet lukte; dan verplicht."`
	}
}

// attestObligation answers POST /agreements/{id}/obligations/{obligation}/attest.
func (s *server) attestObligation(in *attestInput, r request) (written[obligationPeriod], error) {
	which, err := in.key(in.Body.Party, in.Body.From)
	if err != nil {
		return written[obligationPeriod]{}, err
	}
	p, err := s.Obligations.Attest(r, r.actor(), which, in.Body.Kept, in.Body.Words)
	return written[obligationPeriod]{Body: showPeriod(&p)}, err
}

type obligationShare struct {
	From    string `json:"from" format:"date-time"`
	Until   string `json:"until" format:"date-time"`
	N       int    `json:"n"`
	Good    int    `json:"good"`
	Percent *int   `json:"percent" doc:"null: er was niets te tellen."`
	Few     bool   `json:"few" doc:"Het gaat om minder dan tien keer: het zegt weinig."`
}

func showShare(s obligation.Share) obligationShare {
	out := obligationShare{From: stamp(s.From), Until: stamp(s.Until), N: s.N, Good: s.Good, Few: s.Few()}
	if percent, known := s.Percent(); known {
		out.Percent = &percent
	}
	return out
}

type obligationEffect struct {
	Obligation string          `json:"obligation"`
	Measure    string          `json:"measure"`
	Measured   bool            `json:"measured" doc:"false: de partijen zeggen het zelf. Er is niets te vergelijken."`
	Parties    int             `json:"parties"`
	Since      string          `json:"since" format:"date-time" doc:"Vanaf wanneer de eerste partij gebonden is."`
	Before     obligationShare `json:"before"`
	After      obligationShare `json:"after" doc:"Even lang als ervoor, hooguit een jaar. Dat het anders ging, zegt niet dat het door de afspraak komt."`
}

// obligationEffect answers GET /agreements/{id}/obligations/{obligation}/effect.
func (s *server) obligationEffect(in *ObligationPath, r request) (obligationEffect, error) {
	which, err := id.Parse[agreement.ID](in.ID)
	if err != nil {
		return obligationEffect{}, err
	}
	e, err := s.Obligations.Effect(r, r.actor(), which, in.Obligation)
	if err != nil {
		return obligationEffect{}, err
	}
	return obligationEffect{e.Obligation, e.Measure, e.Measured, e.Parties, stamp(e.Since), showShare(e.Before), showShare(e.After)}, nil
}

type obligationTally struct {
	Kept      int `json:"kept"`
	NotKept   int `json:"not_kept" doc:"En niet uitgelegd."`
	Explained int `json:"explained"`
	Unknown   int `json:"unknown"`
}

// obligationTally answers GET /agreements/{id}/obligations/counts.
func (s *server) obligationTally(in *struct {
	ID string `path:"id" doc:"Id van de afspraak."`
}, r request) (obligationTally, error) {
	which, err := id.Parse[agreement.ID](in.ID)
	if err != nil {
		return obligationTally{}, err
	}
	t, err := s.Obligations.ForInsurer(r, r.actor(), which)
	return obligationTally(t), err
}

type obligationQuarter struct {
	From      string `json:"from" format:"date-time"`
	Until     string `json:"until" format:"date-time"`
	Total     *int   `json:"total" doc:"null: te klein om te laten zien, of een klein aantal zou eruit volgen. Dat geldt voor alle aantallen."`
	Kept      *int   `json:"kept"`
	NotKept   *int   `json:"not_kept" doc:"En niet uitgelegd."`
	Explained *int   `json:"explained"`
	Unknown   *int   `json:"unknown"`
}

// obligationCounts answers GET /regions/{slug}/obligation-counts.
func (s *server) obligationCounts(in *slugInput, r request) (List[obligationQuarter], error) {
	region, err := s.Network.Region(r, in.Slug)
	if err != nil {
		return List[obligationQuarter]{}, err
	}
	found, err := s.Obligations.Counts(r, region.ID)
	if err != nil {
		return List[obligationQuarter]{}, err
	}
	shown := func(c obligation.Count) *int {
		if c.Few {
			return nil
		}
		return &c.N
	}
	items := make([]obligationQuarter, len(found))
	for i, q := range found {
		items[i] = obligationQuarter{stamp(q.From), stamp(q.Until), shown(q.Total), shown(q.Kept), shown(q.NotKept), shown(q.Explained), shown(q.Unknown)}
	}
	return all(items), nil
}
