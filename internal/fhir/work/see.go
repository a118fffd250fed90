package work

import (
	"context"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/fault"
	"eerstelijn/internal/id"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

func missing() error { return fault.Missing("Deze gegevens bestaan niet.", "no such resource") }

// renderer makes one that knows the parties of some requests.
func (f *Face) renderer(ctx context.Context, requests ...*placement.Request) (*renderer, error) {
	tables, err := f.Placement.Tables(ctx)
	if err != nil {
		return nil, err
	}
	kinds, err := f.Capacity.Tables(ctx)
	if err != nil {
		return nil, err
	}
	r := &renderer{vocabulary: vocabulary{f.Codes, tables}, kinds: kinds, parties: map[network.OrganizationID]network.Organization{}}
	var all []network.OrganizationID
	for _, q := range requests {
		all = append(append(all, q.Organization), q.Continuity...)
		for i := range q.Invitations {
			all = append(all, q.Invitations[i].Organization)
		}
		for _, b := range q.Bridging {
			all = append(all, b.Who)
		}
	}
	slices.Sort(all)
	for _, o := range slices.Compact(all) {
		if o == "" {
			continue
		}
		found, err := f.Network.Organization(ctx, o)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return nil, err
		}
		if err == nil {
			r.parties[o] = found
		}
	}
	return r, nil
}

// task gives one Task to who may see it: the provider asks as the provider, everybody else as a party of
// the request.
func (f *Face) task(ctx context.Context, actor access.Actor, name string) (*task, error) {
	t, ok := parseTask(name)
	if !ok {
		return nil, missing()
	}
	if t.kind == ofQuestion && t.owner == digestOf(actor.Organization) {
		a, err := f.Placement.Invitation(ctx, actor, placement.InvitationID(t.part))
		if err != nil {
			return nil, err
		}
		return named(&task{request: &a.Request, invitation: &a.Invitation, provider: true}, name)
	}
	q, err := f.Placement.Request(ctx, actor, t.request)
	if err != nil {
		return nil, err
	}
	for _, one := range tasksOf(&q) {
		if one.id() == name {
			return one, nil
		}
	}
	return nil, missing()
}

// named refuses a Task that is found under another name than it has.
func named(t *task, name string) (*task, error) {
	if t.id() != name {
		return nil, missing()
	}
	return t, nil
}

// tasksOf gives the Tasks of a request as a party of it sees them.
func tasksOf(q *placement.Request) (all []*task) {
	for i := range q.Invitations {
		all = append(all, &task{request: q, invitation: &q.Invitations[i]})
	}
	for i := range q.Bridging {
		all = append(all, &task{request: q, bridging: &q.Bridging[i]})
	}
	return all
}

// request gives what is asked, and its Tasks. A provider that is asked something finds it among what waits
// for it; everybody else is a party of the request, or nothing.
func (f *Face) request(ctx context.Context, actor access.Actor, name string) (*placement.Request, []*task, error) {
	which, err := id.Parse[placement.RequestID](name)
	if err != nil || string(which) != name {
		return nil, nil, missing()
	}
	if f.may(actor, "placement.Invited") {
		for w, n := (placement.Window{}), 0; n < mostParts; n++ {
			page, err := f.Placement.Invited(ctx, actor, w)
			if err != nil {
				return nil, nil, err
			}
			var tasks []*task
			for i := range page.Items {
				if page.Items[i].Request.ID == which {
					tasks = append(tasks, asProvider(&page.Items[i]))
				}
			}
			if len(tasks) > 0 && string(tasks[0].request.Organization) != actor.Organization {
				return tasks[0].request, tasks, nil
			}
			if w.After = page.Next; w.After == "" {
				break
			}
		}
	}
	q, err := f.Placement.Request(ctx, actor, which)
	if err != nil {
		return nil, nil, err
	}
	return &q, tasksOf(&q), nil
}

func asProvider(a *placement.Asked) *task {
	return &task{request: &a.Request, invitation: &a.Invitation, provider: true}
}

// may tells whether a list of the actor's own organisation is worth asking for. The act itself decides.
func (f *Face) may(actor access.Actor, act string) bool {
	return f.Policies.Decide(actor, act, access.Subject{Type: "organization", ID: actor.Organization, Organization: actor.Organization}).Allowed
}
