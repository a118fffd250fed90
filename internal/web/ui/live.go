package ui

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"eerstelijn/internal/clock"
)

// LiveView is where a page's figures are kept current from; see live.js for what it does with the rest
// of the page.
type LiveView struct {
	// Feed is the address: "/api/v1/feed?region=…". Tabs that ask the same share one connection.
	Feed string
	// Since is the number of the record up to which the page's figures are current: board.Seq, asked
	// before the figures were.
	Since int64
}

func (v LiveView) since() string { return strconv.FormatInt(v.Since, 10) }

// sampleTime shows live.js how a language writes a time of day.
var sampleTime = time.Date(2026, time.November, 3, 13, 7, 0, 0, clock.Amsterdam)

// liveStates are all that a mark may become.
var liveStates = []State{Room, Limited, Ageing, Waitlist, Assessment, Full, Unknown}

// LiveOffer marks the element around the figures of one offer. Steps is what the state becomes if
// nothing more is told, as watch.Steps writes it.
func LiveOffer(id string, state State, steps string) templ.Attributes {
	return templ.Attributes{"data-offer": id, "data-state": string(state), "data-steps": steps}
}
