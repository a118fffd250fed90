package subscription

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"eerstelijn/internal/fault"
	"eerstelijn/internal/fhir/outcome"
	"eerstelijn/internal/fhir/r4"
)

// masked gives headers as they are shown: their names.
func masked(headers []string) (out []string) {
	for _, h := range headers {
		name, _, _ := strings.Cut(h, ":")
		out = append(out, name+": "+Masked)
	}
	return out
}

// render gives a subscription as a resource.
func (s *Service) render(r *Subscription) *r4.Subscription {
	out := &r4.Subscription{
		ID: string(r.ID), Meta: &r4.Meta{VersionID: strconv.FormatInt(r.Version, 10), LastUpdated: instant(r.Changed), Profile: r4.Strings{profile}},
		Status: string(r.State), Reason: r.Reason, Criteria: canonical(s.Codes, r.Topic), Error: r.Problem.EN(),
		Channel: &r4.SubscriptionChannel{
			Type: "rest-hook", Endpoint: r.Endpoint, Payload: outcome.Media,
			PayloadElement: &r4.Element{Extension: []r4.Extension{{URL: xPayload, ValueCode: new("empty")}}},
			Header:         r4.Strings(r.Headers),
		},
	}
	if len(r.Filters) > 0 {
		out.CriteriaElement = &r4.Element{}
		for _, f := range r.Filters {
			out.CriteriaElement.Extension = append(out.CriteriaElement.Extension, r4.Extension{URL: xFilter, ValueString: new(f)})
		}
	}
	if !r.End.IsZero() {
		out.End = instant(r.End)
	}
	if r.Reason == "" { // R4 asks one
		out.Reason = r.Topic.Title()
	}
	if r.Heartbeat > 0 {
		out.Channel.Extension = append(out.Channel.Extension, r4.Extension{URL: xHeartbeat, ValueUnsignedInt: new(int(r.Heartbeat / time.Second))})
	}
	out.Channel.Extension = append(out.Channel.Extension, r4.Extension{URL: xTimeout, ValueUnsignedInt: new(int(r.Timeout / time.Second))},
		r4.Extension{URL: xMost, ValuePositiveInt: new(r.Most)})
	return out
}

// adopt reads what a program asks. Whatever would change what is sent and is not known here is refused: to
// pass it over would be to say that it is done.
func (s *Service) adopt(in *r4.Subscription) (w Wish, err error) {
	bad := func(where, nl, en string) (Wish, error) {
		return Wish{}, fault.InvalidField("Subscription."+where, nl, en)
	}
	var known bool
	if w.Topic, known = topicAt(s.Codes, in.Criteria); !known {
		return bad("criteria", "Kies een van onze onderwerpen; ze staan in het CapabilityStatement.", "expected the canonical address of one of our topics: "+
			canonical(s.Codes, TaskChanged)+" or "+canonical(s.Codes, DirectoryChanged))
	}
	switch in.Status {
	case string(Off):
		w.Off = true
	case string(Requested), string(Active):
	default:
		return bad("status", "De status is requested of off.", "expected requested or off")
	}
	var criteria []string
	if in.CriteriaElement != nil {
		for _, e := range in.CriteriaElement.Extension {
			if e.URL != xFilter || e.ValueString == nil {
				return bad("criteria.extension", "Deze extensie kennen wij hier niet.", "expected extensions of "+xFilter+" alone")
			}
			criteria = append(criteria, *e.ValueString)
		}
	}
	if _, w.Filters, err = parseFilter(w.Topic.of(), s.Base(), criteria); err != nil {
		return Wish{}, err
	}
	if w.Reason = in.Reason; w.Reason == w.Topic.Title() {
		w.Reason = ""
	}
	if in.End != "" {
		if w.End, err = time.Parse(time.RFC3339, in.End); err != nil {
			return bad("end", "Geef een moment, zoals 2027-01-01T00:00:00Z.", "expected an instant, such as 2027-01-01T00:00:00Z")
		}
		w.End = w.End.UTC().Truncate(time.Millisecond)
	}
	if len(in.ModifierExtension) > 0 || len(in.Contained) > 0 {
		return bad("modifierExtension", "Dit kennen wij hier niet.", "no modifier extension or contained resource is known here")
	}
	return s.adoptChannel(w, in.Channel)
}

func (s *Service) adoptChannel(w Wish, c *r4.SubscriptionChannel) (Wish, error) {
	bad := func(where, nl, en string) (Wish, error) {
		return Wish{}, fault.InvalidField("Subscription.channel"+where, nl, en)
	}
	if c == nil || c.Type != "rest-hook" || c.TypeElement != nil {
		return bad(".type", "Alleen rest-hook kan hier.", "expected rest-hook")
	}
	if c.Payload != outcome.Media && c.Payload != "application/json" {
		return bad(".payload", "Kies application/fhir+json.", "expected application/fhir+json")
	}
	content := ""
	if c.PayloadElement != nil {
		for _, e := range c.PayloadElement.Extension {
			if e.URL == xPayload && e.ValueCode != nil {
				content = *e.ValueCode
			}
		}
	}
	if content != "empty" {
		return bad(".payload", "Wij sturen alleen dat er iets is, en nooit wat: gegevens over zorg gaan niet mee in een bericht. Kies voor backport-payload-content de waarde empty en lees het daarna zelf.",
			"only empty payloads are sent, since health data is not pushed: expected the extension backport-payload-content with empty; read what changed afterwards")
	}
	for _, e := range c.Extension {
		n := 0
		switch {
		case e.ValueUnsignedInt != nil:
			n = *e.ValueUnsignedInt
		case e.ValuePositiveInt != nil:
			n = *e.ValuePositiveInt
		}
		if n < 0 || n > int(mostBeat/time.Second) || n == 0 && e.URL != xHeartbeat {
			n = -1 // which no bound lets through
		}
		switch e.URL {
		case xHeartbeat:
			w.Heartbeat = time.Duration(n) * time.Second
		case xTimeout:
			w.Timeout = time.Duration(n) * time.Second
		case xMost:
			w.Most = n
		default:
			return bad(".extension", "Deze extensie kennen wij hier niet.", "this extension is not known here")
		}
	}
	if slices.Contains(c.Header, "") || len(c.ModifierExtension) > 0 {
		return bad(".header", "Een kopregel is leeg.", "expected headers with a value")
	}
	w.Endpoint, w.Headers = c.Endpoint, c.Header
	return w, nil
}
