package place

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/capacity"
	"eerstelijn/internal/clock"
	"eerstelijn/internal/network"
	"eerstelijn/internal/placement"
)

// Names of the fields of a request's form: the parts as package placement names them in its errors.
const (
	kindName      = "kind"
	urgencyName   = "urgency"
	directionName = "direction"
	areaName      = "area"
	startName     = "start_by"
	groupsName    = "groups"
	languagesName = "languages"
	insurerName   = "insurer"
	kmName        = "max_km"
	placesName    = "places"
	knownName     = "continuity"
	wishesName    = "wishes"
	needsName     = "needs."
	noteName      = "note"
	withName      = "consent_with"
	whyName       = "why_not"

	idName      = "id"
	versionName = "versie"
	doName      = "doe"
	doKeep      = "bewaar"
	nobodyYet   = "nog-niet"
)

// typed is a form for a request as it was typed: it becomes a draft only on the way in, so that a
// mistake never costs somebody their text.
type typed struct{ url.Values }

// typedOf is the form of a draft that stands.
func typedOf(d *placement.Draft) typed {
	t := typed{url.Values{
		kindName: {string(d.Kind)}, urgencyName: {string(d.Urgency)}, directionName: {string(d.Direction)}, areaName: {string(d.Area)},
		groupsName: d.Groups, languagesName: d.Languages, insurerName: {d.Insurer}, wishesName: d.Wishes, noteName: {d.Note},
	}}
	if !d.StartBy.IsZero() {
		t.Set(startName, d.StartBy.In(clock.Amsterdam).Format(time.DateOnly))
	}
	if d.MaxKilometres > 0 {
		t.Set(kmName, strconv.Itoa(d.MaxKilometres))
	}
	if d.Places > 0 {
		t.Set(placesName, strconv.Itoa(d.Places))
	}
	for _, o := range d.Continuity {
		t.Add(knownName, string(o))
	}
	for code, answer := range d.Needs {
		t.Set(needsName+code, answer)
	}
	return t
}

// typedIn reads a posted form.
func typedIn(r *http.Request) typed { return typed{r.PostForm} }

func (t typed) has(name, value string) bool { return slices.Contains(t.Values[name], value) }

// asked gives what a kind of capacity is asked as: a bed is a place, a consult advice, all else care.
func asksOf(k capacity.Kind) placement.Ask {
	switch k.UnitOne {
	case "bed", "plaats":
		return placement.Place
	case "consult":
		return placement.Advice
	}
	return placement.Care
}

// counted tells whether a kind is counted in hours, so that it matters how many.
func counted(k capacity.Kind) bool { return k.UnitOne == "uur" }

// draft is what was typed, and what is wrong with it by field. What a program cannot read is said here;
// whether the rest is right is for package placement to say.
func (t typed) draft(k capacity.Kind, now time.Time) (d placement.Draft, wrong map[string]string) {
	wrong = map[string]string{}
	d = placement.Draft{
		Ask: asksOf(k), Kind: k.Code, Urgency: placement.Urgency(t.Get(urgencyName)), Direction: placement.Direction(t.Get(directionName)),
		Area: network.AreaCode(t.Get(areaName)), Groups: t.Values[groupsName], Languages: t.Values[languagesName],
		Insurer: strings.ToLower(strings.TrimSpace(t.Get(insurerName))), Wishes: t.Values[wishesName], Needs: map[string]string{}, Note: t.Get(noteName),
	}
	for name, text := range map[string]string{urgencyName: "Kies hoe snel het moet.", directionName: "Kies waar de persoon vandaan komt.", areaName: "Kies een wijk of gemeente."} {
		if t.Get(name) == "" {
			wrong[name] = text
		}
	}
	number := func(name string) int {
		text := strings.TrimSpace(t.Get(name))
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			wrong[name] = "Vul een heel getal in, bijvoorbeeld 10."
		}
		return n
	}
	d.MaxKilometres, d.Places = number(kmName), number(placesName)
	for _, o := range t.Values[knownName] {
		d.Continuity = append(d.Continuity, network.OrganizationID(o))
	}
	for name := range t.Values {
		if code, ok := strings.CutPrefix(name, needsName); ok && t.Get(name) != "" {
			d.Needs[code] = t.Get(name)
		}
	}
	on, err := dayOf(t.Get(startName), now)
	if err != nil {
		wrong[startName] = "Vul een dag in, zoals 2026-11-03."
	}
	d.StartBy = on
	return d, wrong
}

// consent is the talk with the person as it was typed. The talk was before the form was sent, so its
// moment is now.
func (t typed) consent(now time.Time, wrong map[string]string) placement.Consent {
	c := placement.Consent{At: now, With: t.Get(withName)}
	crisis := t.Get(urgencyName) == string(placement.Crisis)
	switch {
	case c.With == "":
		wrong[withName] = "Kies met wie u dit hebt besproken."
	case c.With == nobodyYet && !crisis:
		wrong[withName] = "Bespreek het eerst. Alleen bij crisis mag het later."
	case c.With == nobodyYet:
		c.With = ""
	}
	if crisis {
		if c.WhyNot = placement.ReasonCode(t.Get(whyName)); c.WhyNot == "" {
			wrong[whyName] = "Kies waarom de persoon niet zelf kiest."
		}
	}
	return c
}
