package placement

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/finding"
	"eerstelijn/internal/finding/candidate"
	"eerstelijn/internal/finding/live"
	"eerstelijn/internal/hours"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// Offers is every offer of the country as it is now: *board.Board.
type Offers interface {
	Kind(capacity.KindCode) []capacity.Offer
}

// Shortlist is who may have a place for a request, and who has not, each with the reasons.
type Shortlist struct {
	Ranked  []candidate.Candidate
	LeftOut []candidate.LeftOut
}

const (
	nearbyMetres = 40_000 // how far outside the region is looked where the request names no distance
	mostWeighed  = 400    // offers of one kind, those of the region first
	answersDays  = 90     // how long answers to earlier questions count
)

// Candidates gives who may have a place, the best first, and of the others why not. Who was asked
// already stands among them.
func (s *Service) Candidates(ctx context.Context, actor access.Actor, which RequestID) (_ Shortlist, err error) {
	defer fault.Wrap(&err, "placement.Candidates(%s)", which)
	var r *stored
	load := func(ctx context.Context, tx *store.Tx) (_ access.Subject, err error) {
		if r, err = find(ctx, tx, which, false); err != nil {
			return access.Subject{}, err
		}
		return r.subject("placement.Candidates"), nil
	}
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "placement.Candidates", Load: load}, func(_ context.Context, tx *act.Tx) error {
		tx.Found(1)
		return nil
	})
	if err != nil {
		return Shortlist{}, err
	}
	return s.shortlist(ctx, r)
}

// untried gives the n best candidates of a request that it did not ask before, in the order of their ids.
// For who may not ask it looks at no offer: the act itself refuses.
func (s *Service) untried(ctx context.Context, actor access.Actor, which RequestID, n int) (ids []capacity.OfferID, err error) {
	var r *stored
	err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		r, err = find(ctx, tx, which, false)
		return err
	})
	if err != nil {
		return nil, err
	}
	if !r.State.Searching() || !s.spine.Policies().Decide(actor, "placement.Cascade", r.subject("placement.Cascade")).Allowed {
		return nil, nil // the act itself says what is wrong
	}
	list, err := s.shortlist(ctx, r)
	for _, c := range list.Ranked {
		tried := slices.ContainsFunc(r.Invitations, func(i Invitation) bool { return string(i.Offer) == c.ID })
		if !tried && len(ids) < n {
			ids = append(ids, capacity.OfferID(c.ID))
		}
	}
	slices.Sort(ids)
	return ids, err
}

// shortlist weighs the offers of the kind in the region and around it.
func (s *Service) shortlist(ctx context.Context, r *stored) (l Shortlist, err error) {
	now, offers, err := s.around(ctx, r)
	if err != nil || len(offers) == 0 {
		return l, err
	}
	ids := make([]directory.ServiceID, len(offers))
	for i := range offers {
		ids[i] = offers[i].Service
	}
	shown, _, err := s.Directory.Changed(ctx, ids)
	if err != nil {
		return l, err
	}
	services := make(map[directory.ServiceID]*directory.Service, len(shown))
	for i := range shown {
		services[shown[i].ID] = &shown[i]
	}
	history, err := s.history(ctx, offers, now)
	if err != nil {
		return l, err
	}
	need := r.need(s.middle(r.Area))
	var weighed []candidate.Offer
	for i := range offers {
		if service := services[offers[i].Service]; service != nil {
			weighed = append(weighed, describe(&offers[i], service, history[offers[i].ID], need.Point, now))
		}
	}
	l.Ranked, l.LeftOut = candidate.Rank(need, weighed)
	return l, nil
}

// middle gives the middle of an area; nil when it is not known.
func (s *Service) middle(area network.AreaCode) *finding.Point {
	if s.Finder == nil || s.Finder.Atlas() == nil {
		return nil
	}
	a, ok := s.Finder.Atlas().Area(area)
	if !ok {
		return nil
	}
	return &finding.Point{Lat: a.Center.Lat, Lon: a.Center.Lon}
}

// around gives the offers of the request's kind in its region, and those of other regions near enough.
func (s *Service) around(ctx context.Context, r *stored) (now time.Time, offers []capacity.Offer, err error) {
	if err = s.read(ctx, func(ctx context.Context, tx *store.Tx) error { now, err = tx.Now(ctx); return err }); err != nil {
		return now, nil, err
	}
	if s.Board == nil {
		page, err := s.Capacity.Offers(ctx, capacity.Query{Region: r.Region, Kind: r.Kind, Limit: 200})
		return now, page.Items, err
	}
	from, most := s.middle(r.Area), nearbyMetres
	if r.MaxKilometres > 0 {
		most = r.MaxKilometres * 1000
	}
	far := map[capacity.OfferID]int{}
	for _, o := range s.Board.Kind(r.Kind) {
		if o.Ended {
			continue
		}
		if o.Region != r.Region {
			there := s.middle(o.Area)
			if from == nil || there == nil || finding.Metres(*from, *there) > most {
				continue
			}
			far[o.ID] = finding.Metres(*from, *there)
		}
		offers = append(offers, o)
	}
	slices.SortFunc(offers, func(a, b capacity.Offer) int {
		return cmp.Or(cmp.Compare(far[a.ID], far[b.ID]), cmp.Compare(a.ID, b.ID))
	})
	return now, offers[:min(len(offers), mostWeighed)], nil
}

// need says what a request asks, as candidates are weighed.
func (r *stored) need(from *finding.Point) candidate.Need {
	n := candidate.Need{Kind: string(r.Kind), Ask: string(r.Ask), Urgency: string(r.Urgency), Point: from, Area: string(r.Area), Region: string(r.Region),
		Languages: r.Languages, Insurer: r.Insurer, MaxMetres: r.MaxKilometres * 1000, Groups: r.Groups, Wishes: r.Wishes, Vulnerable: r.Vulnerable}
	for _, o := range r.Continuity {
		n.Continuity = append(n.Continuity, string(o))
	}
	// Within what time it must begin is how long a wait may be.
	switch r.Urgency {
	case Soon:
		n.WithinDays = 2
	case Planned:
		n.WithinDays = 42
	}
	return n
}

// past counts what an offer answered earlier, and what is open with it.
type past struct{ yes, no, late, open int }

func (s *Service) history(ctx context.Context, offers []capacity.Offer, now time.Time) (map[capacity.OfferID]past, error) {
	args := []any{clock.Micros(now.Add(-answersDays * day)), clock.Micros(now)}
	marks := make([]string, len(offers))
	for i := range offers {
		args = append(args, offers[i].ID)
		marks[i] = access.Placeholder(len(args))
	}
	all := make(map[capacity.OfferID]past, len(offers))
	err := s.read(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := store.All(ctx, tx, func(row func(...any) error) (p past, err error) {
			var offer capacity.OfferID
			err = row(&offer, &p.yes, &p.no, &p.late, &p.open)
			all[offer] = p
			return p, err
		}, `SELECT offer, CAST(sum(CASE WHEN hold <> '' THEN 1 ELSE 0 END) AS BIGINT), CAST(sum(CASE WHEN state = 'no' AND hold = '' THEN 1 ELSE 0 END) AS BIGINT),
				CAST(sum(CASE WHEN state = 'expired' AND hold = '' THEN 1 ELSE 0 END) AS BIGINT),
				CAST(sum(CASE WHEN state = 'open' AND until_at > $2 THEN 1 ELSE 0 END) AS BIGINT)
			FROM placement_invitation WHERE sent_at > $1 AND offer IN (`+strings.Join(marks, ",")+`) GROUP BY offer`, args...)
		return err
	})
	return all, err
}

// describe gives an offer and its service as candidates are weighed.
func describe(o *capacity.Offer, s *directory.Service, p past, from *finding.Point, now time.Time) candidate.Offer {
	seen := live.Sight(o, now)
	c := candidate.Offer{ID: string(o.ID), Service: string(o.Service), Organization: string(o.Organization), Name: s.Name, OrganizationName: s.OrganizationName,
		Kind: string(o.Kind), Region: string(o.Region), Status: seen.Status, Free: seen.Free, Confidence: seen.Confidence, WaitDays: seen.WaitDays,
		Yes: p.yes, No: p.no, Late: p.late, Open: p.open, MostOpen: o.MostInvitations,
		Languages: s.Languages, Groups: s.TargetGroups, Direct: s.Access == directory.Direct, Features: s.Accessibility}
	for _, m := range s.Modes {
		c.Modes = append(c.Modes, string(m))
		c.Comes = c.Comes || m == directory.HomeVisit
	}
	for _, a := range s.ServedAreas {
		c.Serves = append(c.Serves, string(a))
	}
	if c.AllInsurers = len(s.Insurers) == 1 && s.Insurers[0] == "*"; !c.AllInsurers {
		c.Insurers = s.Insurers
	}
	if h, err := hours.Parse(s.Hours); err == nil && h.Known() {
		c.HoursKnown, c.OpenNow = true, h.OpenAt(now)
	}
	for _, l := range s.Locations {
		at := finding.Point{Lat: l.Point.Lat, Lon: l.Point.Lon}
		if at == (finding.Point{}) {
			continue
		}
		if c.Point == nil || from != nil && finding.Metres(*from, at) < finding.Metres(*from, *c.Point) {
			c.Point = &at
		}
	}
	return c
}
