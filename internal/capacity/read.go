package capacity

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/directory"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/ledger"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

const (
	usualLimit = 20
	mostLimit  = 200
)

// Offer gives an offer that has not ended, or NotFound. What a provider's record says is for
// computing a confidence and for professionals; a citizen's page shows neither.
func (s *Service) Offer(ctx context.Context, id OfferID) (_ Offer, err error) {
	defer fault.Wrap(&err, "capacity.Offer(%s)", id)
	var o stored
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if o, err = s.find(ctx, tx, id, false); err != nil {
			return err
		}
		return o.readHolds(ctx, tx)
	})
	if err == nil && o.Ended {
		err = missing()
	}
	if err != nil {
		return Offer{}, err
	}
	return o.Offer, nil
}

// Offers gives a page of the offers that have not ended, oldest first.
func (s *Service) Offers(ctx context.Context, q Query) (p Page, err error) {
	defer fault.Wrap(&err, "capacity.Offers")
	if err := q.check(); err != nil {
		return Page{}, err
	}
	where, args := `o.ended_at IS NULL`, []any{}
	for _, c := range []struct{ column, value string }{
		{"o.region", string(q.Region)}, {"o.kind", string(q.Kind)}, {"o.service", string(q.Service)}, {"o.organization", string(q.Organization)},
	} {
		if c.value != "" {
			args = append(args, c.value)
			where += ` AND ` + c.column + ` = ` + access.Placeholder(len(args))
		}
	}
	after, err := q.position()
	if err != nil {
		return Page{}, err
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM offer o WHERE `+where, args...).Scan(&p.Total); err != nil || p.Total == 0 {
			return err
		}
		n := len(args)
		p.Items, err = s.many(ctx, tx, where+` AND o.id > `+access.Placeholder(n+1)+` ORDER BY o.id LIMIT `+access.Placeholder(n+2),
			append(args, after, q.Limit+1)...)
		return err
	})
	if err != nil {
		return Page{}, err
	}
	if len(p.Items) > q.Limit {
		p.Items = p.Items[:q.Limit]
		p.Next = q.cursor(p.Items[q.Limit-1].ID)
	}
	return p, nil
}

// check fills the usual limit in.
func (q *Query) check() error {
	var fields []fault.Field
	bad := func(name, nl, en string) {
		fields = append(fields, fault.Field{Name: name, Text: fault.Text{NL: nl, EN: en}})
	}
	if q.Limit < 0 || q.Limit > mostLimit {
		bad("limit", fmt.Sprintf("Vul een getal in van 1 tot en met %d.", mostLimit), fmt.Sprintf("expected a number from 1 to %d", mostLimit))
	}
	if q.Limit == 0 {
		q.Limit = usualLimit
	}
	for _, f := range []struct{ name, value string }{
		{"region", string(q.Region)}, {"kind", string(q.Kind)}, {"service", string(q.Service)}, {"organization", string(q.Organization)},
	} {
		if len(f.value) > 100 || !utf8.ValidString(f.value) || strings.ContainsRune(f.value, 0) {
			bad(f.name, "Dit is geen geldige code.", "this is not a valid code")
		}
	}
	return fault.InvalidFields(fields...).OrNil()
}

// cursor says where a page ended, with a hash of what was asked: a cursor of another question would
// skip offers without a word.
func (q *Query) cursor(last OfferID) string {
	return base64.RawURLEncoding.EncodeToString(append(binary.BigEndian.AppendUint64(nil, q.hash()), last...))
}

func (q *Query) position() (after OfferID, err error) {
	if q.Cursor == "" {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err != nil || len(b) < 8 || binary.BigEndian.Uint64(b) != q.hash() {
		return "", badCursor()
	}
	if after, err = id.Parse[OfferID](string(b[8:])); err != nil {
		return "", badCursor()
	}
	return after, nil
}

func badCursor() error {
	return fault.InvalidField("cursor", "Deze bladwijzer hoort niet bij deze vraag. Begin weer bij de eerste pagina.",
		"this cursor does not belong to this query; start at the first page")
}

func (q *Query) hash() uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q", q.Region, q.Kind, q.Service, q.Organization))
	return binary.BigEndian.Uint64(sum[:])
}

// All hands every offer that has not ended to fn, in chunks and in no order. The number is the
// ledger's head at that moment: who follows the feed from there misses nothing.
func (s *Service) All(ctx context.Context, fn func([]Offer) error) (head int64, err error) {
	defer fault.Wrap(&err, "capacity.All")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		if head, err = ledger.Head(ctx, tx); err != nil {
			return err
		}
		return s.all(ctx, tx, fn)
	})
	return head, err
}

// all reads the holds at once and then the offers as they come: asking chunk by chunk took six times
// as long for a country.
func (s *Service) all(ctx context.Context, tx *store.Tx, fn func([]Offer) error) error {
	t, err := s.tablesTx(ctx, tx)
	if err != nil {
		return err
	}
	holds, err := store.All(ctx, tx, scanHeldOf, `SELECT offer, places, until_at FROM offer_hold WHERE ended_at IS NULL ORDER BY offer, until_at, id`)
	if err != nil {
		return err
	}
	of := map[OfferID][]Held{}
	for _, h := range holds {
		of[h.offer] = append(of[h.offer], h.Held)
	}
	rows, err := tx.Query(ctx, `SELECT `+offerColumns+` FROM offer o WHERE o.ended_at IS NULL`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	part := make([]Offer, 0, chunk)
	for rows.Next() {
		o, err := t.scanning(rows.Scan)
		if err != nil {
			return err
		}
		o.Holds = of[o.ID]
		if part = append(part, o.Offer); len(part) == chunk {
			if err := fn(part); err != nil {
				return err
			}
			part = make([]Offer, 0, chunk) // fn keeps the chunk
		}
	}
	if err := rows.Err(); err != nil || len(part) == 0 {
		return err
	}
	return fn(part)
}

// Changed gives what became of offers: those that stand as they are now, and those that have ended or
// never were.
func (s *Service) Changed(ctx context.Context, ids []OfferID) (now []Offer, gone []OfferID, err error) {
	defer fault.Wrap(&err, "capacity.Changed")
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, gone = nil, nil
		seen := make(map[OfferID]bool, len(ids))
		for start := 0; start < len(ids); start += chunk {
			part := ids[start:min(start+chunk, len(ids))]
			args := make([]any, len(part))
			for i, id := range part {
				args[i] = id
			}
			found, err := s.many(ctx, tx, `o.ended_at IS NULL AND o.id IN `+store.Placeholders(1, len(part)), args...)
			if err != nil {
				return err
			}
			now = append(now, found...)
			for i := range found {
				seen[found[i].ID] = true
			}
			for _, id := range part {
				if !seen[id] {
					seen[id] = true
					gone = append(gone, id)
				}
			}
		}
		return nil
	})
	return now, gone, err
}

// OffersOf gives the offers of services that have not ended, in the order of their ids.
func (s *Service) OffersOf(ctx context.Context, services []directory.ServiceID) (of map[directory.ServiceID][]OfferID, err error) {
	defer fault.Wrap(&err, "capacity.OffersOf")
	type row struct {
		service directory.ServiceID
		offer   OfferID
	}
	err = s.spine.DB().Read(ctx, func(ctx context.Context, tx *store.Tx) error {
		of = map[directory.ServiceID][]OfferID{}
		for part := range slices.Chunk(services, chunk) {
			args := make([]any, len(part))
			for i, id := range part {
				args[i] = id
			}
			found, err := store.All(ctx, tx, func(scan func(...any) error) (r row, err error) {
				err = scan(&r.service, &r.offer)
				return r, err
			}, `SELECT service, id FROM offer WHERE ended_at IS NULL AND service IN `+store.Placeholders(1, len(part))+` ORDER BY id`, args...)
			if err != nil {
				return err
			}
			for _, r := range found {
				of[r.service] = append(of[r.service], r.offer)
			}
		}
		return nil
	})
	return of, err
}

// OwnOffers gives the offers of an organisation that have not ended, to those who look after them.
func (s *Service) OwnOffers(ctx context.Context, actor access.Actor, o network.OrganizationID) (offers []Offer, err error) {
	defer fault.Wrap(&err, "capacity.OwnOffers(%s)", o)
	err = s.spine.Look(ctx, act.Attempt{Actor: actor, Act: "capacity.OwnOffers", Load: ofOrganization(o)}, func(ctx context.Context, tx *act.Tx) error {
		offers, err = s.many(ctx, tx.Tx, `o.ended_at IS NULL AND o.service IN (SELECT x.service FROM service_version x WHERE x.organization = $1)
			AND `+serviceNow+` = $2 ORDER BY o.id`, o, shownBy+string(o))
		for i := range offers {
			offers[i].Organization = o // the row's own copy may lag behind
		}
		tx.Found(len(offers))
		return err
	})
	if err != nil {
		return nil, err
	}
	return offers, nil
}

// ofOrganization is the subject of an act on all that an organisation has here.
func ofOrganization(o network.OrganizationID) func(context.Context, *store.Tx) (access.Subject, error) {
	return func(context.Context, *store.Tx) (access.Subject, error) {
		if o == "" {
			return access.Subject{}, errNoOrganization
		}
		return access.Subject{Type: "organization", ID: string(o), Organization: string(o)}, nil
	}
}

var errNoOrganization = fault.InvalidField("organization", "Kies een organisatie.", "an organisation is needed")
