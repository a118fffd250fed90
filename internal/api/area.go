package api

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
)

// area is a CBS area of one year.
type area struct {
	Code       network.AreaCode   `json:"code" doc:"CBS-code: GM0363, WK036304 of BU03630401."`
	Name       string             `json:"name"`
	Kind       network.AreaKind   `json:"kind" enum:"gemeente,wijk,buurt"`
	Year       int                `json:"year"`
	Parent     *network.AreaCode  `json:"parent" doc:"Het gebied eromheen; null bij een gemeente."`
	Population *int               `json:"population" doc:"Inwoners; null als het cijfer er niet is."`
	Center     point              `json:"center"`
	Figures    map[string]float64 `json:"figures,omitzero" doc:"Kerncijfers per code. Lijsten tonen ze niet; /areas/{code} wel."`
	Geometry   *geometry          `json:"geometry,omitempty" doc:"GeoJSON (WGS 84); alleen met geometry=true."`
}

type point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// geometry is a GeoJSON MultiPolygon (RFC 7946).
type geometry struct {
	Type        string           `json:"type" enum:"MultiPolygon"`
	Coordinates [][][][2]float64 `json:"coordinates" doc:"Lengte, dan breedte."`
}

func showArea(a *network.Area) area {
	return area{
		Code: a.Code, Name: a.Name, Kind: a.Kind, Year: a.Year, Parent: orNil(a.Parent), Population: a.Population,
		Center: point{a.Center.Lat, a.Center.Lon},
	}
}

type areaInput struct {
	Code     string `path:"code" doc:"CBS-code." example:"WK036304"`
	Year     int    `query:"year" minimum:"1995" maximum:"2100" doc:"Zonder is het het nieuwste jaar."`
	Geometry bool   `query:"geometry" doc:"true: met de grens."`
}

// area answers GET /areas/{code}.
func (s *server) area(in *areaInput, r request) (area, error) {
	code := network.AreaCode(in.Code)
	if code.Kind() == "" {
		return area{}, fault.InvalidField("code", "Geef een CBS-code, zoals WK036304.", "expected a CBS area code such as GM0363, WK036304 or BU03630401")
	}
	found, err := s.Network.Area(r, code, in.Year)
	if err != nil {
		return area{}, err
	}
	shown := showArea(&found)
	shown.Figures = found.Figures
	if shown.Figures == nil {
		shown.Figures = map[string]float64{}
	}
	if in.Geometry {
		shown.Geometry = &geometry{Type: "MultiPolygon", Coordinates: make([][][][2]float64, len(found.Geometry))}
		for i, polygon := range found.Geometry {
			rings := make([][][2]float64, len(polygon))
			for j, ring := range polygon {
				rings[j] = make([][2]float64, len(ring))
				for k, p := range ring {
					rings[j][k] = p
				}
			}
			shown.Geometry.Coordinates[i] = rings
		}
	}
	return shown, nil
}

type areasInput struct {
	Kind   string `query:"kind" enum:"gemeente,wijk,buurt" doc:"Zonder zijn het alle soorten."`
	Parent string `query:"parent" doc:"CBS-code van het gebied eromheen."`
	Region string `query:"region" doc:"Slug van een regio: wat daar nu in ligt."`
	Year   int    `query:"year" minimum:"1995" maximum:"2100" doc:"Zonder is het het nieuwste jaar."`
	Name   string `query:"name" maxLength:"100" doc:"Begin van de naam; hoofdletters en accenten tellen niet."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"Aantal per bladzijde."`
	Cursor string `query:"cursor" maxLength:"200" doc:"De next van de bladzijde ervoor; de rest van de vraag blijft gelijk."`
}

// areas answers GET /areas.
func (s *server) areas(in *areasInput, r request) (List[area], error) {
	q := network.AreaQuery{Kind: network.AreaKind(in.Kind), Parent: network.AreaCode(in.Parent), Year: in.Year, Name: in.Name, Limit: in.Limit + 1}
	if in.Parent != "" && q.Parent.Kind() == "" {
		return List[area]{}, fault.InvalidField("parent", "Geef een CBS-code, zoals GM0363.", "expected a CBS area code such as GM0363 or WK036304")
	}
	if in.Region != "" {
		region, err := s.Network.Region(r, in.Region)
		if err != nil {
			return List[area]{}, asField(err, "region", "unknown region; see "+base+"/regions")
		}
		q.Region = region.ID
	}
	if err := in.position(&q); err != nil {
		return List[area]{}, err
	}
	found, err := s.Network.Areas(r, q)
	if err != nil {
		return List[area]{}, err
	}
	out := List[area]{Items: make([]area, 0, len(found))}
	for i := range found {
		if i == in.Limit {
			out.Next = in.next(&found[i-1])
			break
		}
		out.Items = append(out.Items, showArea(&found[i]))
	}
	return out, nil
}

// next gives the cursor behind an area. It holds the year as well, so that the pages of one list
// speak of one year while a newer one is brought in.
func (in *areasInput) next(last *network.Area) string {
	b := binary.BigEndian.AppendUint64(nil, in.hash())
	b = binary.BigEndian.AppendUint16(b, uint16(last.Year))
	return base64.RawURLEncoding.EncodeToString(append(b, last.Code...))
}

// position reads the cursor.
func (in *areasInput) position(q *network.AreaQuery) error {
	if in.Cursor == "" {
		return nil
	}
	const fixed = 8 + 2
	b, err := base64.RawURLEncoding.DecodeString(in.Cursor)
	if err != nil || len(b) < fixed || binary.BigEndian.Uint64(b) != in.hash() || network.AreaCode(b[fixed:]).Kind() == "" {
		return fault.InvalidField("cursor", "Deze pagina hoort niet bij deze vraag. Begin opnieuw bij de eerste.",
			"expected the cursor of the page before, of the same query")
	}
	q.Year, q.After = int(binary.BigEndian.Uint16(b[8:])), network.AreaCode(b[fixed:])
	return nil
}

func (in *areasInput) hash() uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%q %q %q %d %q", in.Kind, in.Parent, in.Region, in.Year, in.Name)
	return h.Sum64()
}
