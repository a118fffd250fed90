package placement

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"eerstelijn/internal/access"
	"eerstelijn/internal/act"
	"eerstelijn/internal/check"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/network"
	"eerstelijn/internal/store"
)

// mostListed bounds what is read of a list at once.
const mostListed = 500

// Window is the part of a list that is asked for.
type Window struct {
	After string // the Next of the part before; '' begins
	Limit int    // 0: as many as are given at once, which is 500
}

// Page is a part of a list of requests.
type Page struct {
	Items []Request
	Next  string // '' on the last one
	Total int    // of the whole list
}

// AskedPage is a part of a list of questions.
type AskedPage struct {
	Items []Asked
	Next  string // '' on the last one
	Total int    // requests in the whole list
}

// Desk gives what is under way in a region to its desk: the most urgent first, at equal urgency the
// most vulnerable, then the oldest.
func (s *Service) Desk(ctx context.Context, actor access.Actor, region network.RegionID, w Window) (p Page, err error) {
	defer fault.Wrap(&err, "placement.Desk(%s)", region)
	return s.page(ctx, inRegion(actor, "placement.Desk", region), roll{where: `r.region = $1 AND r.state IN ('open', 'bridging', 'accepted')`, by: byUrgency}, w, region)
}

// Own gives what the actor's organisation asked and was not erased, the newest first.
func (s *Service) Own(ctx context.Context, actor access.Actor, w Window) (p Page, err error) {
	defer fault.Wrap(&err, "placement.Own")
	return s.page(ctx, ofOrganization(actor, "placement.Own"), roll{where: `r.organization = $1 AND r.erased = 0`, by: byNewest}, w, actor.Organization)
}

// Bridged gives the requests of which the actor's organisation bridges the time now, each as who bridges
// sees it: the most urgent 500 first.
func (s *Service) Bridged(ctx context.Context, actor access.Actor) (all []Request, err error) {
	defer fault.Wrap(&err, "placement.Bridged")
	p, err := s.page(ctx, ofOrganization(actor, "placement.Bridged"),
		roll{where: `r.id IN (SELECT b.request FROM placement_bridging b WHERE b.organization = $1 AND b.ended_at IS NULL)`, by: byUrgency}, Window{}, actor.Organization)
	for i := range p.Items {
		all = append(all, p.Items[i].bridgedBy(network.OrganizationID(actor.Organization)))
	}
	return all, err
}

// Invited gives what waits for the actor's organisation: questions, places on offer, and people who were
// promised a place. The most urgent first, at equal urgency the most vulnerable, then, within one
// part, the earliest deadline.
func (s *Service) Invited(ctx context.Context, actor access.Actor, w Window) (out AskedPage, err error) {
	defer fault.Wrap(&err, "placement.Invited")
	tables, err := s.Tables(ctx)
	if err != nil {
		return out, err
	}
	p, err := s.page(ctx, ofOrganization(actor, "placement.Invited"), roll{where: `r.state IN ('open', 'bridging', 'accepted', 'placed') AND r.id IN
		(SELECT i.request FROM placement_invitation i WHERE i.organization = $1 AND i.state IN ('open', 'offered', 'chosen'))`, by: byUrgency}, w, actor.Organization)
	if err != nil {
		return out, err
	}
	out.Next, out.Total = p.Next, p.Total
	for k := range p.Items {
		for _, i := range p.Items[k].Invitations {
			if string(i.Organization) == actor.Organization && i.State.Live() {
				out.Items = append(out.Items, p.Items[k].asked(i))
			}
		}
	}
	rank := func(a Asked) int { u, _ := tables.Urgency(a.Request.Urgency); return u.Rank }
	slices.SortStableFunc(out.Items, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(bit(b.Request.Vulnerable), bit(a.Request.Vulnerable)),
			a.Invitation.Until.Compare(b.Invitation.Until))
	})
	return out, nil
}

// ofOrganization describes a look at what concerns the actor's organisation.
func ofOrganization(actor access.Actor, name string) act.Attempt {
	return act.Attempt{Actor: actor, Act: name, Load: func(context.Context, *store.Tx) (access.Subject, error) {
		return access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization}, nil
	}}
}

// order is one that a list can have: by numbers, and at the end by the id; all up, or all down.
type order struct {
	columns []string
	down    bool
	numbers func(r *stored, t *Tables) []int64
}

func (o order) sql() string {
	if o.down {
		return strings.Join(o.columns, " DESC, ") + " DESC"
	}
	return strings.Join(o.columns, ", ")
}

// behind is the condition on what comes after a place in the order.
func (o order) behind(marks []string) string {
	than := ") > ("
	if o.down {
		than = ") < ("
	}
	return "(" + strings.Join(o.columns, ", ") + than + strings.Join(marks, ", ") + ")"
}

var (
	byUrgency = order{[]string{"u.position", "1 - r.vulnerable", "r.opened_at", "r.id"}, false, func(r *stored, t *Tables) []int64 {
		u, _ := t.Urgency(r.Urgency)
		return []int64{int64(u.Rank), 1 - bit(r.Vulnerable), clock.Micros(r.OpenedAt)}
	}}
	byNewest = order{[]string{"r.made_at", "r.id"}, true, func(r *stored, _ *Tables) []int64 { return []int64{clock.Micros(r.MadeAt)} }}
)

// roll is a list: a condition with its own arguments first, and an order.
type roll struct {
	where string
	by    order
}

// after says where a part ends, for the one that follows.
func (l roll) after(r *stored, t *Tables) string {
	var parts []string
	for _, n := range l.by.numbers(r, t) {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	return strings.Join(append(parts, string(r.ID)), ".")
}

// behind reads what after said.
func (l roll) behind(said string) (args []any, err error) {
	parts := strings.Split(said, ".")
	bad := fault.InvalidField("cursor", "Deze pagina hoort niet bij deze vraag. Begin opnieuw bij de eerste.", "expected the cursor of the page before, of the same query")
	if len(parts) != len(l.by.columns) || check.NotID(parts[len(parts)-1]) {
		return nil, bad
	}
	for _, p := range parts[:len(parts)-1] {
		n, err := strconv.ParseInt(p, 10, 64)
		if err != nil {
			return nil, bad
		}
		args = append(args, n)
	}
	return append(args, parts[len(parts)-1]), nil
}

// page looks up a part of a list, with all that belongs to each request.
func (s *Service) page(ctx context.Context, a act.Attempt, l roll, w Window, args ...any) (p Page, err error) {
	tables, err := s.Tables(ctx)
	if err != nil {
		return p, err
	}
	if w.Limit <= 0 || w.Limit > mostListed {
		w.Limit = mostListed
	}
	const from = ` FROM placement_request r JOIN placement_urgency u ON u.code = r.urgency WHERE `
	where, rest := l.where, args
	if w.After != "" {
		behind, err := l.behind(w.After)
		if err != nil {
			return p, err
		}
		marks := make([]string, len(behind))
		for i := range behind {
			marks[i] = access.Placeholder(len(args) + i + 1)
		}
		where += ` AND ` + l.by.behind(marks)
		rest = slices.Concat(args, behind)
	}
	part := from + where + ` ORDER BY ` + l.by.sql() + fmt.Sprintf(` LIMIT %d`, w.Limit+1) // one more tells whether there is a next part
	err = s.spine.Look(ctx, a, func(ctx context.Context, tx *act.Tx) error {
		p = Page{}
		found, err := whole(ctx, tx.Tx, part, rest)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		more := len(found) > w.Limit
		if more {
			found = found[:w.Limit]
			p.Next = l.after(found[w.Limit-1], tables)
		}
		for _, r := range found {
			r.Turn = r.turn(now)
			p.Items = append(p.Items, r.Request)
		}
		if p.Total = len(found); w.After != "" || more {
			if err := tx.QueryRow(ctx, `SELECT count(*)`+from+l.where, args...).Scan(&p.Total); err != nil {
				return err
			}
		}
		tx.Found(len(found))
		return nil
	})
	if err != nil {
		return Page{}, err
	}
	return p, nil
}

// whole reads requests with all that belongs to them, in three questions however many there are.
func whole(ctx context.Context, tx *store.Tx, part string, args []any) ([]*stored, error) {
	found, err := store.All(ctx, tx, scanRequest, `SELECT `+requestColumns+part, args...)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	of := `request IN (SELECT r.id` + part + `)`
	invitations, err := store.All(ctx, tx, scanInvitation, `SELECT `+invitationColumns+` FROM placement_invitation WHERE `+of+` ORDER BY sent_at, id`, args...)
	if err != nil {
		return nil, err
	}
	bridging, err := store.All(ctx, tx, scanBridging, `SELECT `+bridgingColumns+` FROM placement_bridging WHERE `+of+` ORDER BY from_at, id`, args...)
	if err != nil {
		return nil, err
	}
	byID := make(map[RequestID]*stored, len(found))
	for _, r := range found {
		byID[r.ID] = r
	}
	for _, i := range invitations {
		if r := byID[i.Request]; r != nil {
			r.Invitations = append(r.Invitations, i)
		}
	}
	for _, b := range bridging {
		if r := byID[b.request]; r != nil {
			r.Bridging = append(r.Bridging, b)
		}
	}
	return found, nil
}
