package api

import (
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/network"
)

type whoNowInput struct {
	Need     string `query:"need" enum:"huisarts,wijkverpleging,apotheek,crisis" doc:"Waarvoor (verplicht)." example:"wijkverpleging"`
	Area     string `query:"area" doc:"CBS-code van de wijk; of geef postcode." example:"WK036304"`
	Postcode string `query:"postcode" doc:"De vier cijfers van een postcode; of geef area."`
	At       string `query:"at" doc:"Moment (RFC 3339); zonder is het nu." example:"2026-11-24T09:30:00Z"`
}

// whoNow says who is reachable for a need, in a wijk, at a moment.
type whoNow struct {
	Need     live.Need `json:"need"`
	Area     string    `json:"area"`
	AreaName string    `json:"area_name"`
	At       string    `json:"at" format:"date-time"`
	First    []answer  `json:"first" doc:"Wie er voor deze wijk bereikbaar is, de beste eerst."`
	Gap      bool      `json:"gap" doc:"Niemand van de wijk zelf is nu bereikbaar; fallback zegt wie dan wel."`
	Fallback []answer  `json:"fallback"`
}

type answer struct {
	Service   string  `json:"service" doc:"Id van het aanbod."`
	Name      string  `json:"name"`
	Function  string  `json:"function"`
	Phone     string  `json:"phone"`
	Until     *string `json:"until" format:"date-time" doc:"Bereikbaar tot; null is dag en nacht."`
	DistanceM *int    `json:"distance_m"`
	Why       string  `json:"why"`
}

// whoNow answers GET /who-now.
func (s *server) whoNow(in *whoNowInput, r request) (whoNow, error) {
	need, err := live.ParseNeed(in.Need)
	if err != nil {
		return whoNow{}, err
	}
	at, err := r.moment("at", in.At)
	if err != nil {
		return whoNow{}, err
	}
	area := network.AreaCode(in.Area)
	switch {
	case (in.Area == "") == (in.Postcode == ""):
		return whoNow{}, fault.InvalidField("area", "Geef een wijk of een postcode.", "expected area or postcode: one of the two")
	case in.Postcode != "":
		p, err := s.Network.Postcode(r, in.Postcode)
		if err != nil {
			return whoNow{}, asField(err, "postcode", "unknown postcode")
		}
		area = p.Area
	}
	if s.Finder.Atlas() == nil {
		return whoNow{}, starting()
	}
	w, err := s.Finder.WhoNow(need, area, at)
	if err != nil {
		return whoNow{}, asField(err, "area", "unknown area; see "+base+"/areas")
	}
	return whoNow{
		Need: w.Need, Area: string(w.Area), AreaName: w.AreaName, At: stamp(w.At),
		First: answers(w.First), Gap: w.Gap, Fallback: answers(w.Fallback),
	}, nil
}

func answers(from []live.Answer) []answer {
	out := make([]answer, len(from))
	for i, a := range from {
		out[i] = answer{Service: string(a.Service), Name: a.Name, Function: a.Function, Phone: a.Phone, Until: stampOrNil(a.Until), Why: a.Why}
		if a.DistanceM >= 0 {
			out[i].DistanceM = &from[i].DistanceM
		}
	}
	return out
}
