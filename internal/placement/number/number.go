package number

import (
	"context"
	"log/slog"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// Deps are the capabilities that the figures rest on.
type Deps struct {
	Spine     *act.Spine
	Capacity  *capacity.Service
	Placement *placement.Service
	Log       *slog.Logger
}

// Service counts over what placements leave behind.
type Service struct {
	Deps
	spine *act.Spine // the one of Deps
}

// New makes the service.
func New(d Deps) *Service { return &Service{Deps: d, spine: d.Spine} }

// Numbers are the figures of a region over a period: requests by when they were opened, refusals by when
// they were given, bridging by the days that fell in it, unmet demand by when there should have been a
// place.
type Numbers struct {
	Region      network.RegionID
	From, Until time.Time
	At          time.Time // when it was counted
	// Exact says that every figure is shown; otherwise small ones are hidden.
	Exact     bool
	Asked     Count
	Urgencies []UrgencyNumbers // parts of Asked
	Outcomes  Outcomes         // parts of Asked
	Declined  Count
	Declines  []ReasonCount // parts of Declined, the most frequent first
	// Bridgings are the times that help bridged the wait as the region agreed or somebody arranged; DeskTimes
	// those in which only the desk kept looking, without help. Days are begun ones, hidden with them.
	Bridgings, BridgingDays Count
	DeskTimes, DeskDays     Count
	Unmet                   Count
	UnmetByArea             []AreaCount // parts of Unmet
	UnmetByKind             []KindCount // parts of Unmet
}

// UrgencyNumbers are those of one urgency.
type UrgencyNumbers struct {
	Urgency   placement.Urgency
	Asked     Count
	Committed Measured // from opening until there was a place
	Started   Measured // from opening until it began
}

// Measured is a waiting time over a number of people. Where they are few it is not shown, and zero.
type Measured struct {
	P50, P90 Quantile
	People   Count // who count in it
	Waiting  Count // those of them for whom it has not ended
}

// Outcomes says what became of requests, as it stands when it is counted.
type Outcomes struct {
	Place    Count // there is one
	Bridging Count // none yet, and help bridges the time: as the region agreed, or arranged by hand
	Ended    Count // it was no longer needed, for a reason
	InTime   Count // still looked for, and its moment has not passed
	Desk     Count // its moment has passed, and only the desk keeps looking: no outcome
	None     Count // its moment has passed, and nobody does
}

// parts are all of them, each request in one.
func (o *Outcomes) parts() []*Count {
	return []*Count{&o.Place, &o.Bridging, &o.Ended, &o.InTime, &o.Desk, &o.None}
}

// With is how many have an outcome, and of how many: those whose moment has passed or who have one. It is
// false when some of it is hidden.
func (o *Outcomes) With() (with, of int, known bool) {
	if o.Place.Few || o.Bridging.Few || o.Ended.Few || o.Desk.Few || o.None.Few {
		return 0, 0, false
	}
	with = o.Place.N + o.Bridging.N + o.Ended.N
	return with, with + o.Desk.N + o.None.N, true
}

// Share gives [Outcomes.With] as a share; false when nobody counts, or it is hidden.
func (o *Outcomes) Share() (float64, bool) {
	with, of, known := o.With()
	if !known || of == 0 {
		return 0, false
	}
	return float64(with) / float64(of), true
}

// ReasonCount is how often a reason was given.
type ReasonCount struct {
	Reason placement.ReasonCode
	N      Count
}

// AreaCount and KindCount are how many people nobody had a place for in time.
type AreaCount struct {
	Area network.AreaCode
	N    Count
}

type KindCount struct {
	Kind capacity.KindCode
	N    Count
}

// Month gives the calendar month in which a moment falls.
func Month(at time.Time) (from, until time.Time) {
	at = at.In(clock.Amsterdam)
	from = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, clock.Amsterdam)
	return from, from.AddDate(0, 1, 0)
}

// longestPeriod keeps a question from reading a lifetime.
const longestPeriod = 5 * 366 * 24 * time.Hour

// checkPeriod refuses a period that is none. Whoever sees no small numbers asks for one whole month that
// has passed: of two periods that overlap, the small number in between would follow.
func checkPeriod(from, until, now time.Time, exact bool) error {
	switch {
	case !from.Before(until):
		return fault.InvalidField("until", "Het einde moet na het begin liggen.", "expected a moment after from")
	case until.Sub(from) > longestPeriod:
		return fault.InvalidField("until", "Vraag hooguit vijf jaar tegelijk.", "expected at most five years")
	case exact:
		return nil
	}
	if first, next := Month(from); !first.Equal(from) || !next.Equal(until) || until.After(now) {
		return fault.InvalidField("from", "Kies een hele maand die voorbij is.", "expected the first moment of a calendar month that has passed, with until the first moment of the next one")
	}
	return nil
}

// about describes the figures of a region for the policies, or is NotFound.
func (s *Service) about(ctx context.Context, region network.RegionID) (access.Subject, error) {
	desk, err := s.Placement.DeskOf(ctx, region)
	return access.Subject{Type: "region", ID: string(region), Region: string(region), Desk: string(desk)}, err
}

func given(subject access.Subject) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) { return subject, nil }
}

// Of gives the figures of a region. The act is placement.Numbers; whoever has the right
// placement.SmallNumbers sees all of them.
func (s *Service) Of(ctx context.Context, actor access.Actor, region network.RegionID, from, until time.Time) (n Numbers, err error) {
	defer fault.Wrap(&err, "number.Of(%s)", region)
	subject, err := s.about(ctx, region)
	if err != nil {
		return Numbers{}, err
	}
	exact := s.spine.Policies().Decide(actor, "placement.SmallNumbers", subject).Allowed
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Numbers", Load: given(subject)}, func(ctx context.Context, tx *act.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := checkPeriod(from, until, now, exact); err != nil {
			return err
		}
		n = Numbers{Region: region, From: from, Until: until, At: now, Exact: exact}
		return nil
	})
	if err != nil {
		return Numbers{}, err
	}
	// It is recorded; counting goes beside the acts of others.
	if err := s.spine.DB().Read(ctx, n.count); err != nil {
		return Numbers{}, err
	}
	if !exact {
		n.suppress()
	}
	return n, nil
}
