package watch

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"eerstelijn/internal/capacity"
)

// changedOffer is an offer with what becomes of its state if nothing more is told.
type changedOffer struct {
	Offer Offer  `json:"offer"`
	Steps string `json:"steps"`
}

// changedOffers is what a frame of room says. Page software that has everything up to Seq needs nothing of it.
type changedOffers struct {
	Seq     int64              `json:"seq"`
	All     bool               `json:"all,omitempty"` // what is not in it, is not there
	Changed []changedOffer     `json:"changed"`
	Gone    []capacity.OfferID `json:"gone"`
}

// changedThings is what a frame for a desk or an organisation says.
type changedThings struct {
	Seq     int64   `json:"seq"`
	All     bool    `json:"all,omitempty"` // more than is remembered: read everything anew
	Changed []thing `json:"changed"`
}

type thing struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// event writes an event without its number.
func event(name string, data any) []byte {
	body, err := json.Marshal(data)
	if err != nil {
		panic("watch: an event is plain data: " + err.Error())
	}
	return fmt.Appendf(nil, "event: %s\ndata: %s\n\n", name, body)
}

func heartbeat(now time.Time) []byte {
	return event("beat", map[string]string{"at": now.UTC().Format(time.RFC3339Nano)})
}

// farewell asks to connect again, not all at one moment.
func farewell() []byte {
	return append(fmt.Appendf(nil, "retry: %d\n", 500+rand.IntN(2500)), event("bye", struct{}{})...)
}

func ended() []byte { return event("ended", struct{}{}) }

// render makes a frame of what is dirty in a topic, which is complete up to a number.
func (h *Hub) render(t Topic, ids []string, seq int64) []byte {
	slices.Sort(ids)
	if t.about != aboutRoom {
		all := changedThings{Seq: seq, Changed: []thing{}}
		for _, id := range ids {
			all.Changed = append(all.Changed, thingOf(id))
		}
		return event(string(t.about), all)
	}
	out := changedOffers{Seq: seq, Changed: []changedOffer{}, Gone: []capacity.OfferID{}}
	now := h.now()
	for _, id := range ids {
		if o, ok := h.board.Offer(capacity.OfferID(id)); ok && t.has(&o) {
			out.Changed = append(out.Changed, h.show(&o, now))
		} else {
			out.Gone = append(out.Gone, capacity.OfferID(id))
		}
	}
	return event(string(t.about), out)
}

// renderAll makes a frame of everything there is in a region.
func (h *Hub) renderAll(t Topic, seq int64) []byte {
	out := changedOffers{Seq: seq, All: true, Changed: []changedOffer{}, Gone: []capacity.OfferID{}}
	now := h.now()
	offers := h.board.Region(t.region)
	for i := range offers {
		if t.has(&offers[i]) {
			out.Changed = append(out.Changed, h.show(&offers[i], now))
		}
	}
	return event(string(t.about), out)
}

func (t Topic) has(o *capacity.Offer) bool {
	return o.Region == t.region && (t.kind == "" || o.Kind == t.kind)
}

func (h *Hub) show(o *capacity.Offer, now time.Time) changedOffer {
	kind, _ := h.kinds(o.Kind)
	return changedOffer{OfferOf(o, kind, now), Steps(o, now)}
}
