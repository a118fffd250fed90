package api

import (
	"time"

	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement/number"
)

type numbersInput struct {
	Region string `query:"region" required:"true" example:"rivierenzoom" doc:"Naam van de regio zoals die in het adres staat."`
	From   string `query:"from" example:"2026-10-01" doc:"Eerste dag. Zonder from en until: de hele maand die voorbij is."`
	Until  string `query:"until" example:"2026-11-01" doc:"Dag na de laatste. Wie geen kleine aantallen ziet, vraagt één hele maand die voorbij is."`
}

// period reads the days, which are those of the Netherlands.
func (in *numbersInput) period(r request) (from, until time.Time, err error) {
	if in.From == "" && in.Until == "" {
		first, _ := number.Month(r.now)
		from, until = number.Month(first.AddDate(0, 0, -1))
		return from, until, nil
	}
	var bad []fault.Field
	read := func(field, text string) time.Time {
		t, err := time.ParseInLocation(time.DateOnly, text, clock.Amsterdam)
		if err != nil {
			bad = append(bad, fault.Field{Name: field, Text: fault.Text{NL: "Geef een dag als 2026-10-01.", EN: "expected a day, such as 2026-10-01; give from and until, or neither"}})
		}
		return t
	}
	from, until = read("from", in.From), read("until", in.Until)
	return from, until, fault.InvalidFields(bad...).OrNil()
}

func (s *server) countedRegion(in *numbersInput, r request) (region network.RegionID, from, until time.Time, err error) {
	if from, until, err = in.period(r); err != nil {
		return region, from, until, err
	}
	region, err = s.regionOf(r, in.Region)
	return region, from, until, err
}

type numbers struct {
	Region       network.RegionID `json:"region"`
	From         string           `json:"from" format:"date"`
	Until        string           `json:"until" format:"date" doc:"Deze dag telt niet mee."`
	At           string           `json:"at" format:"date-time" doc:"Wanneer het geteld is."`
	Exact        bool             `json:"exact" doc:"true: alle aantallen staan er. false: aantallen van 1 tot en met 9 zijn null, met wat ze zou verraden."`
	Asked        *int             `json:"asked" doc:"Geopende aanvragen."`
	Urgencies    []urgencyNumbers `json:"urgencies"`
	Outcomes     outcomes         `json:"outcomes"`
	Declined     *int             `json:"declined" doc:"Keren dat een aanbieder nee zei."`
	Declines     []codeCount      `json:"declines" doc:"Naar reden."`
	Bridgings    *int             `json:"bridgings" doc:"Overbruggingen in deze tijd, volgens afspraak of met de hand geregeld."`
	BridgingDays *int             `json:"bridging_days" doc:"Dagen daarvan in deze tijd; een begonnen dag telt."`
	DeskTimes    *int             `json:"desk_times" doc:"Keren in deze tijd dat alleen het coördinatiepunt verder zocht, zonder hulp in de tussentijd."`
	DeskDays     *int             `json:"desk_days" doc:"Dagen daarvan in deze tijd; een begonnen dag telt."`
	Unmet        *int             `json:"unmet" doc:"Aanvragen zonder plek op het moment dat die er had moeten zijn."`
	UnmetByArea  []codeCount      `json:"unmet_by_area"`
	UnmetByKind  []codeCount      `json:"unmet_by_kind"`
}

type urgencyNumbers struct {
	Urgency   string   `json:"urgency"`
	Asked     *int     `json:"asked"`
	Committed measured `json:"committed" doc:"Van openen tot er een plek is."`
	Started   measured `json:"started" doc:"Van openen tot het begint."`
}

type measured struct {
	P50     *quantile `json:"p50,omitempty" doc:"Binnen deze tijd had de helft het; staat er niet als er te weinig mensen zijn om te tonen."`
	P90     *quantile `json:"p90,omitempty"`
	People  *int      `json:"people" doc:"Bij zoveel mensen gemeten. Wie nog wacht, telt mee."`
	Waiting *int      `json:"waiting" doc:"Hoeveel van hen nog wachten, of niet meer wachten zonder dat het kwam."`
}

type quantile struct {
	Minutes int  `json:"minutes"`
	AtLeast bool `json:"at_least" doc:"true: te veel mensen wachten nog om meer te weten dan 'langer dan dit'."`
}

type outcomes struct {
	Place    *int     `json:"place"`
	Bridging *int     `json:"bridging" doc:"Nog geen plek; hulp overbrugt de tijd, volgens afspraak of met de hand geregeld."`
	Ended    *int     `json:"ended" doc:"Niet meer nodig, met een reden."`
	InTime   *int     `json:"in_time" doc:"Er wordt gezocht, en er is nog tijd."`
	Desk     *int     `json:"desk" doc:"De tijd is voorbij, en alleen het coördinatiepunt zoekt verder: geen uitkomst."`
	None     *int     `json:"none" doc:"De tijd is voorbij, en niemand zoekt verder."`
	Share    *float64 `json:"share" doc:"Deel met een uitkomst, van alle behalve in_time; null als dat niet te zeggen is."`
}

type codeCount struct {
	Code string `json:"code"`
	N    *int   `json:"n"`
}

func countOrNil(c number.Count) *int {
	if c.Few {
		return nil
	}
	return &c.N
}

func showMeasured(m number.Measured) measured {
	out := measured{People: countOrNil(m.People), Waiting: countOrNil(m.Waiting)}
	if m.People.N > 0 {
		out.P50, out.P90 = showQuantile(m.P50), showQuantile(m.P90)
	}
	if m.People.Few {
		out.Waiting = nil
	}
	return out
}

func showQuantile(q number.Quantile) *quantile {
	return &quantile{Minutes: int(q.After.Round(time.Minute) / time.Minute), AtLeast: q.AtLeast}
}

// placementNumbers answers GET /placements/numbers.
func (s *server) placementNumbers(in *numbersInput, r request) (numbers, error) {
	region, from, until, err := s.countedRegion(in, r)
	if err != nil {
		return numbers{}, err
	}
	n, err := s.Numbers.Of(r, r.actor(), region, from, until)
	if err != nil {
		return numbers{}, err
	}
	out := numbers{
		Region: n.Region, From: n.From.In(clock.Amsterdam).Format(time.DateOnly), Until: n.Until.In(clock.Amsterdam).Format(time.DateOnly), At: stamp(n.At), Exact: n.Exact,
		Asked: countOrNil(n.Asked), Urgencies: make([]urgencyNumbers, len(n.Urgencies)), Declined: countOrNil(n.Declined), Declines: showReasons(n.Declines),
		Bridgings: countOrNil(n.Bridgings), BridgingDays: countOrNil(n.BridgingDays), DeskTimes: countOrNil(n.DeskTimes), DeskDays: countOrNil(n.DeskDays), Unmet: countOrNil(n.Unmet),
		UnmetByArea: make([]codeCount, len(n.UnmetByArea)), UnmetByKind: make([]codeCount, len(n.UnmetByKind)),
	}
	o := n.Outcomes
	out.Outcomes = outcomes{Place: countOrNil(o.Place), Bridging: countOrNil(o.Bridging), Ended: countOrNil(o.Ended), InTime: countOrNil(o.InTime), Desk: countOrNil(o.Desk), None: countOrNil(o.None)}
	if share, known := o.Share(); known {
		out.Outcomes.Share = &share
	}
	for i, u := range n.Urgencies {
		out.Urgencies[i] = urgencyNumbers{string(u.Urgency), countOrNil(u.Asked), showMeasured(u.Committed), showMeasured(u.Started)}
	}
	for i, a := range n.UnmetByArea {
		out.UnmetByArea[i] = codeCount{string(a.Area), countOrNil(a.N)}
	}
	for i, k := range n.UnmetByKind {
		out.UnmetByKind[i] = codeCount{string(k.Kind), countOrNil(k.N)}
	}
	return out, nil
}

func showReasons(reasons []number.ReasonCount) []codeCount {
	out := make([]codeCount, len(reasons))
	for i, d := range reasons {
		out[i] = codeCount{string(d.Reason), countOrNil(d.N)}
	}
	return out
}

type providerDeclines struct {
	Organization network.OrganizationID `json:"organization"`
	Total        int                    `json:"total"`
	Reasons      []codeCount            `json:"reasons"`
}

// placementDeclines answers GET /placements/declines.
func (s *server) placementDeclines(in *numbersInput, r request) (List[providerDeclines], error) {
	region, from, until, err := s.countedRegion(in, r)
	if err != nil {
		return List[providerDeclines]{}, err
	}
	found, err := s.Numbers.Declines(r, r.actor(), region, from, until)
	if err != nil {
		return List[providerDeclines]{}, err
	}
	items := make([]providerDeclines, len(found))
	for i, p := range found {
		items[i] = providerDeclines{p.Organization, p.Total, showReasons(p.Reasons)}
	}
	return all(items), nil
}
