package simulate

import (
	"math"
	"strconv"
	"time"

	"eerstelijn/internal/demo"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/geo"
	"eerstelijn/internal/network"
)

// unit is one sort of room of one service, with the habits of whoever runs it.
type unit struct {
	key          string // the same in each run
	service      directory.ServiceID
	organization network.OrganizationID
	kind         *profile
	total        int
	point        geo.Point
	habit        *habit
	keepsBack    bool
	arrivals     []arrival   // by other ways than the region's
	closures     []closure   // for want of staff, or for an infection
	rounds       []time.Time // at which its figure is told anyway
}

// arrival is somebody who comes by another way and stays.
type arrival struct {
	at   time.Time
	stay time.Duration
}

// closure is a time in which nobody is taken in.
type closure struct{ from, to time.Time }

// demand is somebody who needs something.
type demand struct {
	key      string
	at       time.Time
	kind     *profile
	urgency  string
	area     int // in Script.areas
	stay     time.Duration
	patience time.Duration // after which it was solved in another way
}

// area is a wijk in which people live.
type area struct {
	code        network.AreaCode
	point       geo.Point
	inhabitants int
}

// Script is all that will happen whoever looks at it.
type Script struct {
	fate    fate
	data    demo.Data
	region  network.RegionID
	from    time.Time
	days    int
	tail    int // days after the last demand in which what is open is brought to its end
	units   []*unit
	demands []*demand
	areas   []area
}

// arrange draws for a unit what happens there by itself.
func (s *Script) arrange(u *unit) {
	r := s.fate.of("unit", u.key)
	shares := make([]float64, len(habits))
	for i := range habits {
		shares[i] = habits[i].share
	}
	u.habit = &habits[weighted(r, shares)]
	u.keepsBack = r.Float64() < u.habit.keeps
	until := s.from.AddDate(0, 0, s.days+s.tail)
	// As many come as keep the unit filled for its usual part; the first come before the year, so that it begins full.
	rate := u.kind.filled * float64(u.total) / u.kind.stay.Hours()
	for at := s.from.Add(-4 * u.kind.stay); at.Before(until); {
		at = at.Add(memoryless(r, time.Duration(float64(time.Hour)/rate)))
		u.arrivals = append(u.arrivals, arrival{at, stays(s.fate, u.kind, u.key, strconv.Itoa(len(u.arrivals)))})
	}
	for at := s.from; ; {
		at = at.Add(memoryless(r, betweenClosures))
		if !at.Before(until) {
			break
		}
		u.closures = append(u.closures, closure{at, at.Add(about(r, closedFor, 2))})
	}
	u.rounds = u.habit.rounds(r, u.kind.acute, s.from, s.days+s.tail)
}

// stays is how long somebody stays: some much longer than most.
func stays(f fate, p *profile, parts ...string) time.Duration {
	d := about(f.of(append([]string{"stay"}, parts...)...), time.Duration(float64(p.stay)*0.75), 2.1)
	return max(d, 6*time.Hour)
}

// ask draws who needs what.
func (s *Script) ask() {
	inhabitants := 0
	weights := make([]float64, len(s.areas))
	for i, a := range s.areas {
		inhabitants += a.inhabitants
		weights[i] = float64(a.inhabitants)
	}
	for i := range profiles {
		p := &profiles[i]
		if !s.offers(p) {
			continue
		}
		for u, share := range p.mix {
			urgency := urgencies[u]
			perYear := p.perYear * share * float64(inhabitants) / 100_000
			if perYear == 0 {
				continue
			}
			r := s.fate.of("demand", p.kind, urgency.code)
			// Drawn at the pace of the busiest hour; what falls in a quiet one is let go.
			pace := time.Duration(float64(365*24*time.Hour) / perYear / urgency.busiest())
			for at := s.from; ; {
				at = at.Add(memoryless(r, pace))
				if !at.Before(s.from.AddDate(0, 0, s.days)) {
					break
				}
				if r.Float64() >= urgency.busy(at)/urgency.busiest() {
					continue
				}
				key := p.kind + "/" + urgency.code + "/" + strconv.Itoa(len(s.demands))
				d := &demand{key: key, at: at, kind: p, urgency: urgency.code, area: weighted(r, weights), stay: stays(s.fate, p, key)}
				d.patience = min(urgency.patience/4+memoryless(r, urgency.patience), 4*urgency.patience)
				s.demands = append(s.demands, d)
			}
		}
	}
}

func (s *Script) offers(p *profile) bool {
	for _, u := range s.units {
		if u.kind == p {
			return true
		}
	}
	return false
}

// metres is how far a unit lies from where somebody lives.
func (s *Script) metres(d *demand, u *unit) int {
	return int(math.Round(geo.DistanceM(s.areas[d.area].point, u.point)))
}
