package others

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"sync"
	"time"

	"eerstelijn/internal/fhir/subscription"
)

// PlannerName is how the planning program is called, and Hook where it listens.
const (
	PlannerName = "Rooster Voorbeeld"
	Hook        = "https://" + plannerHost + "/seintjes"
)

// Planner is the planning program of a provider. It asks to be told when one of the provider's questions changes,
// and keeps what it was told.
type Planner struct {
	*program
	secret string

	mu    sync.Mutex
	heard []heard // newest first
}

// heard is a message that came in.
type heard struct {
	at     time.Time
	kind   string
	number int // of the newest change; 0 without
}

const (
	mostHeard = 100
	header    = "X-Rooster"
	topic     = "http://eerstelijn.nl/fhir/SubscriptionTopic/task-changed" // as the site's CapabilityStatement has it
	backport  = "http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/"
)

func newPlanner(o Options) (*Planner, error) {
	p, err := newProgram(o)
	return &Planner{program: p, secret: rand.Text()}, err
}

// Subscribe asks the site to be told.
func (p *Planner) Subscribe(ctx context.Context) error {
	return p.post(ctx, subscription.Path+"/"+subscription.Type, object{
		"resourceType": subscription.Type, "status": "requested", "reason": "Het rooster bijwerken als iemand komt",
		"criteria": topic,
		"channel": object{
			"type": "rest-hook", "endpoint": Hook, "payload": fhirJSON, "header": []string{header + ": " + p.secret},
			"_payload":  object{"extension": []any{object{"url": backport + "backport-payload-content", "valueCode": "empty"}}},
			"extension": []any{object{"url": backport + "backport-heartbeat-period", "valueUnsignedInt": int(heartbeat.Seconds())}},
		},
	})
}

// handler takes what the site tells, from whoever knows the secret.
func (p *Planner) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /seintjes", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(header) != p.secret {
			refuse(w, http.StatusUnauthorized, "login", "this is no subscription of ours")
			return
		}
		var in struct {
			Entry []struct {
				Resource struct {
					Parameter []parameter `json:"parameter"`
				} `json:"resource"`
			} `json:"entry"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostRead)).Decode(&in); err != nil || len(in.Entry) == 0 {
			refuse(w, http.StatusBadRequest, "structure", "expected a Bundle of a subscription")
			return
		}
		p.hear(in.Entry[0].Resource.Parameter)
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

type parameter struct {
	Name string `json:"name"`
	Code string `json:"valueCode"`
	Part []struct {
		Name string `json:"name"`
		Text string `json:"valueString"`
	} `json:"part"`
}

// hear keeps a message: what sort it is and, of each change that it tells of, the number.
func (p *Planner) hear(parameters []parameter) {
	now := p.Now()
	var kind string
	var numbers []int
	for _, one := range parameters {
		if one.Name == "type" {
			kind = one.Code
		}
		for _, part := range one.Part {
			if n, err := strconv.Atoi(part.Text); err == nil && part.Name == "event-number" {
				numbers = append(numbers, n)
			}
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(numbers) == 0 {
		numbers = []int{0}
	}
	for _, n := range numbers {
		p.heard = append([]heard{{now, kind, n}}, p.heard[:min(len(p.heard), mostHeard-1)]...)
	}
}

func (p *Planner) list() []heard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]heard(nil), p.heard...)
}
