package capacity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// usualInvitations is the cap on open questions where an offer names none.
const usualInvitations = 5

// SaveOffer begins an offer of a shown service (no id) or changes one: its total, whether a talk comes
// first, its rhythm and its cap. A service has one offer of each kind.
func (s *Service) SaveOffer(ctx context.Context, actor access.Actor, o Offer) (_ Offer, err error) {
	defer fault.Wrap(&err, "capacity.SaveOffer(%s)", o.ID)
	var is stored
	load := s.loading(o.ID, &is)
	if o.ID == "" {
		if load, err = s.beginning(ctx, o, &is); err != nil {
			return Offer{}, err
		}
	}
	err = s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.SaveOffer", Load: load}, func(ctx context.Context, tx *act.Tx) error {
		t, err := s.tablesTx(ctx, tx.Tx)
		if err != nil {
			return err
		}
		kind, known := t.Kind(is.Kind)
		if err := o.check(kind, known, is.Ended); err != nil {
			return err
		}
		is.Total, is.Assessment, is.Rhythm, is.MostInvitations = o.Total, o.Assessment, o.Rhythm, o.MostInvitations
		if err := is.write(ctx, tx, actor, kind); err != nil {
			return err
		}
		return is.readHolds(ctx, tx.Tx)
	})
	if err != nil {
		return Offer{}, err
	}
	return is.Offer, nil
}

// beginning describes an offer that is to be made, and sees that there is no other one.
func (s *Service) beginning(ctx context.Context, o Offer, into *stored) (func(context.Context, *store.Tx) (access.Subject, error), error) {
	service, err := s.directory.Service(ctx, o.Service)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return nil, fault.InvalidField("service", "Dit aanbod staat niet op de sociale kaart.", "no shown service has this id")
	}
	if err != nil {
		return nil, err
	}
	made := id.New[OfferID]()
	return func(ctx context.Context, tx *store.Tx) (access.Subject, error) {
		if err := tx.Lock(ctx, "service", string(service.ID)); err != nil {
			return access.Subject{}, err
		}
		var there bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM offer WHERE service = $1 AND kind = $2 AND ended_at IS NULL)`, service.ID, o.Kind).Scan(&there); err != nil {
			return access.Subject{}, err
		}
		if there {
			return access.Subject{}, fault.New(fault.Conflict, "Deze soort capaciteit staat al bij dit aanbod.", "the service has an offer of this kind already")
		}
		area := areaOf(&service)
		region, err := regionOf(ctx, tx, area)
		if err != nil {
			return access.Subject{}, err
		}
		*into = stored{Offer: Offer{ID: made, Service: service.ID, Kind: o.Kind, Organization: service.Organization, Region: region, Area: area}}
		return access.Subject{Type: "offer", ID: string(made), Organization: string(service.Organization), Region: string(region)}, nil
	}, nil
}

// check checks what people fill in, and fills in what they left to us.
func (o *Offer) check(kind Kind, known, ended bool) error {
	if ended {
		return fault.New(fault.Conflict, "Deze capaciteit wordt niet meer bijgehouden.", "this offer has ended")
	}
	if !known {
		return fault.InvalidField("kind", "Kies een soort capaciteit uit de lijst.", "no kind of capacity has this code")
	}
	var fields []fault.Field
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if o.Total < 0 || o.Total > mostPlaces {
		bad("total", fmt.Sprintf("Vul een getal in van 0 tot en met %d.", mostPlaces), fmt.Sprintf("expected a number from 0 to %d", mostPlaces))
	}
	if o.MostInvitations == 0 {
		o.MostInvitations = usualInvitations
	}
	if o.MostInvitations < 1 || o.MostInvitations > 100 {
		bad("most_invitations", "Vul een getal in van 1 tot en met 100.", "expected a number from 1 to 100")
	}
	if o.Rhythm == (Rhythm{}) {
		o.Rhythm = kind.Rhythm
	}
	// A rhythm may follow a provider's own habits, but not make old figures look fresh.
	r := Rhythm{o.Rhythm.Live.Truncate(time.Second), o.Rhythm.Stale.Truncate(time.Second)}
	if r.Live < time.Minute || r.Stale <= r.Live || r.Live > 4*kind.Rhythm.Live || r.Stale > 4*kind.Rhythm.Stale {
		bad("rhythm", "Kies een ritme van hooguit vier keer dat van deze soort; een cijfer is langer bruikbaar dan vers.",
			"expected a rhythm of at most four times that of the kind, stale after live")
	}
	o.Rhythm = r
	return fault.InvalidFields(fields...).OrNil()
}

// write adds the next version of an offer and makes its row equal to it.
func (o *stored) write(ctx context.Context, tx *act.Tx, actor access.Actor, kind Kind) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	o.version++
	var live, stale sql.NullInt64
	if o.Rhythm != kind.Rhythm {
		live = sql.NullInt64{Int64: int64(o.Rhythm.Live / time.Second), Valid: true}
		stale = sql.NullInt64{Int64: int64(o.Rhythm.Stale / time.Second), Valid: true}
	}
	if o.version == 1 {
		o.madeAt = now
		_, err = tx.Exec(ctx, `INSERT INTO offer (id, service, kind, organization, region, area, total, assessment, live_seconds, stale_seconds, most_invitations,
				made_at, version, number, available, accepting, source, said, came_true, went, watched, sure, asked_times)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, 0, 0, '', '', 0, 0, 0, 0,
				coalesce((SELECT sure FROM offer r WHERE r.region = $5 AND r.ended_at IS NULL LIMIT 1), 0), 0)`,
			o.ID, o.Service, o.Kind, o.Organization, o.Region, o.Area, o.Total, oneIf(o.Assessment), live, stale, o.MostInvitations, clock.Micros(now))
	} else {
		_, err = tx.Exec(ctx, `UPDATE offer SET total = $1, assessment = $2, live_seconds = $3, stale_seconds = $4, most_invitations = $5, version = $6,
				organization = $7, region = $8, area = $9 WHERE id = $10`,
			o.Total, oneIf(o.Assessment), live, stale, o.MostInvitations, o.version, o.Organization, o.Region, o.Area, o.ID)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO offer_version (offer, version, region, total, assessment, live_seconds, stale_seconds, most_invitations, written_at, written_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		o.ID, o.version, o.Region, o.Total, oneIf(o.Assessment), live, stale, o.MostInvitations, clock.Micros(now), actor.Person)
	if err != nil {
		return err
	}
	return tx.Changed(map[string]int64{"version": o.version})
}

// EndOffer stops an offer: nobody is asked for it any more. What is held stays promised.
func (s *Service) EndOffer(ctx context.Context, actor access.Actor, offer OfferID) (err error) {
	defer fault.Wrap(&err, "capacity.EndOffer(%s)", offer)
	var o stored
	return s.spine.Do(ctx, act.Attempt{Actor: actor, Act: "capacity.EndOffer", Load: s.loading(offer, &o)}, func(ctx context.Context, tx *act.Tx) error {
		return o.end(ctx, tx)
	})
}

// end writes that an offer has ended, once.
func (o *stored) end(ctx context.Context, tx *act.Tx) error {
	now, err := o.now(ctx, tx.Tx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE offer SET ended_at = $1 WHERE id = $2 AND ended_at IS NULL`, clock.Micros(now), o.ID)
	return err
}

// areaOf is where a service stands, or else the first area in which it comes to people.
func areaOf(s *directory.Service) network.AreaCode {
	for i := range s.Locations {
		if a := s.Locations[i].Area; a != "" {
			return a
		}
	}
	if len(s.ServedAreas) > 0 {
		return s.ServedAreas[0]
	}
	return ""
}

// regionOf gives the region in which an area lies now; ” for none.
func regionOf(ctx context.Context, tx *store.Tx, area network.AreaCode) (region network.RegionID, err error) {
	if len(area) < 6 {
		return "", nil
	}
	digits := string(area)[2:]
	err = tx.QueryRow(ctx, `SELECT region FROM region_area WHERE until_at IS NULL AND area IN ($1, $2, $3) ORDER BY area DESC LIMIT 1`,
		area, "WK"+digits[:min(6, len(digits))], "GM"+digits[:4]).Scan(&region)
	if errors.Is(err, store.ErrNone) {
		return "", nil
	}
	return region, err
}

func oneIf(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
