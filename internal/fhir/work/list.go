package work

import (
	"context"
	"slices"

	"eerstelijn/internal/access"
	"eerstelijn/internal/placement"
)

const (
	partOfList = 200 // requests that are read of a list at once
	mostParts  = 5   // parts that one question reads; the next page goes on from there
)

// entry is something a search can find: a Task, or a request itself.
type entry struct {
	task    *task
	request *placement.Request
}

func (e *entry) id() string {
	if e.task != nil {
		return e.task.id()
	}
	return string(e.request.ID)
}

// list is one of the lists of placement that a search goes through, each by its own act.
type list struct {
	name byte
	act  string
	// part reads a part of it: the requests, with what the actor is asked of each.
	part func(ctx context.Context, p *placement.Service, actor access.Actor, w placement.Window) (all []*task, requests []*placement.Request, next string, err error)
}

// lists are in the order in which a search gives them.
var lists = []list{
	{'i', "placement.Invited", func(ctx context.Context, p *placement.Service, actor access.Actor, w placement.Window) (all []*task, requests []*placement.Request, next string, err error) {
		page, err := p.Invited(ctx, actor, w)
		for i := range page.Items {
			t := asProvider(&page.Items[i])
			all = append(all, t)
			if !slices.ContainsFunc(requests, func(q *placement.Request) bool { return q.ID == t.request.ID }) {
				requests = append(requests, t.request)
			}
		}
		return all, requests, page.Next, err
	}},
	{'b', "placement.Bridged", func(ctx context.Context, p *placement.Service, actor access.Actor, _ placement.Window) (all []*task, requests []*placement.Request, next string, err error) {
		found, err := p.Bridged(ctx, actor)
		for i := range found {
			all, requests = append(all, tasksOf(&found[i])...), append(requests, &found[i])
		}
		return all, requests, "", err
	}},
	{'o', "placement.Own", func(ctx context.Context, p *placement.Service, actor access.Actor, w placement.Window) (all []*task, requests []*placement.Request, next string, err error) {
		page, err := p.Own(ctx, actor, w)
		for i := range page.Items {
			all, requests = append(all, tasksOf(&page.Items[i])...), append(requests, &page.Items[i])
		}
		return all, requests, page.Next, err
	}},
}

// twice tells whether what is on a list comes on the asker's own one as well: an organisation can ask itself.
func (e *entry) twice(actor access.Actor, l list, all []list) bool {
	q := e.request
	if e.task != nil {
		q = e.task.request
	}
	return l.name != 'o' && string(q.Organization) == actor.Organization && slices.ContainsFunc(all, func(other list) bool { return other.name == 'o' })
}
