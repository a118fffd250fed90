package demo

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"eerstelijn/internal/access"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
	"eerstelijn/internal/store"
)

// atOnce is how many acts wait for the database together: they share its commits.
const atOnce = 32

// each does something for all of a list, several at once.
func each[T any](ctx context.Context, all []T, do func(ctx context.Context, one T) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range all {
		group.Go(func() error { return do(ctx, all[i]) })
	}
	return group.Wait()
}

// what is the capacity of one kind of one service.
type what struct {
	service directory.ServiceID
	kind    capacity.KindCode
}

// offered gives the offers that the database holds.
func (h House) offered(ctx context.Context) (map[what]capacity.Offer, error) {
	there := map[what]capacity.Offer{}
	_, err := h.Capacity.All(ctx, func(some []capacity.Offer) error {
		for _, o := range some {
			there[what{o.Service, o.Kind}] = o
		}
		return nil
	})
	return there, err
}

// rooms begins the offers that are not there yet, and gives those it began by what they are of.
func (h House) rooms(ctx context.Context, d Data) (begun []capacity.Offer, err error) {
	there, err := h.offered(ctx)
	if err != nil {
		return nil, err
	}
	fresh := slices.DeleteFunc(slices.Clone(d.Offers), func(o capacity.Offer) bool {
		_, ok := there[what{o.Service, o.Kind}]
		return ok
	})
	begun = make([]capacity.Offer, len(fresh))
	numbers := make([]int, len(fresh))
	for i := range numbers {
		numbers[i] = i
	}
	err = each(ctx, numbers, func(ctx context.Context, i int) error {
		o := fresh[i]
		o.Figure = capacity.Figure{}
		saved, err := h.Capacity.SaveOffer(ctx, actor, o)
		begun[i] = saved
		begun[i].Figure = fresh[i].Figure
		return err
	})
	return begun, err
}

// figures tells how offers stand, at the moments that their figures name.
func (h House) figures(ctx context.Context, d Data, offers []capacity.Offer) error {
	// No act can be done in the past: the offers begin earlier by hand, so that figures of weeks ago fit.
	err := h.DB.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, o := range offers {
			if o.Figure.ObservedAt.IsZero() {
				continue
			}
			if _, err := tx.Exec(ctx, `UPDATE offer SET made_at = $1 WHERE id = $2 AND made_at > $1`, clock.Micros(o.Figure.ObservedAt), o.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return each(ctx, offers, func(ctx context.Context, o capacity.Offer) error {
		if o.Figure.ObservedAt.IsZero() {
			return nil
		}
		_, err := h.Capacity.Observe(ctx, d.teller(o.Organization), report(&o))
		return err
	})
}

// report says what a figure says.
func report(o *capacity.Offer) capacity.Report {
	return capacity.Report{Offer: o.ID, Available: o.Figure.Available, Accepting: o.Figure.Accepting, WaitingDays: o.Figure.WaitingDays,
		ObservedAt: o.Figure.ObservedAt, Seconds: 5 + len(o.ID)%3 + o.Figure.Available%9}
}

// teller is who looks after what an organisation offers: the one in the cast who does, or somebody who is
// not in it.
func (d *Data) teller(organization network.OrganizationID) access.Actor {
	for _, p := range d.People {
		if p.Organization == organization && p.Role == string(access.ProviderAdmin) {
			return as(p)
		}
	}
	name := ""
	for _, o := range d.Organizations {
		if o.ID == organization {
			name = o.Name
		}
	}
	return access.Actor{Person: id.From[string]("demo", "planning", string(organization)), Name: "Planning van " + name,
		Role: access.ProviderAdmin, Organization: string(organization), Assurance: access.Substantial, Via: access.ByPage}
}

// as gives somebody of the cast as they sign in.
func as(p network.Person) access.Actor {
	return access.Actor{Person: string(p.ID), Name: p.Name, Role: access.Role(p.Role), Organization: string(p.Organization),
		Region: string(p.Region), Wijkverband: string(p.Wijkverband), Assurance: access.Substantial, Via: access.ByPage}
}

// named gives somebody of the cast by name.
func (d *Data) named(name string) access.Actor {
	for _, p := range d.People {
		if p.Name == name {
			return as(p)
		}
	}
	return access.Actor{}
}

// regionOf gives the id of a region by its address.
func (d *Data) regionOf(slug string) network.RegionID {
	for _, r := range d.Regions {
		if r.Slug == slug {
			return r.ID
		}
	}
	return ""
}

// party gives the id of an organisation by name.
func (d *Data) party(name string) network.OrganizationID {
	for _, o := range d.Organizations {
		if o.Name == name {
			return o.ID
		}
	}
	return ""
}

// byName puts offers in the order of the names of their services, then of their kinds.
func (d *Data) byName(offers []capacity.Offer) {
	names := map[directory.ServiceID]string{}
	for _, s := range d.Services {
		names[s.ID] = s.Name
	}
	slices.SortFunc(offers, func(a, b capacity.Offer) int {
		if c := strings.Compare(names[a.Service], names[b.Service]); c != 0 {
			return c
		}
		return strings.Compare(string(a.Kind), string(b.Kind))
	})
}

// consents is the talk with somebody a little earlier; in a crisis there is no choosing.
func (h House) consents(d *Data, urgency placement.Urgency) placement.Consent {
	now := h.moment(d)
	if urgency == placement.Crisis {
		return placement.Consent{At: now.Add(-time.Minute), WhyNot: "no-time"}
	}
	return placement.Consent{At: now.Add(-10 * time.Minute), With: "person"}
}

// moment is what time it is in the house.
func (h House) moment(d *Data) time.Time {
	if h.Time != nil {
		return h.Time.Now()
	}
	return d.now
}
