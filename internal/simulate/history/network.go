package history

import (
	"fmt"
	"strings"
	"time"

	"eerstelijn/internal/network"
)

// nation writes what there is one of.
func (w *writer) nation() {
	w.Board = network.OrganizationID(key("national"))
	w.organization(key("national"), "national", "Landelijk overleg", "")
	w.put("national_board", "seat, organization, from_at, until_at", "nation", key("national"), w.us(w.From), nil)
	w.person(key("national", "person"), "national", key("national"), "", "")
	w.mandate("national", key("national"), key("national", "person"), place{forum: "nation"}, true)
	for i := range 10 {
		w.National = append(w.National, w.agreement(deal{key: key("national", i), level: "nation", place: place{forum: "nation"}, kind: kinds[i%len(kinds)],
			from: w.at(float64(i) / 20), parties: []party{{organization: key("national"), person: key("national", "person"), mandate: key("mandate", "national")}}}))
	}
}

func (w *writer) organization(key, kind, name, discipline string) {
	w.put("organization", "id, batch, kind, name, folded, discipline, ura, agb, kvk, website, phone, email, digest",
		key, 0, kind, name, strings.ToLower(name), discipline, "", "", "", "", "", "", "")
}

func (w *writer) person(key, role, organization, region, wijkverband string) {
	w.put("person", "id, name, role, organization, discipline, region, wijkverband, email",
		key, "Persoon "+key[:8], role, organization, "", region, wijkverband, "")
}

// region writes a region with all that is in it.
func (w *writer) region(r *network.Region, wijken []network.Area, providers map[string][]provider) {
	region := string(r.ID)
	out := Region{ID: r.ID, Slug: r.Slug, Body: network.OrganizationID(key("resv", region))}
	w.put("region", "id, slug, made_at", region, r.Slug, w.us(w.From))
	w.organization(key("resv", region), "resv", "RESV "+r.Name, "")
	phases := []string{"network", "agreements", "organisation"}
	for i, phase := range phases {
		from, until := w.at(float64(i)*0.3), w.at(float64(i+1)*0.3)
		if i == 2 {
			until = time.Time{}
		}
		w.put("region_version", "region, from_at, until_at, name, zorgkantoor, gp_organization, support, preferred_insurers, following_insurers, mandated_municipality, "+
			"lat, lon, resv_organization, resv_name, forerunner, legal_form, phase, website, phone, email, hours, remarks",
			region, w.us(from), w.us(until), r.Name, "", "", "", "", "", "", r.Center.Lat, r.Center.Lon, key("resv", region), "RESV "+r.Name,
			1-min(i, 1), "vereniging", phase, "", r.RESV.Contact.Phone, "", "", "")
	}
	for task := range 5 {
		for i, state := range []string{"not-yet", "building", "working"} {
			w.put("task_state", "owner, task, from_at, until_at, state, evidence", region, fmt.Sprintf("resv-%d", task+1), w.us(w.at(float64(i)*0.3)), w.until(i, 3), state, "")
		}
	}
	for _, a := range r.Areas {
		w.put("region_area", "region, area, from_at, until_at", region, string(a), w.us(w.From), nil)
	}
	parties := w.bodies(region, r, providers)
	w.seats(place{forum: "resv", region: region}, parties)
	for i, k := range kinds {
		out.Agreements = append(out.Agreements, w.agreement(deal{key: key("agreement", region, i), level: "region", kind: k, parent: w.National[i%len(w.National)],
			place: place{forum: "resv", region: region}, from: w.at(float64(i) / float64(2*len(kinds))), parties: parties[:6]}))
	}
	w.meetings(place{forum: "resv", region: region}, parties, 6)
	for i := range w.size.Wijkverbanden {
		own := wijken[i*len(wijken)/w.size.Wijkverbanden : (i+1)*len(wijken)/w.size.Wijkverbanden]
		out.Wijkverbanden = append(out.Wijkverbanden, w.wijkverband(region, r, i, own, out.Agreements))
	}
	w.Regions = append(w.Regions, out)
}

// until is the end of the i-th of n equal parts, the last of which has none.
func (w *writer) until(i, n int) any {
	if i == n-1 {
		return nil
	}
	return w.us(w.at(float64(i+1) * 0.3))
}

func (w *writer) wijkverband(region string, r *network.Region, i int, wijken []network.Area, above []string) network.WijkverbandID {
	key1 := key("wijkverband", region, i)
	at := place{forum: "wijkverband", region: region, wijkverband: key1}
	begun := w.at(w.Float64() * 0.3)
	w.put("wijkverband", "id, slug, region, made_at", key1, fmt.Sprintf("%s-verband-%02d", r.Slug, i+1), region, w.us(begun))
	for year := range w.size.Years {
		from := begun.AddDate(year, 0, 0)
		if from.After(w.Until) {
			break
		}
		until := begun.AddDate(year+1, 0, 0)
		if year == w.size.Years-1 {
			until = time.Time{}
		}
		met := from.AddDate(0, 0, -20)
		w.put("wijkverband_version", "wijkverband, from_at, until_at, name, meets_every, last_met_at, agreement, bottleneck, website",
			key1, w.us(from), w.us(until), fmt.Sprintf("Verband %02d van %s", i+1, r.Name), "elke 6 weken", w.us(met), 0, 0, "")
	}
	for _, a := range wijken {
		w.put("wijkverband_area", "wijkverband, area, from_at, until_at, is_primary", key1, string(a.Code), w.us(begun), nil, 1)
	}
	var parties []party
	for d, code := range disciplines[:4] {
		p := party{organization: key("team", key1, d), person: key("contact", key1, d), mandate: key("mandate", key1, d), discipline: code}
		w.organization(p.organization, "provider", fmt.Sprintf("Team %d van %s", d, key1[:8]), string(code))
		w.person(p.person, "professional", p.organization, region, key1)
		w.mandate(key1+fmt.Sprint(d), p.organization, p.person, at, true)
		p.mandate = key("mandate", key1+fmt.Sprint(d))
		parties = append(parties, p)
		changes := 1 + w.IntN(3)
		for n := range changes {
			from, until := begun.Add(w.Until.Sub(begun)*time.Duration(n)/time.Duration(changes)), begun.Add(w.Until.Sub(begun)*time.Duration(n+1)/time.Duration(changes))
			if n == changes-1 {
				until = time.Time{}
			} else if w.IntN(3) == 0 {
				until = until.AddDate(0, -2, 0) // nobody for a while
				if !until.After(from) {
					continue
				}
			}
			w.put("contact", "id, from_at, until_at, wijkverband, discipline, person, organization, function, phone, email, hours, remarks, show_name",
				key("contact", key1, d, n), w.us(from), w.us(until), key1, string(code), p.person, p.organization, "Aanspreekpunt", "099 000 00 00", "", "Mo-Fr 08:30-17:00", "", 0)
		}
	}
	for n := range 3 {
		d := deal{key: key("agreement", key1, n), level: "wijk", kind: kinds[(i+n)%len(kinds)], place: at, from: begun.AddDate(0, 3+w.IntN(18), 0), parties: parties}
		if n == 0 {
			d.parent = above[w.IntN(len(above))]
		}
		w.agreement(d)
	}
	w.meetings(at, parties, 8)
	for n := range w.size.Bottlenecks * w.size.Years {
		w.bottleneck(at, key("bottleneck", key1, n), begun)
	}
	return network.WijkverbandID(key1)
}
