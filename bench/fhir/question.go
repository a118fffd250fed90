package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
)

// kind is a kind of question.
type kind struct {
	name string
	// ask makes a question of a drawn resource; empty when it cannot.
	of  string
	ask func(r *resource) string
	// wider is said where a peer may find more: what ours finds must be among it, but for what lies at the edge.
	wider bool
}

// kinds are the questions that are asked of resources; the pages of a history come beside them.
var kinds = []kind{
	{name: "read by id", of: "HealthcareService", ask: func(r *resource) string { return "HealthcareService/" + r.ID }},
	{name: "search by identifier", of: "Organization", ask: func(r *resource) string {
		if len(r.Identifier) == 0 {
			return ""
		}
		return asked("Organization", "identifier", r.Identifier[0].System+"|"+r.Identifier[0].Value)
	}},
	{name: "search by name and type", of: "HealthcareService", ask: func(r *resource) string {
		words := strings.Fields(r.Name)
		if len(words) == 0 || len(r.Type) == 0 || len(r.Type[0].Coding) == 0 {
			return ""
		}
		c := r.Type[0].Coding[0]
		return asked("HealthcareService", "name", strings.Join(words[:min(2, len(words))], " "), "service-type", c.System+"|"+c.Code)
	}},
	// HAPI finds what is in the square around the circle. Of the services there (location.near) it misses one in
	// twenty, so those are not asked.
	{name: "search near, 5 km", of: "Location", wider: true, ask: func(r *resource) string { return near(r, "5") }},
	{name: "search near, 20 km", of: "Location", wider: true, ask: func(r *resource) string { return near(r, "20") }},
}

func near(r *resource, km string) string {
	if r.Position == nil {
		return ""
	}
	return asked("Location", "near", fmt.Sprintf("%s|%s|%s|km", r.Position.Latitude, r.Position.Longitude, km))
}

// perPage is how many results each search asks.
const perPage = 20

func asked(kind string, parameters ...string) string {
	q := url.Values{"_count": {fmt.Sprint(perPage)}}
	for i := 0; i < len(parameters); i += 2 {
		q.Add(parameters[i], parameters[i+1])
	}
	return kind + "?" + q.Encode()
}

// questions draws so many of a kind with a fixed seed.
func (b *bench) drawn(k *kind) (all []string) {
	r := rand.New(rand.NewPCG(6, uint64(len(k.name))))
	list := b.sample.of[k.of]
	for _, i := range r.Perm(len(list)) {
		if q := k.ask(&list[i]); q != "" && len(all) < b.questions {
			all = append(all, q)
		}
	}
	return all
}

const (
	historyPages = 20
	historyCount = 100
)

// history gives the addresses of the newest pages of the history of the services, as a client walks them.
func (s *base) history(ctx context.Context) (pages []string, err error) {
	target := fmt.Sprintf("HealthcareService/_history?_count=%d", historyCount)
	err = s.walk(ctx, target, func(page bundle) (bool, error) {
		pages = append(pages, target)
		target = page.next()
		return len(pages) < historyPages, nil
	})
	return pages, err
}
