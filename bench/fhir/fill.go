package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"eerstelijn/bench/measure"
)

// types are those that questions are asked of, what is referred to first.
var types = []string{"Organization", "Location", "HealthcareService"}

// resource is what questions are drawn from.
type resource struct {
	ID, Name   string
	Identifier []struct{ System, Value string }
	Type       []struct {
		Coding []struct{ System, Code string }
	}
	Position *struct{ Latitude, Longitude json.Number }
}

// sample are some resources of each type, each as likely as any other, and how many there are.
type sample struct {
	of     map[string][]resource
	number map[string]int
}

// sampled is how many of a type are kept.
const sampled = 1000

// add draws with a fixed seed, so that the same resources in the same order give the same sample.
func (s *sample) add(r *rand.Rand, kind string, body []byte) error {
	s.number[kind]++
	at := len(s.of[kind])
	if at == sampled {
		if at = r.IntN(s.number[kind]); at >= sampled {
			return nil
		}
	}
	var one resource
	if err := json.Unmarshal(body, &one); err != nil {
		return err
	}
	if at == len(s.of[kind]) {
		s.of[kind] = append(s.of[kind], one)
	} else {
		s.of[kind][at] = one
	}
	return nil
}

// put is how many resources go in one transaction when the second base is filled.
const put = 200

// fill reads everything from the first base, draws a sample of it, and puts it in the second when that is asked.
func (b *bench) fill(ctx context.Context) error {
	b.sample = sample{of: map[string][]resource{}, number: map[string]int{}}
	r := rand.New(rand.NewPCG(2026, 6))
	start := time.Now()
	for _, kind := range types {
		if err := b.fillType(ctx, r, kind); err != nil {
			return err
		}
		if len(b.sample.of[kind]) == 0 {
			return fmt.Errorf("%s has no %s to ask for", b.bases[0].name, kind)
		}
	}
	fmt.Fprintf(b.Out, "(%s organisations, %s locations, %s services", measure.Thousands(b.sample.number[types[0]]), measure.Thousands(b.sample.number[types[1]]), measure.Thousands(b.sample.number[types[2]]))
	if b.copies() {
		fmt.Fprintf(b.Out, "; copied from %s to %s in %.0f s", b.bases[0].name, b.bases[1].name, time.Since(start).Seconds())
	}
	fmt.Fprintln(b.Out, ")")
	for _, s := range b.bases {
		if s.settle != nil {
			if err := s.settle(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *bench) copies() bool { return b.copy && len(b.bases) == 2 }

// fillType reads one type to its end before the next begins, so that what is referred to is there.
func (b *bench) fillType(ctx context.Context, r *rand.Rand, kind string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pages := make(chan []byte)
	var writing sync.WaitGroup
	for range writers {
		if !b.copies() {
			break
		}
		l := line{host: b.bases[1].host}
		defer func() { _ = l.close() }()
		writing.Go(func() {
			for body := range pages {
				if _, err := l.get(measure.Post(b.bases[1].root(), body, "Content-Type: application/fhir+json", "Accept: application/fhir+json", "Prefer: return=minimal")); err != nil {
					cancel(fmt.Errorf("%s: a transaction: %w", b.bases[1].name, err))
				}
			}
		})
	}
	err := b.bases[0].walk(ctx, fmt.Sprintf("%s?_count=%d", kind, put), func(page bundle) (bool, error) {
		all := &transaction{}
		for _, e := range page.Entry {
			if err := b.sample.add(r, kind, e.Resource); err != nil {
				return false, err
			}
			var id struct{ ID string }
			if err := json.Unmarshal(e.Resource, &id); err != nil {
				return false, err
			}
			all.add("PUT", kind+"/"+id.ID, "", e.Resource)
		}
		if b.copies() && len(page.Entry) > 0 {
			select {
			case pages <- all.end():
			case <-ctx.Done():
				return false, context.Cause(ctx)
			}
		}
		return true, nil
	})
	close(pages)
	writing.Wait()
	if err == nil {
		err = context.Cause(ctx)
	}
	return err
}

// root is the address that transactions go to.
func (s *base) root() string {
	if s.path == "" {
		return "/"
	}
	return s.path
}

// transaction is a Bundle on its way out.
type transaction struct {
	bytes.Buffer
}

// add adds a resource; fullURL is how others in the same transaction refer to it.
func (t *transaction) add(method, address, fullURL string, body []byte) {
	if t.Len() == 0 {
		t.WriteString(`{"resourceType":"Bundle","type":"transaction","entry":[{`)
	} else {
		t.WriteString(`,{`)
	}
	if fullURL != "" {
		t.WriteString(`"fullUrl":"` + fullURL + `",`)
	}
	t.WriteString(`"resource":`)
	t.Write(body)
	t.WriteString(`,"request":{"method":"` + method + `","url":"` + address + `"}}`)
}

func (t *transaction) end() []byte { return append(t.Bytes(), `]}`...) }
