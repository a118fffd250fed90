package measure_test

import (
	"testing"
	"time"

	"eerstelijn/internal/agreement/measure"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network/mandate"
)

// room is an offer with when somebody looked at it.
type room struct {
	organization, region, area string
	made, ended                time.Time
	looks                      []look
}

type look struct{ at, recorded time.Time }

func (h *house) room() (r room, offer string) {
	offer = h.key("offer")
	service := "s-" + offer
	r = room{organization: h.pick(body, member, other), made: begin.AddDate(0, 0, h.rand.IntN(30)-15)}
	r.region = h.pick(here, here, there)
	r.area = map[string]string{here: h.pick("WK990101", "WK990102", "GM9901", "BU99010103"), there: "WK990201"}[r.region]
	h.exec(`INSERT INTO service (id) VALUES ($1)`, service)
	h.exec(`INSERT INTO service_version (service, version, batch, state, organization, discipline, kind, name, area, verify_by, source, source_key, written_at, written_by, body)
		VALUES ($1, 1, 0, 'shown', $2, 'vvt', 'elv-laag', 'n', $3, 0, 'people', '', $4, 'p', '{}')`, service, r.organization, r.area, clock.Micros(r.made))
	h.exec(`INSERT INTO service_area (area, service, version) VALUES ($1, $2, 1)`, r.area, service)
	if h.chance(0.3) {
		r.ended = r.made.Add(time.Duration(h.rand.IntN(40*24)) * time.Hour)
	}
	h.exec(`INSERT INTO offer (id, service, kind, organization, region, area, total, assessment, most_invitations, made_at, ended_at, version, number, available, accepting, source,
			said, came_true, went, watched, sure, asked_times)
		VALUES ($1, $2, 'elv-laag', $3, $4, $5, 4, 0, 3, $6, $7, 1, 0, 0, '', '', 0, 0, 0, 0, 0, 0)`,
		offer, service, r.organization, r.region, r.area, clock.Micros(r.made), moment(r.ended))
	h.exec(`INSERT INTO offer_version (offer, version, region, total, assessment, most_invitations, written_at, written_by) VALUES ($1, 1, $2, 4, 0, 3, $3, 'p')`, offer, r.region, clock.Micros(r.made))
	return r, offer
}

func (h *house) look(offer string, number int, l look) {
	h.exec(`INSERT INTO observation (offer, observed_at, number, told_at, recorded_at, available, accepting, source, via, by_person, seconds)
		VALUES ($1, $2, $3, $4, $5, 1, 'open', 'person', 'page', 'p', 0)`,
		offer, clock.Micros(l.recorded), number, clock.Micros(l.at), clock.Micros(l.recorded))
}

func (r room) reaches(f mandate.Forum) bool {
	switch f.Kind {
	case mandate.Nation:
		return true
	case mandate.Wijkverband: // GM9901 serves the wijk too
		return r.area == "WK990101" || r.area == "BU99010103" || r.area == "GM9901"
	}
	return r.region == string(f.Region)
}

func TestFreshnessIsCountedAtTheEndOfEachDay(t *testing.T) {
	t.Parallel()
	run(t, func(h *house) {
		var all []room
		var offers []string
		for range 12 {
			r, offer := h.room()
			for i := range h.rand.IntN(40) {
				l := look{at: h.when()}
				l.recorded = l.at
				if h.chance(0.2) { // told later, or counted on by the platform
					l.recorded = l.at.Add(time.Duration(h.rand.IntN(72)) * time.Hour)
				}
				h.look(offer, i+1, l)
				r.looks = append(r.looks, l)
			}
			all, offers = append(all, r), append(offers, offer)
		}
		given := h.compare(measure.RefreshCapacity, "days", 5, func(q question) (n, good int) {
			days := q.params["days"]
			for day := q.from; day.Before(q.until); day = day.AddDate(0, 0, 1) {
				end := day.AddDate(0, 0, 1)
				since := end.AddDate(0, 0, -days)
				for _, r := range all {
					if !speaks(q.party, r.organization, q.from) || !r.reaches(q.forum) || r.made.After(since) || !r.ended.IsZero() && r.ended.Before(end) {
						continue
					}
					n++
					for _, l := range r.looks {
						if !l.at.Before(since) && l.at.Before(end) && l.recorded.Before(end) {
							good++
							break
						}
					}
				}
			}
			return n, good
		})
		for i, offer := range offers { // told afterwards, of moments that were looked at
			h.look(offer, 1000, look{at: begin.AddDate(0, 0, i), recorded: begin.AddDate(0, 3, 0)})
		}
		h.exec(`UPDATE offer SET ended_at = $1 WHERE ended_at IS NULL`, clock.Micros(begin.AddDate(0, 3, 0)))
		h.again(measure.RefreshCapacity, given, "what was told later")
	})
}
