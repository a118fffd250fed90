package history

import (
	"fmt"
	"time"

	"eerstelijn/internal/network"
)

// place is a table.
type place struct{ forum, region, wijkverband string }

// party is an organisation with the person who may bind it.
type party struct {
	organization, person, mandate string
	discipline                    network.DisciplineCode
}

// bodies writes a body of each discipline with its standing, its mandates year after year, and the
// providers that belong to it.
func (w *writer) bodies(region string, r *network.Region, providers map[string][]provider) (all []party) {
	for d, code := range disciplines {
		p := party{organization: key("body", region, d), person: key("delegate", region, d), discipline: code}
		w.organization(p.organization, "discipline-body", fmt.Sprintf("Beroepsgroep %d van %s", d, r.Name), string(code))
		w.person(p.person, "professional", p.organization, region, "")
		w.put("standing", "id, version, known_from, known_until, body, region, discipline, from_at, until_at, evidence, why",
			key("standing", region, d), 1, w.us(w.From), nil, p.organization, region, string(code), w.us(w.From), nil, "Erkend door de regio", "")
		for year := range w.size.Years {
			from := w.From.AddDate(year, 0, 0)
			until := from.AddDate(1, 0, 0)
			if year == w.size.Years-1 {
				until = until.AddDate(1, 0, 0)
			}
			p.mandate = w.spell(key("mandate", region, d, year), p, place{forum: "resv", region: region}, from, until, false)
		}
		all = append(all, p)
	}
	n := 0
	for _, town := range r.Areas {
		for _, one := range providers[string(town)[2:6]] {
			n++
			if w.IntN(4) == 0 {
				continue
			}
			from := w.moment()
			until := time.Time{}
			if w.IntN(8) == 0 {
				until = from.AddDate(1, 0, 0)
			}
			for d, code := range disciplines {
				if code == one.discipline {
					w.put("affiliation", "id, version, known_from, known_until, provider, body, from_at, until_at",
						key("affiliation", one.id), 1, w.us(from), nil, one.id, all[d].organization, w.us(from), w.us(until))
				}
			}
		}
	}
	return all
}

// mandate writes one that holds all the while.
func (w *writer) mandate(name, grantor, delegate string, at place, own bool) {
	w.spell(key("mandate", name), party{organization: grantor, person: delegate}, at, w.From, time.Time{}, own)
}

// spell writes a mandate for a time; every tenth was corrected afterwards, so that it has two versions.
func (w *writer) spell(key string, p party, at place, from, until time.Time, own bool) string {
	self := 0
	if own {
		self = 1
	}
	row := func(version int, known, knownUntil time.Time, why string) {
		var end any
		if !until.IsZero() {
			end = until.UnixMicro()
		}
		w.put("mandate", "id, version, known_from, known_until, grantor, own, delegate, forum, region, wijkverband, subjects, from_at, until_at, evidence, revoked_at, revoked_why, why",
			key, version, w.us(known), w.us(knownUntil), p.organization, self, p.person, at.forum, at.region, at.wijkverband, "*", w.us(from), end, "Ledenvergadering", nil, "", why)
	}
	later := from.AddDate(0, 2, 0)
	if w.IntN(10) > 0 || later.After(w.Until) {
		row(1, from, time.Time{}, "")
		return key
	}
	row(1, from, later, "")
	row(2, later, time.Time{}, "De notulen waren er later.")
	return key
}

// seats gives each party a seat, whose holder changes.
func (w *writer) seats(at place, parties []party) {
	for i, p := range parties {
		for year := range w.size.Years {
			from := w.From.AddDate(year, 0, 0)
			until := w.us(from.AddDate(1, 0, 0))
			if year == w.size.Years-1 {
				until = nil
			}
			w.put("seat", "id, version, known_from, known_until, forum, region, wijkverband, name, discipline, citizens, weight, holder, organization, from_at, until_at, gone",
				key("seat", at.region, at.wijkverband, i), year+1, w.us(from), nil, at.forum, at.region, at.wijkverband, string(p.discipline), string(p.discipline), 0, 1,
				p.person, p.organization, w.us(from), until, 0)
		}
	}
}
