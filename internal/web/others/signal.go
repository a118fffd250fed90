package others

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fhir/notified"
	"eerstelijn/internal/id"
)

// signals are the one subscription that our site has there, and what it was told.
type signals struct {
	id       string // '' for none
	endpoint string
	header   http.Header
	greeted  bool
	events   []time.Time // the moments of all changes since it began
	told     int         // how many of them were taken
	spoke    time.Time
}

const heartbeat = time.Hour

// kinds of messages.
const (
	handshake = "handshake"
	alive     = "heartbeat"
	event     = "event-notification"
)

// subscribe takes a subscription; it takes the place of the one before.
func (p *Platform) subscribe(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Type    string `json:"resourceType"`
		Channel struct {
			Type     string   `json:"type"`
			Endpoint string   `json:"endpoint"`
			Header   []string `json:"header"`
		} `json:"channel"`
	}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostRead)).Decode(&in)
	if err != nil || in.Type != "Subscription" || in.Channel.Type != "rest-hook" || !strings.HasPrefix(in.Channel.Endpoint, p.Ours()+notified.Path+"/") {
		refuse(w, http.StatusUnprocessableEntity, "value", "expected a Subscription with a rest-hook at the program that asks")
		return
	}
	fresh := signals{id: id.New[string](), endpoint: in.Channel.Endpoint, header: http.Header{}}
	for _, line := range in.Channel.Header {
		name, value, _ := strings.Cut(line, ":")
		fresh.header.Set(name, strings.TrimSpace(value))
	}
	p.mu.Lock()
	p.signals = fresh
	p.mu.Unlock()
	p.nudge()
	w.Header().Set("Location", Base+"/Subscription/"+fresh.id)
	answer(w, http.StatusCreated, map[string]string{"resourceType": "Subscription", "id": fresh.id, "status": "requested"})
}

// subscription shows it.
func (p *Platform) subscription(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	stands := p.signals
	p.mu.Unlock()
	if stands.id == "" || r.PathValue("id") != stands.id {
		refuse(w, http.StatusNotFound, "not-found", "there is no such Subscription")
		return
	}
	status := "requested"
	if stands.greeted {
		status = "active"
	}
	answer(w, http.StatusOK, map[string]string{"resourceType": "Subscription", "id": stands.id, "status": status})
}

// signal sends what is due: a handshake, what changed, or a sign of life. What is not taken waits for the next time.
func (p *Platform) signal(ctx context.Context) error {
	p.telling.Lock()
	defer p.telling.Unlock()
	for {
		p.mu.Lock()
		s := p.signals
		s.events = slices.Clone(s.events)
		p.mu.Unlock()
		now := p.Now()
		kind := s.due(now)
		if kind == "" {
			return nil
		}
		body, err := json.Marshal(s.message(kind, now))
		if err != nil {
			return err
		}
		if _, err := p.ask(ctx, http.MethodPost, s.endpoint, fhirJSON, s.header.Clone(), body); err != nil {
			return err
		}
		p.mu.Lock()
		if p.signals.id == s.id {
			p.signals.greeted, p.signals.spoke = true, now
			if kind == event {
				p.signals.told = len(s.events)
			}
		}
		p.mu.Unlock()
	}
}

// due gives what is to be sent now; ” is nothing.
func (s *signals) due(now time.Time) string {
	switch {
	case s.id == "":
		return ""
	case !s.greeted:
		return handshake
	case s.told < len(s.events):
		return event
	case now.Sub(s.spoke) >= heartbeat:
		return alive
	}
	return ""
}

// message says a number and a moment of each change, and never what changed.
func (s *signals) message(kind string, now time.Time) any {
	type part = map[string]any
	parameters := []any{
		part{"name": "subscription", "valueReference": part{"reference": Base + "/Subscription/" + s.id}},
		part{"name": "status", "valueCode": "active"}, part{"name": "type", "valueCode": kind},
		part{"name": "events-since-subscription-start", "valueString": strconv.Itoa(len(s.events))},
	}
	if kind == event {
		for i := s.told; i < len(s.events); i++ {
			parameters = append(parameters, part{"name": "notification-event", "part": []any{
				part{"name": "event-number", "valueString": strconv.Itoa(i + 1)}, part{"name": "timestamp", "valueInstant": s.events[i].UTC().Format(time.RFC3339)}}})
		}
	}
	return part{"resourceType": "Bundle", "type": "history", "timestamp": now.UTC().Format(time.RFC3339), "entry": []any{part{"resource": part{"resourceType": "Parameters", "parameter": parameters}}}}
}
