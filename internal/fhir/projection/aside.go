package projection

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"eerstelijn/internal/fhir/journal"
)

// What cannot be rendered must not keep the rest from being told: it is set aside. It stands in the journal as
// it stood, an operator hears of it, and it is tried again later and whenever something happens to it.

const (
	// asideMark stands before the type of what is due because it was set aside.
	asideMark = "aside:"
	// asideFor is how long something stays set aside before it is tried again.
	asideFor = 15 * time.Minute
)

// thing is what is rendered again when a resource was set aside: a resource may say something of several
// things, and an organisation is rendered for what refers to it.
type thing = journal.Key

// aside is a resource that is not saved, and why.
type aside struct {
	of  thing
	err error
}

// region is what is due of a region; its resource is an Organization.
const region = "region"

// setAside leaves a resource out of the batch.
func (b *batch) setAside(k journal.Key, of thing, err error) {
	b.aside[k] = aside{of, err}
}

// guarded renders a thing, whose own resource is k. A panic sets that resource aside; an error is of the
// database, and of everything.
func (g *gathering) guarded(k journal.Key, of thing, do func() error) (err error) {
	before := g.about
	g.about = of
	defer func() {
		g.about = before
		if p := recover(); p != nil {
			g.setAside(k, of, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}
	}()
	return do()
}

// later has what was set aside rendered again, and tells operators of it.
func (f *Follower) later(ctx context.Context, b *batch) {
	for k, a := range b.aside {
		if b.told[k] {
			continue
		}
		b.told[k] = true
		b.due(thing{Type: asideMark + cmp.Or(a.of.Type, k.Type), ID: cmp.Or(a.of.ID, k.ID)}, f.clock().Add(asideFor))
		f.asides.Add(1)
		f.log.ErrorContext(ctx, "FHIR resource set aside", "resource", k.String(), "error", a.err)
	}
}

// kept gives what is not set aside.
func (b *batch) kept(list []made) []made {
	if len(b.aside) == 0 {
		return list
	}
	var left []made
	for i := range list {
		if _, out := b.aside[list[i].Key]; !out {
			left = append(left, list[i])
		}
	}
	return left
}

// unmarked gives what is due, and whether it was set aside.
func unmarked(k journal.Key) (thing, bool) {
	kind, was := strings.CutPrefix(k.Type, asideMark)
	return thing{Type: kind, ID: k.ID}, was
}

// SetAside counts the things that could not be rendered when that was last tried.
func (f *Follower) SetAside(ctx context.Context) (int64, error) {
	return f.journal.CountDue(ctx, asideMark)
}
