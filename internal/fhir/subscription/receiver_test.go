package subscription_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"eerstelijn/internal/fhir/r4"
)

// message is one that a receiver got.
type message struct {
	subscription, topic, status, kind string
	total                             int
	numbers                           []int
	moments                           []time.Time
	authorization                     string
	bundle                            r4.Bundle
}

// receiver is a program that is told, as it stands outside.
type receiver struct {
	*httptest.Server
	t     testing.TB
	down  atomic.Bool
	mu    sync.Mutex
	taken []message
	tried int
}

func newReceiver(t testing.TB) *receiver {
	r := &receiver{t: t}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	m, problem := readMessage(body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tried++
	if err != nil || problem != "" || q.Method != http.MethodPost || q.Header.Get("Content-Type") != "application/fhir+json" {
		r.t.Errorf("a message that cannot be read: %v %s: %s", err, problem, body)
	}
	if r.down.Load() {
		http.Error(w, "no", http.StatusServiceUnavailable)
		return
	}
	m.authorization = q.Header.Get("Authorization")
	r.taken = append(r.taken, m)
}

// got gives what was taken since it was asked last.
func (r *receiver) got() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := r.taken
	r.taken = nil
	return out
}

// readMessage reads a notification as the guide has it; problem says what is not as it should be.
func readMessage(body []byte) (m message, problem string) {
	if err := json.Unmarshal(body, &m.bundle); err != nil || m.bundle.Type != "history" || len(m.bundle.Entry) != 1 || m.bundle.Timestamp == "" {
		return m, "no history Bundle with one entry"
	}
	entry := m.bundle.Entry[0]
	var p r4.Parameters
	if err := json.Unmarshal(entry.Resource, &p); err != nil || entry.Request == nil || entry.Request.Method != http.MethodGet || entry.Response == nil {
		return m, "no Parameters, or no request and response"
	}
	if entry.FullURL != "urn:uuid:"+p.ID || !slices.Equal(p.Meta.Profile, r4.Strings{guide + "backport-subscription-status-r4"}) {
		return m, "no id or profile"
	}
	for _, one := range p.Parameter {
		switch one.Name {
		case "subscription":
			m.subscription = strings.TrimPrefix(one.ValueReference.Reference, base+"/Subscription/")
		case "topic":
			m.topic = *one.ValueCanonical
		case "status":
			m.status = *one.ValueCode
		case "type":
			m.kind = *one.ValueCode
		case "events-since-subscription-start":
			m.total, _ = strconv.Atoi(*one.ValueString)
		case "notification-event":
			n, err := strconv.Atoi(*one.Part[0].ValueString)
			at, bad := time.Parse(time.RFC3339Nano, *one.Part[1].ValueInstant)
			if err != nil || bad != nil || len(one.Part) != 2 {
				return m, "an event is a number and a moment, and no more"
			}
			m.numbers, m.moments = append(m.numbers, n), append(m.moments, at)
		case "error":
		default:
			return m, "an unknown parameter " + one.Name
		}
	}
	return m, ""
}

func kinds(all []message) (out []string) {
	for _, m := range all {
		said := m.kind
		for _, n := range m.numbers {
			said += " " + strconv.Itoa(n)
		}
		out = append(out, said)
	}
	return out
}
