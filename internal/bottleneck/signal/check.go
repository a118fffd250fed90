package signal

import (
	"context"
	"slices"
	"strings"

	"eerstelijn/internal/bottleneck"
	"eerstelijn/internal/capacity"
	"eerstelijn/internal/check"
	"eerstelijn/internal/network"
)

// purpose is why a rule is checked: one that is only tried needs no words of its own.
type purpose bool

const (
	saving purpose = true
	trying purpose = false
)

const mostText = 200 // characters

type checker struct{ check.Fields }

// words is a text that must say something, on one line.
func (c *checker) words(field string, text *string) {
	*text = strings.Join(strings.Fields(*text), " ")
	c.Needed(field, text, mostText)
}

// only refuses a property that the measure does not have: it would do nothing, and seem to.
func (c *checker) only(field string, filled bool, has bool, missing, en string) {
	switch {
	case filled && !has:
		c.Wrong(field, "Dit hoort niet bij wat deze regel meet.", "this measure does not have it")
	case !filled && has && missing != "":
		c.Wrong(field, missing, en)
	}
}

// check trims a rule and says what is wrong with it.
func (s *Service) check(ctx context.Context, r *Rule, why purpose) error {
	var c checker
	if _, ok := measures[r.Measure]; !ok {
		c.Wrong("measure", "Kies wat de regel meet.", "expected wait-above-norm, declines, bridging, no-contact, unanswered or coverage-gap")
		return c.Err()
	}
	if r.Threshold < 0 || r.Threshold > 100 {
		c.Wrong("threshold", "Kies een grens van 0 tot en met 100%.", "expected a percentage from 0 to 100")
	}
	if r.Weeks < 1 || r.Weeks > 26 {
		c.Wrong("weeks", "Kies 1 tot en met 26 weken.", "expected 1 to 26 weeks")
	}
	if r.Level != bottleneck.Wijk && r.Level != bottleneck.Region {
		c.Wrong("level", "Kies wijk of regio.", "expected wijk or region")
	}
	c.only("norm", r.Norm != "", r.Measure == WaitAboveNorm, "Kies een norm.", "expected a code of the access norms")
	c.only("window", r.Window != "", r.Measure == NoContact, "Kies nacht, avond of weekend.", "expected night, evening or weekend")
	if _, ok := windows[r.Window]; !ok && r.Window != "" {
		c.Wrong("window", "Kies nacht, avond of weekend.", "expected night, evening or weekend")
	}
	missing := ""
	if r.Measure == NoContact {
		missing = "Kies een discipline."
	}
	c.only("discipline", r.Discipline != "", r.Measure == NoContact || r.Measure == Unanswered, missing, "expected a discipline")
	c.only("kind", r.Kind != "", r.Measure == Declines || r.Measure == Bridging, "", "")
	if why == saving {
		c.words("title", &r.Title)
		c.words("source", &r.Source)
	}
	if err := c.Err(); err != nil {
		return err
	}
	if err := s.checkCodes(ctx, r, &c, why); err != nil {
		return err
	}
	return c.Err()
}

// checkCodes looks up what a rule refers to.
func (s *Service) checkCodes(ctx context.Context, r *Rule, c *checker, why purpose) error {
	if r.Region != "" {
		if _, err := s.Network.RegionByID(ctx, r.Region); err != nil {
			return err
		}
	}
	if r.Norm != "" {
		if _, err := s.norm(ctx, r.Norm); err != nil {
			return err
		}
	}
	if r.Discipline != "" {
		all, err := s.Network.Disciplines(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(d network.Discipline) bool { return d.Code == r.Discipline }) {
			c.Wrong("discipline", "Deze discipline kennen we niet.", "unknown discipline")
		}
	}
	if r.Kind != "" {
		t, err := s.Capacity.Tables(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(t.Kinds, func(k capacity.Kind) bool { return k.Code == r.Kind }) {
			c.Wrong("kind", "Deze soort plek kennen we niet.", "unknown kind of capacity")
		}
	}
	if why == saving {
		all, err := s.Bottlenecks.Themes(ctx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(t bottleneck.Theme) bool { return t.Code == r.Theme }) {
			c.Wrong("theme", "Kies een thema.", "unknown theme")
		}
	}
	return nil
}
